/** What a collector that follows others asks about now. Pure. */

import type { FollowUp } from '../collectors/collector.ts';
import type { PollConfig } from '../config/config.ts';
import type { CollectorState } from './state.ts';

/** Time after which a call that is refused is tried again: a refusal does not pass by itself. */
const REFUSED_MS = 10 * 60_000;

/** Time after which a call that is not offered is tried again. */
const NOT_OFFERED_MS = 60 * 60_000;

type Pace = Pick<PollConfig, 'intervalMs' | 'requestsPerMinute'>;

/** The most subjects to ask about in one poll: half of the calls that the target may make until the next. */
function budget({ intervalMs, requestsPerMinute }: Pace, subjectsPerCall: number): number {
  const calls = (requestsPerMinute * intervalMs) / 60_000 / 2;
  return Math.max(1, Math.floor(calls * subjectsPerCall));
}

/** Whether the last poll says that it is no use to ask yet. */
function isPausing({ lastPoll, notOffered }: CollectorState<unknown>, nowMs: number): boolean {
  if (notOffered !== undefined) return nowMs - notOffered.finishedMs < NOT_OFFERED_MS;
  if (lastPoll?.failure === undefined || lastPoll.failure.transient) return false;
  return nowMs - lastPoll.finishedMs < REFUSED_MS;
}

/** The subjects to ask about now: new ones first, then those asked about longest ago. */
export function dueSubjects<Item, Subject>(
  followUp: Pick<FollowUp<Item, Subject, never>, 'isDue' | 'askedMs' | 'subjectsPerCall'>,
  subjects: ReadonlyMap<string, Subject>,
  state: CollectorState<Item>,
  pace: Pace,
  nowMs: number,
): readonly Subject[] {
  if (isPausing(state, nowMs)) return [];
  const known = (id: string): Item | undefined => state.entries.get(id)?.item;
  const askedMs = (id: string): number => {
    const item = known(id);
    return item === undefined ? -Infinity : followUp.askedMs(item);
  };
  const isDue = (item: Item | undefined): boolean =>
    item === undefined || followUp.isDue(item, nowMs);
  return [...subjects]
    .filter(([id]) => isDue(known(id)))
    .sort(([first], [second]) => Math.sign(askedMs(first) - askedMs(second)) || 0)
    .slice(0, budget(pace, followUp.subjectsPerCall))
    .map(([, subject]) => subject);
}
