/** Which of the expected connections of an account are there. */

import type { Connection } from '../collectors/connections/item.ts';
import type { AccountConfig } from '../model/account.ts';
import type { FailureReason } from '../model/failure.ts';
import { ALL_REGIONS } from '../polling/jobs.ts';
import { current, isCurrent, type CollectorState } from '../polling/state.ts';
import type { TargetState } from '../polling/store.ts';
import type { ViewContext } from './age.ts';
import { groupBy } from '../model/values.ts';

/** One expected connection. */
export interface ExpectedSubject {
  readonly account: string;
  readonly vpnConnectionId: string;
  /** Undefined while no region shows it and one that cannot be seen now may have it. */
  readonly found: boolean | undefined;
}

type Connections = CollectorState<Connection>;

/** Connections of which the last complete poll had a row that could not be decoded; undefined: one of unknown id. */
function undecoded(states: readonly Connections[]): ReadonlySet<string | undefined> {
  return new Set(
    states.flatMap(({ lastSuccess }) => lastSuccess?.rejected.map(({ id }) => id) ?? []),
  );
}

/** Failures that do not pass: the region is not this account's to see. */
const CLOSED: ReadonlySet<string> = new Set<FailureReason>(['forbidden', 'invalid_request']);

/** The regions an account has; undefined while they are not known. */
function regionsOf(
  account: AccountConfig,
  own: readonly TargetState[],
): readonly string[] | undefined {
  if (account.regions !== 'all') return account.regions;
  const discovery = own.find(({ target }) => target.region === ALL_REGIONS)?.collectors.regions;
  if (discovery?.lastSuccess === undefined) return undefined;
  return [...discovery.entries.keys()].filter((id) => !account.excludeRegions.includes(id));
}

/** Whether this process polls every region of an account: another shard may poll one of them. */
function isWhole(account: AccountConfig, own: readonly TargetState[]): boolean {
  const known = new Set(own.map(({ target }) => target.region));
  // A closed region was asked, and has none to show.
  for (const region of own.flatMap(({ closedRegions = [] }) => closedRegions)) known.add(region);
  return regionsOf(account, own)?.every((region) => known.has(region)) ?? false;
}

/** The target of the region that has a connection: by configuration, or where it was seen last. */
function homeOf(
  id: string,
  { expectedRegions = {} }: AccountConfig,
  own: readonly TargetState[],
): TargetState | undefined {
  const region = expectedRegions[id];
  if (region !== undefined) return own.find(({ target }) => target.region === region);
  const lastMs = ({ history }: TargetState): number =>
    Math.max(...(history.get(id) ?? []).map(({ lostMs }) => lostMs ?? Infinity));
  return own
    .filter(({ history }) => history.has(id))
    .reduce<TargetState | undefined>(
      (last, target) => (last === undefined || lastMs(target) > lastMs(last) ? target : last),
      undefined,
    );
}

/** Whether the last complete poll of a region would have shown a connection, and is recent enough. */
function wasRead(state: Connections | undefined, staleAfterMs: number, nowMs: number): boolean {
  return (
    state !== undefined &&
    isCurrent(state, staleAfterMs, nowMs) &&
    !undecoded([state]).has(undefined)
  );
}

/**
 * Looks for the expected connections of an account. An outage must not look like a deletion: one that no region shows
 * is missing only if the region that has it was read completely without it or, where that region is not known, all
 * regions of the account were. A region that refuses the account has none to show, unless it showed this one before.
 */
export function findExpected(
  account: AccountConfig,
  targets: readonly TargetState[],
  staleAfterMs: number,
  nowMs: number,
): readonly ExpectedSubject[] {
  if (account.expectedConnections.length === 0) return [];
  const own = targets.filter(({ target }) => target.account.name === account.name);
  const states: readonly Connections[] = own.flatMap(
    ({ collectors }) => collectors.connections ?? [],
  );
  const seen = states.filter((state) => isCurrent(state, staleAfterMs, nowMs));
  const unseen = states.filter((state) => !seen.includes(state));
  const odd = undecoded(seen);
  const isBlind =
    seen.length === 0 ||
    odd.has(undefined) ||
    unseen.some((state) => !CLOSED.has(state.lastPoll?.failure?.reason ?? '')) ||
    !isWhole(account, own);
  const ids = new Set(
    states.flatMap((state) => current(state, staleAfterMs, nowMs).items.map(({ id }) => id)),
  );
  const found = (id: string): boolean | undefined => {
    if (ids.has(id) || odd.has(id)) return true;
    const home = homeOf(id, account, own);
    if (wasRead(home?.collectors.connections, staleAfterMs, nowMs)) return false;
    const mayBeHidden = unseen.some((state) => state.entries.has(id));
    return home !== undefined || isBlind || mayBeHidden ? undefined : false;
  };
  return account.expectedConnections.map((vpnConnectionId) => ({
    account: account.name,
    vpnConnectionId,
    found: found(vpnConnectionId),
  }));
}

/** The expected connections of all accounts; what another shard may see is not called missing. */
export function judgeExpected(
  targets: readonly TargetState[],
  context: ViewContext,
): readonly ExpectedSubject[] {
  const byAccount = groupBy(targets, ({ target }) => target.account.name);
  return [...byAccount.values()].flatMap((own) => {
    const account = own[0]?.target.account;
    return account === undefined
      ? []
      : findExpected(account, own, context.staleAfterMs('connections'), context.monotonicMs);
  });
}
