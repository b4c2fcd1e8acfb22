/** Since when a connection or a tunnel is in its state, as far as the exporter has seen it. */

import type { Remembered, Since } from '../polling/history.ts';
import { timeOfDay, type ShownContext, type ViewContext } from './age.ts';
import { html, NOTHING, type Html } from '../report/html/html.ts';
import type { Level } from './level.ts';
import { time } from '../report/html/parts.ts';
import { duration, isoTime, utc } from './words.ts';

/** The one that began first or last; of two that began at once, one that was seen to begin. */
function pick(all: readonly Since[], isBetter: (one: number, other: number) => boolean) {
  return all.reduce<Since | undefined>((best, since) => {
    if (best === undefined || isBetter(since.ms, best.ms)) return since;
    return since.ms === best.ms && best.otherwiseMs === undefined ? since : best;
  }, undefined);
}

const first = (all: readonly Since[]) => pick(all, (one, other) => one < other);
const last = (all: readonly Since[]) => pick(all, (one, other) => one > other);

/**
 * Since when something is in its state: up since the last of its parts came up, down since its phase 2 went down,
 * degraded since the first of what is wrong now went wrong, or since it came up like that.
 * @param known what is remembered of it and its parts
 * @param tunnelId empty for a connection
 * @returns times of day; undefined where nothing is remembered that tells
 */
export function sinceOf(
  level: Level,
  known: readonly Remembered[],
  tunnelId: string,
  context: ViewContext,
): Since | undefined {
  const since = findSince(level, known, tunnelId);
  if (since === undefined) return undefined;
  const { ms, otherwiseMs } = since;
  return {
    ms: timeOfDay(ms, context),
    otherwiseMs: otherwiseMs === undefined ? undefined : timeOfDay(otherwiseMs, context),
  };
}

function findSince(
  level: Level,
  known: readonly Remembered[],
  tunnelId: string,
): Since | undefined {
  const now = known.filter(({ lostMs }) => lostMs === undefined);
  const phase = now.find((one) => one.tunnelId === tunnelId && one.aspect === 'phase')?.since;
  if (phase === undefined) return undefined;
  if (level === 'down') return phase;
  if (level === 'up') return last(now.map(({ since }) => since));
  const wrong = first(now.filter(({ value }) => value === 'down').map(({ since }) => since));
  return level === 'degraded' && wrong !== undefined ? last([phase, wrong]) : undefined;
}

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
