/** How a connection is, and why. */

import { isEstablished, type Connection } from '../collectors/connections/item.ts';
import type { Since } from '../polling/history.ts';
import type { Entry } from '../polling/state.ts';
import type { TargetState } from '../polling/store.ts';
import { isStale, timeOfDay, type ViewContext } from './age.ts';
import type { Level } from './level.ts';
import { isInactive, judgeLinks, type LinkView } from './link-view.ts';
import { sinceOf } from './since.ts';
import { ratesOf, summed, type Rates } from './traffic.ts';
import { ago } from './wording.ts';

/** A connection for people. */
export interface ConnectionView {
  readonly account: string;
  readonly region: string;
  readonly connection: Connection;
  readonly level: Level;
  /** Since when it is in this state; undefined where that was not seen, and where it is stale. */
  readonly since: Since | undefined;
  /** What is wrong with it as a whole, each in one line; the tunnels have their own. */
  readonly reasons: readonly string[];
  readonly links: readonly LinkView[];
  /** The sites its tunnels lead to, each once. */
  readonly sites: readonly string[];
  /** What passes through all its tunnels; undefined where that is not known, and where it is stale. */
  readonly rates: Rates | undefined;
  /** When the API last showed it, in milliseconds since the epoch. */
  readonly seenMs: number;
}

/** `State` that says nothing out of the ordinary. */
const ORDINARY: ReadonlySet<Connection['state']> = new Set(['active', 'attached', 'unknown']);

function isWhole({ healthCheckUp, state }: Connection, links: readonly LinkView[]): boolean {
  return (
    links.every(({ level }) => level === 'up') &&
    healthCheckUp !== false &&
    state !== 'financialLocked'
  );
}

function levelOf(connection: Connection, links: readonly LinkView[]): Exclude<Level, 'stale'> {
  if (links.some(({ status }) => isEstablished(status))) {
    return isWhole(connection, links) ? 'up' : 'degraded';
  }
  if (isInactive(connection)) return 'inactive';
  return links.every(({ status }) => status === 'unknown') ? 'unknown' : 'down';
}

function redundancy(links: readonly LinkView[]): readonly string[] {
  const up = links.filter(({ status }) => isEstablished(status)).length;
  if (links.length < 2 || up === links.length) return [];
  return [up === 0 ? 'no tunnel is up' : `${up} of ${links.length} tunnels up`];
}

function reasonsOf(
  connection: Connection,
  level: Level,
  links: readonly LinkView[],
): readonly string[] {
  const { state, healthCheckUp } = connection;
  return [
    ...(level === 'inactive' ? [] : redundancy(links)),
    ...(level === 'degraded' && healthCheckUp === false ? ['the health check fails'] : []),
    ...(ORDINARY.has(state) ? [] : [`state ${state}`]),
  ];
}

/** The tail of the reasons of a connection whose last row could not be decoded. */
function rejection(field: string | undefined): readonly string[] {
  return field === undefined ? [] : [`its last row cannot be decoded: ${field}`];
}

function staleLink(link: LinkView): LinkView {
  return {
    ...link,
    level: 'stale',
    since: undefined,
    failedReason: undefined,
    reasons: [],
    rates: undefined,
  };
}

function judge(
  { target, collectors, history }: TargetState,
  { item, seenMs }: Entry<Connection>,
  rejectedField: string | undefined,
  context: ViewContext,
): ConnectionView {
  const { account, region } = target;
  const view = {
    account: account.name,
    region,
    connection: item,
    seenMs: timeOfDay(seenMs, context),
  };
  const remembered = history.get(item.id) ?? [];
  const { diagnosis, customer_gateways, traffic } = collectors;
  const evidence = { diagnoses: diagnosis, sites: customer_gateways, traffic, remembered };
  const links = judgeLinks(item, evidence, context);
  const sites = [...new Set(links.map(({ site }) => site).filter((site) => site !== ''))];
  const level = levelOf(item, links);
  const odd = rejection(rejectedField);
  if (!isStale('connections', seenMs, context)) {
    const since = sinceOf(level, remembered, '', context);
    return {
      ...view,
      level,
      since,
      links,
      sites,
      rates: ratesOf(traffic, item.id, context) ?? summed(links.map(({ rates }) => rates)),
      reasons: [...reasonsOf(item, level, links), ...odd],
    };
  }
  return {
    ...view,
    level: 'stale',
    since: undefined,
    links: links.map(staleLink),
    rates: undefined,
    sites,
    reasons: [`was ${level} when last seen, ${ago(view.seenMs, context.nowMs)}`, ...odd],
  };
}

/** The connections of a target, in the order the API returned them, each judged when it is asked for. */
export function* judgeConnections(
  target: TargetState,
  context: ViewContext,
): Generator<ConnectionView, void> {
  const state = target.collectors.connections;
  if (state === undefined) return;
  const rejected = state.lastSuccess?.rejected ?? [];
  const fields = new Map(rejected.map(({ id, field }) => [id, field]));
  for (const entry of state.entries.values()) {
    yield judge(target, entry, fields.get(entry.item.id), context);
  }
}
