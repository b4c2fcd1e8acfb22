/** Logs what a poll brought: one warning until the target recovers, whatever it fails with meanwhile. */

import type { LogFields, Logger } from '../model/log.ts';
import type { CollectorState } from './state.ts';
import type { Target } from '../model/target.ts';
import { isClosedRegion } from './closed-regions.ts';

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

/** Logs the last poll of a collector beside the one before it. */
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
  if (isClosedRegion(target, [after])) {
    log.debug(fields, 'the region is not open to the account');
    return;
  }
  const last = before?.lastPoll?.failure;
  if (failure === undefined) {
    if (last === undefined) log.debug(fields, 'poll succeeded');
    else log.info(fields, 'poll succeeded again');
  } else if (last !== undefined) {
    // Codes may alternate for as long as an outage lasts: the state, the metrics and the status page have the latest one.
    log.debug(fields, 'poll failed again');
  } else {
    log.warn(fields, 'poll failed');
  }
}
