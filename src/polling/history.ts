/** Since when connections and their tunnels are as they are, as far as this process has seen it. Pure. */

import {
  isEstablished,
  type Connection,
  type IpsecStatus,
} from '../collectors/connections/item.ts';
import { inTurns } from '../model/concurrency.ts';
import type { Entry } from './state.ts';

/** When something was first seen as it is. Times are on the monotonic clock, in milliseconds. */
export interface Since {
  readonly ms: number;
  /** When it was last seen otherwise; undefined when it never was, so that it is like this for at least as long. */
  readonly otherwiseMs: number | undefined;
}

/** What changes by itself: phase 2, BGP, the health check. */
export type Aspect = 'phase' | 'bgp' | 'health_check';

/** What is remembered of one aspect of a connection or tunnel. What is switched off is not remembered. */
export interface Remembered {
  /** Empty for the connection as a whole: its phase is up when that of any tunnel is. */
  readonly tunnelId: string;
  readonly aspect: Aspect;
  readonly value: 'up' | 'down';
  readonly since: Since;
  /** When it was last known, if it is not known now: not knowing is no change. */
  readonly lostMs: number | undefined;
}

/** What is remembered of each connection, by its id. A connection that nothing happened to keeps its list. */
export type History = ReadonlyMap<string, readonly Remembered[]>;

/** What is known before anything was seen. */
export const NO_HISTORY: History = new Map();

/** How long a connection that vanished is remembered, in case that it returns. */
const KEPT_MS = 24 * 60 * 60_000;

/** How many vanished connections are remembered: an API that makes up ever new ids must not fill the memory. */
const KEPT = 1_000;

type Entries = ReadonlyMap<string, Entry<Connection>>;

/** One aspect as it is seen; undefined while the API does not tell. */
interface Reading extends Pick<Remembered, 'tunnelId' | 'aspect'> {
  readonly value: 'up' | 'down' | 'off' | undefined;
}

function phase(statuses: readonly IpsecStatus[]): Reading['value'] {
  if (statuses.some(isEstablished)) return 'up';
  return statuses.every((status) => status === 'unknown') ? undefined : 'down';
}

function switched(isUp: boolean | undefined): Reading['value'] {
  if (isUp === undefined) return 'off';
  return isUp ? 'up' : 'down';
}

function readingsOf(connection: Connection): readonly Reading[] {
  const { mode, status, bgpUp, healthCheckUp, tunnels } = connection;
  const statuses = mode === 'single' ? [status] : tunnels.map((tunnel) => tunnel.status);
  const readings: Reading[] = [
    { tunnelId: '', aspect: 'phase', value: phase(statuses) },
    { tunnelId: '', aspect: 'bgp', value: switched(bgpUp) },
    { tunnelId: '', aspect: 'health_check', value: switched(healthCheckUp) },
  ];
  for (const tunnel of tunnels) {
    readings.push({ tunnelId: tunnel.id, aspect: 'phase', value: phase([tunnel.status]) });
    readings.push({ tunnelId: tunnel.id, aspect: 'bgp', value: switched(tunnel.bgpUp) });
  }
  return readings;
}

function find<Item extends Pick<Remembered, 'tunnelId' | 'aspect'>>(
  items: readonly Item[],
  { tunnelId, aspect }: Pick<Remembered, 'tunnelId' | 'aspect'>,
): Item | undefined {
  return items.find((item) => item.tunnelId === tunnelId && item.aspect === aspect);
}

/** When something that is known for the first time was certainly otherwise: switched off, or not there. */
function lastAbsentMs(before: Entry<Connection> | undefined, reading: Reading): number | undefined {
  if (before === undefined) return undefined;
  const was = find<Reading>(readingsOf(before.item), reading);
  return was === undefined || was.value === 'off' ? before.seenMs : undefined;
}

function remembered(
  known: Remembered | undefined,
  reading: Reading,
  before: Entry<Connection> | undefined,
  nowMs: number,
): Remembered | undefined {
  const { tunnelId, aspect, value } = reading;
  if (value === 'off') return undefined;
  if (value === undefined) return known && lost(known, before?.seenMs);
  if (known?.value === value) return known.lostMs === undefined ? known : found(known);
  const otherwiseMs =
    known === undefined ? lastAbsentMs(before, reading) : (known.lostMs ?? before?.seenMs);
  return { tunnelId, aspect, value, since: { ms: nowMs, otherwiseMs }, lostMs: undefined };
}

function rememberedOf(
  connection: Connection,
  old: readonly Remembered[],
  before: Entry<Connection> | undefined,
  nowMs: number,
): readonly Remembered[] {
  const all: Remembered[] = [];
  for (const reading of readingsOf(connection)) {
    const next = remembered(find(old, reading), reading, before, nowMs);
    if (next !== undefined) all.push(next);
  }
  return all;
}

function lost(known: Remembered, seenMs: number | undefined): Remembered {
  return known.lostMs === undefined ? { ...known, lostMs: seenMs } : known;
}

function found(known: Remembered): Remembered {
  return { ...known, lostMs: undefined };
}

/** What is left of a connection that is not there any more; nothing when that is long ago. */
function vanished(
  old: readonly Remembered[],
  before: Entry<Connection> | undefined,
  nowMs: number,
): readonly Remembered[] {
  const all = before === undefined ? old : old.map((known) => lost(known, before.seenMs));
  return all.filter(({ lostMs }) => lostMs !== undefined && nowMs - lostMs <= KEPT_MS);
}

/** What is remembered after a poll, while it is being found out. */
interface Memory {
  readonly next: Map<string, readonly Remembered[]>;
  readonly see: (entry: readonly [id: string, entry: Entry<Connection>]) => void;
}

function begin(history: History, before: Entries, after: Entries, nowMs: number): Memory {
  const gone = [...history]
    .filter(([id]) => !after.has(id))
    .map(([id, old]) => [id, vanished(old, before.get(id), nowMs)] as const)
    .filter(([, rest]) => rest.length > 0);
  // Those that vanished first come first.
  const next = new Map(gone.slice(-KEPT));
  const see: Memory['see'] = ([id, { item, seenMs }]) => {
    const [old, previous] = [history.get(id), before.get(id)];
    const isSame = old !== undefined && previous?.item === item;
    next.set(id, isSame ? old : rememberedOf(item, old ?? [], previous, seenMs));
  };
  return { next, see };
}

/**
 * What is remembered after a poll.
 * @param before what was known until then
 * @param after what is known now; an entry that was not seen in this poll is the same as before
 */
export function remember(...[history, before, after, nowMs]: Parameters<typeof begin>): History {
  const { next, see } = begin(history, before, after, nowMs);
  for (const entry of after) see(entry);
  return next;
}

/** The same in turns of the event loop: thousands of connections may change at once. */
export async function rememberInTurns(
  signal: AbortSignal,
  ...[history, before, after, nowMs]: Parameters<typeof begin>
): Promise<History> {
  const { next, see } = begin(history, before, after, nowMs);
  await inTurns(after, see, signal);
  return next;
}
