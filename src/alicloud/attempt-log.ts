/** One debug line for each attempt of a call. */

import type { Logger } from '../model/log.ts';
import type { Target } from '../model/target.ts';
import type { CallAttempt } from './client.ts';

/** Logs an attempt: what was asked of whom, and what came of it. */
export function logAttempt(log: Logger, { account, region }: Target, attempt: CallAttempt): void {
  const { action, peer, number, status, code, durationSeconds, requestId } = attempt;
  log.debug(
    {
      account: account.name,
      region,
      action,
      endpoint: peer,
      attempt: number,
      status,
      code,
      duration_ms: Math.round(durationSeconds * 1000),
      request_id: requestId,
    },
    'API call',
  );
}
