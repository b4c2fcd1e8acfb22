/** Which outcome of a poll the faults that befell it explain. */

import { ApiError, type FailureReason } from '../../../src/model/failure.ts';
import type { PresetName } from '../../../src/simulator/faults/faults.ts';
import { PRESET_OUTCOMES } from '../fault-table.ts';

/** A listing under way. */
export interface Open {
  readonly startMs: number;
  /** What befell its calls so far. */
  readonly faults: PresetName[];
}

function failureOf(fault: PresetName): FailureReason | undefined {
  const outcome = PRESET_OUTCOMES[fault];
  return outcome.kind === 'fails' ? outcome.reason : undefined;
}

/** Whether an answer under this fault may be taken for a good one that says something else. */
export function isMisleading(fault: PresetName): boolean {
  const { kind } = PRESET_OUTCOMES[fault];
  return kind === 'counts' || kind === 'rejected' || kind === 'differs';
}

/** Whether answers under this fault may contradict each other. */
function isConfusing(fault: PresetName): boolean {
  return isMisleading(fault) || failureOf(fault) === 'incomplete';
}

/** Whether the cloud refuses the credentials. */
export function isRefusal(fault: PresetName): boolean {
  return failureOf(fault) === 'auth';
}

/** The `code` that an attempt is counted with. */
export function codeOf(fault: PresetName | undefined, signal: AbortSignal): string {
  if (signal.aborted) return signal.reason instanceof ApiError ? 'timeout' : 'canceled';
  const outcome = fault && PRESET_OUTCOMES[fault];
  return outcome?.kind === 'fails' ? (Object.keys(outcome.codes)[0] ?? '') : 'OK';
}

/** What else there is to know of a failed poll. */
export interface Circumstances {
  /** Whether it took all the time that it may take. */
  readonly isLate: boolean;
  /** How long ago its credentials were last hard to get or refused; Infinity: never. */
  readonly credentialsAgeMs: number;
}

/** What credentials that cannot be had may be called. */
const CREDENTIAL_REASONS: ReadonlySet<FailureReason> = new Set([
  'auth',
  'network',
  'timeout',
  'bad_response',
  'server_error',
]);

/** Credentials are asked for again a minute after a failure at the latest, and a poll may end later than that. */
const CREDENTIALS_RECOVER_MS = 120_000;

/** Whether a poll may fail with this reason. */
export function isExplained(
  reason: FailureReason,
  faults: readonly PresetName[],
  { isLate, credentialsAgeMs }: Circumstances,
): boolean {
  const reasons = faults.map(failureOf).filter((each) => each !== undefined);
  return (
    reasons.includes(reason) ||
    (reason === 'incomplete' && faults.some(isConfusing)) ||
    (reason === 'timeout' && isLate && reasons.length > 0) ||
    (credentialsAgeMs <= CREDENTIALS_RECOVER_MS && CREDENTIAL_REASONS.has(reason))
  );
}
