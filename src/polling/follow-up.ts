/** Collectors that ask further about the connections just seen: only about some, and not at every poll. */

import type { CloudApi, Listing } from '../alicloud/api.ts';
import type { PollConfig } from '../config/config.ts';
import { linkId, linksDown, type Connection } from '../model/domain.ts';
import type { CollectorState } from './state.ts';
import type { Items } from './store.ts';

/** The names of these collectors. */
export type FollowUpName = 'diagnosis' | 'routes';

/** What there is to ask about, and how. */
export interface FollowUp<Name extends FollowUpName, Subject> {
  readonly name: Name;
  /** What there is to ask about, by id. */
  readonly subjects: (connections: readonly Connection[]) => ReadonlyMap<string, Subject>;
  /** How long an answer is good, in milliseconds. */
  readonly askAgainMs: number;
  /** How many subjects one API call covers at most; less than one when a subject takes several calls. */
  readonly subjectsPerCall: number;
  readonly list: (
    api: CloudApi,
    subjects: readonly Subject[],
    signal: AbortSignal,
  ) => Promise<Listing<Items[Name]>>;
}

/** Time after which a diagnosis is repeated, and after which a call that is refused is tried again. */
const SLOW_MS = 10 * 60_000;

/** Everything that is down, when it went down and then at a slower pace. */
export const diagnosis: FollowUp<'diagnosis', ReturnType<typeof linksDown>[number]> = {
  name: 'diagnosis',
  subjects: (connections) =>
    new Map(connections.flatMap(linksDown).map((link) => [linkId(link), link])),
  askAgainMs: SLOW_MS,
  subjectsPerCall: 50,
  list: (api, links, signal) => api.diagnose(links, signal),
};

/** Connections of transit routers: the API counts the routes of a VPN gateway for all its connections together. */
export const routes: FollowUp<'routes', Connection> = {
  name: 'routes',
  subjects: (connections) =>
    new Map(
      connections
        .filter(({ attachType }) => attachType === 'CEN')
        .map((connection) => [connection.id, connection]),
    ),
  askAgainMs: 0,
  subjectsPerCall: 0.5,
  list: (api, connections, signal) => api.countRoutes(connections, signal),
};

/** The most subjects to ask about in one poll: half of the calls that the target may make until the next. */
function budget(
  poll: Pick<PollConfig, 'intervalMs' | 'requestsPerMinute'>,
  subjectsPerCall: number,
): number {
  const calls = (poll.requestsPerMinute * poll.intervalMs) / 60_000 / 2;
  return Math.max(1, Math.floor(calls * subjectsPerCall));
}

/**
 * The subjects to ask about now: new ones first, then those asked about longest ago. None for a while after a refusal,
 * which does not pass by itself.
 */
export function dueSubjects<Name extends FollowUpName, Subject>(
  followUp: FollowUp<Name, Subject>,
  subjects: ReadonlyMap<string, Subject>,
  state: CollectorState<{ readonly askedMs: number }>,
  poll: Pick<PollConfig, 'intervalMs' | 'requestsPerMinute'>,
  nowMs: number,
): readonly Subject[] {
  const { lastPoll } = state;
  const isRefused = lastPoll?.failure !== undefined && !lastPoll.failure.transient;
  if (isRefused && nowMs - lastPoll.finishedMs < SLOW_MS) return [];
  const askedMs = (id: string): number => state.entries.get(id)?.item.askedMs ?? -Infinity;
  return [...subjects]
    .filter(([id]) => nowMs - askedMs(id) >= followUp.askAgainMs)
    .sort(([first], [second]) => Math.sign(askedMs(first) - askedMs(second)) || 0)
    .slice(0, budget(poll, followUp.subjectsPerCall))
    .map(([, subject]) => subject);
}
