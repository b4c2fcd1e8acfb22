/** Which alerts a fault raises while it lasts, and when, as data: a test proves it with the rules, docs/reliability.md tells it. */

import { isRefused, type Outcome } from './fault-table.ts';
import { CONNECTIONS } from './support/site.ts';

/** An alert of config/rules. */
export interface Raised {
  readonly alert: string;
  /** Minutes from the first poll that meets the fault until it fires. */
  readonly afterMinutes: number;
  /** Whether Alertmanager keeps it silent for the sake of another one of these. */
  readonly isSilenced: boolean;
}

function raised(alert: string, afterMinutes: number): Raised {
  return { alert: `AlicloudVpn${alert}`, afterMinutes, isSilenced: false };
}

function silenced(alert: string, afterMinutes: number): Raised {
  return { ...raised(alert, afterMinutes), isSilenced: true };
}

const TARGET = ['TargetFailing', 5] as const;
/** Raised by every failing target, too late to tell anything new. */
const LATER = silenced('CollectorFailing', 10);
const HIDDEN = [raised('ConnectionVanished', 5), raised('ExpectedConnectionMissing', 5)];
/** The series go after five minutes; a counter that is new is seen to grow a minute later. */
const REJECTED = [raised('ConnectionVanished', 10), raised('RowsRejected', 16)];

/** By the end of the metric that differs. */
const DIFFERING: Readonly<Record<string, readonly Raised[]>> = {
  up: [raised('ConnectionDown', 3)],
  state: [raised('ConnectionStateWrong', 30)],
};

/** The alerts that a fault raises by itself, in the order in which they fire. */
export function alertsOf(outcome: Outcome): readonly Raised[] {
  switch (outcome.kind) {
    case 'harmless':
      return [];
    case 'fails':
      if (isRefused(outcome)) return [raised('CredentialsRefused', 5), silenced(...TARGET), LATER];
      return [
        raised(...TARGET),
        LATER,
        ...(outcome.reason === 'throttled' ? [silenced('Throttled', 16)] : []),
      ];
    case 'rejected':
      return REJECTED;
    case 'differs':
      return [
        ...(outcome.unknown === undefined ? [] : [raised('UnknownValues', 15)]),
        ...outcome.metrics.flatMap((metric) => DIFFERING[metric] ?? []),
      ];
    case 'counts':
      return [...(outcome.shown < CONNECTIONS ? HIDDEN : []), raised('ResourceCountDiffers', 15)];
  }
}
