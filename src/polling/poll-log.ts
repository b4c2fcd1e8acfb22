/** What the log says of polls: each thing once, until it is otherwise. */

import { isClosedRegion } from './closed-regions.ts';
import type { CollectorState } from './state.ts';
import type { TargetState } from './store.ts';
import type { LogFields, Logger } from '../model/log.ts';
import { targetKey, type Target } from '../model/target.ts';

function fieldsOf(target: Target, collector: string, state: CollectorState<unknown>): LogFields {
  const failure = state.notOffered?.failure ?? state.lastPoll?.failure;
  return {
    account: target.account.name,
    region: target.region,
    collector,
    duration_ms: state.lastPoll?.durationMs,
    resources: failure === undefined ? state.lastSuccess?.resources : undefined,
    reason: failure?.reason,
    code: failure?.code,
    status: failure?.statusCode,
    request_id: failure?.requestId,
    hint: failure?.hint,
  };
}

/** Logs the last poll of a collector beside the one before it: one warning until it recovers, whatever it fails with meanwhile. */
export function logOutcome(
  log: Logger,
  target: Target,
  collector: string,
  before: CollectorState<unknown> | undefined,
  after: CollectorState<unknown> | undefined,
): void {
  if (after === undefined) return;
  const fields = fieldsOf(target, collector, after);
  if (after.notOffered !== undefined) {
    const isNew = before?.notOffered === undefined;
    log[isNew ? 'info' : 'debug'](fields, 'the API does not offer this collector here');
    return;
  }
  const failure = after.lastPoll?.failure;
  const last = before?.lastPoll?.failure;
  if (failure === undefined) {
    if (last === undefined) log.debug(fields, 'poll succeeded');
    else log.info(fields, 'poll succeeded again');
  } else if (isClosedRegion(target, [after])) {
    log.debug(fields, 'the region is not open to the account');
  } else if (last !== undefined) {
    // Codes may alternate for as long as an outage lasts: the state, the metrics and the status page have the latest one.
    log.debug(fields, 'poll failed again');
  } else {
    log.warn(fields, 'poll failed');
  }
}

/** Says that every target was polled, whatever came of it. */
export function logFirstRound(log: Logger, targets: readonly TargetState[]): void {
  const failing = targets.filter(({ collectors }) =>
    Object.values(collectors).some(({ lastPoll }) => lastPoll?.failure !== undefined),
  );
  const connections = targets.reduce(
    (sum, { collectors }) => sum + (collectors.connections?.entries.size ?? 0),
    0,
  );
  log.info(
    { targets: targets.length, failing: failing.length, connections },
    'every target was polled once',
  );
}

/** Warns of a region once while it has more connections than the settings hold. */
export class CapacityWarnings {
  readonly #log: Logger;
  readonly #warned = new Set<string>();

  constructor(log: Logger) {
    this.#log = log;
  }

  /** @param connections what the API reports for the target; undefined where it was not listed yet */
  check(target: Target, connections: number | undefined, held: number): void {
    const key = targetKey(target);
    if (connections === undefined || connections <= held) {
      this.#warned.delete(key);
      return;
    }
    if (this.#warned.has(key)) return;
    this.#warned.add(key);
    const { account, region } = target;
    this.#log.warn(
      { account: account.name, region, connections, held },
      'the region has more connections than one poll.interval holds: polls begin late; raise poll.interval or poll.requests_per_minute, or divide the region by filters',
    );
  }
}
