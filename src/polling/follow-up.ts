/** Collectors that ask further about the connections just seen: only about some, and not at every poll. */

import type { CloudApi, Listing } from '../alicloud/api.ts';
import type { PollConfig } from '../config/config.ts';
import { linkId, linksDown, type Connection, type Diagnosis } from '../model/domain.ts';
import type { CollectorState } from './state.ts';
import type { Items } from './store.ts';

/** The names of these collectors. */
export type FollowUpName = 'diagnosis' | 'routes';

/** What there is to ask about, and how. */
export interface FollowUp<Name extends FollowUpName, Subject> {
  readonly name: Name;
  /** What there is to ask about, by id. */
  readonly subjects: (connections: readonly Connection[]) => ReadonlyMap<string, Subject>;
  /** Whether to ask again about something, given what is known of it. */
  readonly isDue: (known: Items[Name], nowMs: number) => boolean;
  /** What is known after an answer. */
  readonly merge: (known: Items[Name] | undefined, answer: Items[Name]) => Items[Name];
  /** Whether an answer stays true as long as there is something to ask about, however old it is. */
  readonly staysTrue: boolean;
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

/** Time after which a call that is not offered is tried again. */
const NOT_OFFERED_MS = 60 * 60_000;

/** The API names a reason with a delay of minutes: until there is one it is asked for at every poll, but not for ever. */
function isDiagnosisDue(
  { fault, askedMs, firstAskedMs, isRefused }: Diagnosis,
  nowMs: number,
): boolean {
  const isAwaited = fault === undefined && !isRefused && nowMs - firstAskedMs < SLOW_MS;
  return isAwaited || nowMs - askedMs >= SLOW_MS;
}

/** The API looks at the last minutes only: a reason that was named stays, although it is not named again. */
function mergeDiagnosis(known: Diagnosis | undefined, answer: Diagnosis): Diagnosis {
  if (known === undefined) return answer;
  return { ...answer, fault: answer.fault ?? known.fault, firstAskedMs: known.firstAskedMs };
}

/** Everything that is down. */
export const diagnosis: FollowUp<'diagnosis', ReturnType<typeof linksDown>[number]> = {
  name: 'diagnosis',
  subjects: (connections) =>
    new Map(connections.flatMap(linksDown).map((link) => [linkId(link), link])),
  isDue: isDiagnosisDue,
  merge: mergeDiagnosis,
  staysTrue: true,
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
  isDue: () => true,
  merge: (_known, answer) => answer,
  staysTrue: false,
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
  state: CollectorState<Items[Name]>,
  poll: Pick<PollConfig, 'intervalMs' | 'requestsPerMinute'>,
  nowMs: number,
): readonly Subject[] {
  const { lastPoll, notOffered } = state;
  if (notOffered !== undefined && nowMs - notOffered.finishedMs < NOT_OFFERED_MS) return [];
  const isRefused = lastPoll?.failure !== undefined && !lastPoll.failure.transient;
  if (isRefused && nowMs - lastPoll.finishedMs < SLOW_MS) return [];
  const known = (id: string): Items[Name] | undefined => state.entries.get(id)?.item;
  const askedMs = (id: string): number => known(id)?.askedMs ?? -Infinity;
  const isDue = (item: Items[Name] | undefined): boolean =>
    item === undefined || followUp.isDue(item, nowMs);
  return [...subjects]
    .filter(([id]) => isDue(known(id)))
    .sort(([first], [second]) => Math.sign(askedMs(first) - askedMs(second)) || 0)
    .slice(0, budget(poll, followUp.subjectsPerCall))
    .map(([, subject]) => subject);
}
