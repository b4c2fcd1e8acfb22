/** Since when a connection or a tunnel is in its state, as far as the exporter has seen it. */

import type { Remembered, Since } from '../polling/history.ts';
import { timeOfDay, type ViewContext } from './age.ts';
import type { Level } from './level.ts';

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
