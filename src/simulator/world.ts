/** The simulated cloud as it stands: a scenario and its timeline, what was changed by hand since, and the keys that were added. */

import type { Clock } from '../model/clock.ts';
import { groupBy } from '../model/values.ts';
import { isObject, textAt, withValueAt, type Json, type JsonObject } from './json.ts';
import {
  findRow,
  type AccessKey,
  type Scenario,
  type ScenarioAccount,
  type ScenarioRegion,
  type TimelineEvent,
} from './scenario.ts';

/** All that decides the state of a region. */
export interface RegionData extends ScenarioRegion {
  readonly events: readonly TimelineEvent[];
  /** Start of the timeline, in milliseconds since the epoch. */
  readonly startMs: number;
  /** When a field was patched by hand (key of `fieldKey`): an older change of the timeline no longer counts. */
  readonly patchedAt: ReadonlyMap<string, number>;
}

/** The state of a region at one moment. */
export interface RegionView extends ScenarioRegion {
  /** When a field got its present value, in milliseconds since the epoch; the start of the timeline at the earliest. */
  changedAt(id: string, path: string): number;
}

/** A field by its dotted path, and its value; undefined: it is gone. */
interface FieldValue {
  readonly path: string;
  readonly value: Json | undefined;
}

/** One field of one row, as it became at a point in time. */
interface Change extends FieldValue {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly atMs: number;
}

/** The changes that an event has made, `elapsed` seconds into the scenario. */
function changesOf(event: TimelineEvent, startMs: number, elapsed: number): readonly Change[] {
  const { id, atSeconds, everySeconds = Infinity, set } = event;
  if (elapsed < atSeconds) return [];
  const rounds = Math.floor((elapsed - atSeconds) / everySeconds);
  const seconds = atSeconds + (rounds === 0 ? 0 : rounds * everySeconds);
  const atMs = startMs + seconds * 1000;
  return Object.entries(set).map(([path, value]) => ({ id, path, value, atMs }));
}

/**
 * The changes in force at `nowMs`, oldest first; of changes at the same moment the later event of the list wins.
 * @param startMs when the scenario started, in milliseconds since the epoch.
 */
export function changesAt(
  events: readonly TimelineEvent[],
  startMs: number,
  nowMs: number,
): readonly Change[] {
  return events
    .flatMap((event) => changesOf(event, startMs, (nowMs - startMs) / 1000))
    .toSorted((one, other) => one.atMs - other.atMs);
}

/** Names one field of one row. */
export function fieldKey(id: string, path: string): string {
  return `${id} ${path}`;
}

/** When a field or something around it was patched last; -Infinity when it never was. */
function patchTime({ patchedAt }: RegionData, id: string, path: string): number {
  const around = path.split('.').map((_, index, keys) => keys.slice(0, index + 1).join('.'));
  return Math.max(...around.map((key) => patchedAt.get(fieldKey(id, key)) ?? -Infinity));
}

/** A row with one field changed, or without it. */
function withChange(row: JsonObject, { path, value }: FieldValue): JsonObject {
  const changed = withValueAt(row, path, value);
  return isObject(changed) ? changed : row;
}

/** The state of a region at `nowMs`: a function of its arguments alone. */
export function viewAt(data: RegionData, nowMs: number): RegionView {
  const changes = changesAt(data.events, data.startMs, nowMs).filter(
    ({ id, path, atMs }) => atMs > patchTime(data, id, path),
  );
  const byId = groupBy(changes, ({ id }) => id);
  const changed = (rows: readonly JsonObject[], idField: string): readonly JsonObject[] =>
    byId.size === 0
      ? rows
      : rows.map((row) => (byId.get(textAt(row, idField)) ?? []).reduce(withChange, row));
  return {
    ...data,
    connections: changed(data.connections, 'VpnConnectionId'),
    gateways: changed(data.gateways, 'VpnGatewayId'),
    changedAt: (id, path) =>
      byId.get(id)?.findLast((change) => change.path === path)?.atMs ??
      Math.max(data.startMs, patchTime(data, id, path)),
  };
}

/** A region of an account. */
export interface RegionTarget {
  readonly account: string;
  readonly region: string;
}

/** A row: VpnConnectionId of a connection or VpnGatewayId of a gateway. */
export interface RowTarget extends RegionTarget {
  readonly id: string;
}

/** An access key and whose it is. */
export interface KeyOwner {
  readonly account: ScenarioAccount;
  readonly key: AccessKey;
}

/** A change by hand that names something that is not there. */
export class UnknownTargetError extends Error {
  override readonly name = 'UnknownTargetError';
}

const ID_FIELDS = { connections: 'VpnConnectionId', gateways: 'VpnGatewayId' } as const;

/** A connection also names its gateway. */
function listingOf(row: JsonObject): keyof typeof ID_FIELDS {
  if (textAt(row, ID_FIELDS.connections) !== '') return 'connections';
  if (textAt(row, ID_FIELDS.gateways) !== '') return 'gateways';
  throw new UnknownTargetError('a row needs the text field VpnConnectionId or VpnGatewayId');
}

function regionKey({ account, region }: RegionTarget): string {
  return `${account} ${region}`;
}

function replaceRow(data: RegionData, row: JsonObject): RegionData {
  const listing = listingOf(row);
  const field = ID_FIELDS[listing];
  const index = data[listing].findIndex((other) => other[field] === row[field]);
  const rows = index < 0 ? [...data[listing], row] : data[listing].with(index, row);
  return { ...data, [listing]: rows };
}

function rowOf(data: RegionData, id: string): JsonObject {
  const row = findRow(data, id);
  if (row === undefined) throw new UnknownTargetError(`there is no row ${id}`);
  return row;
}

/** Holds the state of the simulated cloud; everything it hands out is read-only. */
export class World {
  readonly #scenario: Scenario;
  readonly #clock: Clock;
  readonly #regions = new Map<string, RegionData>();
  readonly #keys = new Map<string, KeyOwner>();

  constructor(scenario: Scenario, clock: Clock) {
    this.#scenario = scenario;
    this.#clock = clock;
    this.reset();
  }

  /** Back to the scenario: the timeline starts again, changes by hand and added sessions are gone. */
  reset(): void {
    this.#regions.clear();
    this.#keys.clear();
    const startMs = this.#clock.now();
    for (const account of this.#scenario.accounts) this.#load(account, startMs);
  }

  #load(account: ScenarioAccount, startMs: number): void {
    for (const key of account.accessKeys) this.#keys.set(key.id, { account, key });
    for (const [id, region] of Object.entries(account.regions)) {
      const target = { account: account.name, region: id };
      const events = this.#scenario.timeline.filter(
        (event) => event.account === target.account && event.region === target.region,
      );
      this.#regions.set(regionKey(target), { ...region, events, startMs, patchedAt: new Map() });
    }
  }

  get accounts(): readonly ScenarioAccount[] {
    return this.#scenario.accounts;
  }

  /** The faults that the scenario begins with. */
  get faults(): Scenario['faults'] {
    return this.#scenario.faults;
  }

  /** Whose an access key is; undefined for one that nobody has. */
  keyOwner(accessKeyId: string): KeyOwner | undefined {
    return this.#keys.get(accessKeyId);
  }

  /** Whether any key of any account goes with this security token. */
  knowsToken(securityToken: string): boolean {
    return [...this.#keys.values()].some(({ key }) => key.securityToken === securityToken);
  }

  /** The state of a region now; undefined when the account does not have it. */
  view(target: RegionTarget): RegionView | undefined {
    const data = this.#regions.get(regionKey(target));
    return data && viewAt(data, this.#clock.now());
  }

  /** The state of every region of an account now. */
  views({ name, regions }: ScenarioAccount): readonly RegionView[] {
    return Object.keys(regions).flatMap((region) => this.view({ account: name, region }) ?? []);
  }

  /**
   * Adds a key to an account, or replaces the one with the same id.
   * @throws UnknownTargetError when there is no such account.
   */
  addKey(accountName: string, key: AccessKey): void {
    const account = this.#scenario.accounts.find(({ name }) => name === accountName);
    if (account === undefined) throw new UnknownTargetError(`there is no account ${accountName}`);
    this.#keys.set(key.id, { account, key });
  }

  #data(target: RegionTarget): RegionData {
    const data = this.#regions.get(regionKey(target));
    if (data === undefined) {
      throw new UnknownTargetError(`${target.account} has no region ${target.region}`);
    }
    return data;
  }

  /**
   * Sets one field of a row, by dotted path; `value` undefined removes it. Later events of the timeline win again.
   * @throws UnknownTargetError when there is no such row.
   */
  patch(target: RowTarget, path: string, value: Json | undefined): void {
    const data = this.#data(target);
    const row = rowOf(data, target.id);
    const patchedAt = new Map(data.patchedAt).set(fieldKey(target.id, path), this.#clock.now());
    const changed = replaceRow(data, withChange(row, { path, value }));
    this.#regions.set(regionKey(target), { ...changed, patchedAt });
  }

  /**
   * Adds a row, or replaces the one with the same id; a row with a VpnConnectionId is a connection.
   * @throws UnknownTargetError when there is no such region or the row has no id.
   */
  putRow(target: RegionTarget, row: JsonObject): void {
    this.#regions.set(regionKey(target), replaceRow(this.#data(target), row));
  }

  /**
   * Removes a row.
   * @throws UnknownTargetError when there is no such row.
   */
  removeRow(target: RowTarget): void {
    const data = this.#data(target);
    const gone = rowOf(data, target.id);
    const listing = listingOf(gone);
    this.#regions.set(regionKey(target), {
      ...data,
      [listing]: data[listing].filter((row) => row !== gone),
    });
  }
}
