/** Since when something is in its state, in words. */

import type { Since } from '../../polling/history.ts';
import type { ShownContext } from '../../views/age.ts';
import { duration, isoTime, utc } from '../../views/wording.ts';
import { html, NOTHING, type Html } from './html.ts';
import { time } from './parts.ts';

/** The time of day, and the day where it is not today; all in UTC. */
function clock(ms: number, nowMs: number): string {
  const isToday = isoTime(ms).slice(0, 10) === isoTime(nowMs).slice(0, 10);
  return isToday ? utc(ms).slice(11) : utc(ms);
}

/**
 * In words. What was last seen otherwise so long before that this said nothing any more may have changed at any time
 * in between, so it is told as what is known of it: for at least how long.
 */
export function sinceText(since: Since | undefined, { nowMs, staleAfterMs }: ShownContext): Html {
  if (since === undefined) return NOTHING;
  const { ms, otherwiseMs } = since;
  // Number and unit stay on one line.
  const length = duration(Math.max(0, nowMs - ms)).replace(' ', '\u00a0');
  const isSeen = otherwiseMs !== undefined && ms - otherwiseMs <= staleAfterMs('connections');
  return isSeen
    ? html` <small>since ${time(ms, clock(ms, nowMs))} (${length})</small>`
    : html` <small>for at least ${length}</small>`;
}
