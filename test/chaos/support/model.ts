/** What a target's part of the page has to say, derived from the poller's calls alone. */

import type { Listing } from '../../../src/alicloud/api.ts';
import { ApiError, type FailureReason } from '../../../src/model/failure.ts';
import {
  isEstablished,
  linkId,
  linksDown,
  tunnelsUp,
  type Connection,
} from '../../../src/collectors/connections/item.ts';
import { labelOf, linesOf, valuesBy, type Lines } from './page.ts';

/** What lists by itself, and so has polls of its own. */
export type ListedName = 'connections' | 'gateways';

interface Item {
  readonly id: string;
}

interface Seen<Kind extends Item> {
  readonly item: Kind;
  readonly ms: number;
}

/** One collector of one target. */
class CollectorModel<Kind extends Item> {
  polls = 0;
  readonly failures = new Map<FailureReason, number>();
  isUp: boolean | undefined;
  successMs: number | undefined;
  resources = 0;
  reported = 0;
  #seen: ReadonlyMap<string, Seen<Kind>> = new Map();
  readonly #staleAfterMs: number;

  constructor(staleAfterMs: number) {
    this.#staleAfterMs = staleAfterMs;
  }

  succeed({ items, rejected, reported }: Listing<Kind>, ms: number): void {
    this.polls += 1;
    this.isUp = true;
    this.successMs = ms;
    this.resources = items.length + rejected.length;
    this.reported = reported;
    const odd = new Set(rejected.map(({ id }) => id));
    const kept = [...this.#seen].filter(([id]) => odd.has(id) || odd.has(undefined));
    this.#seen = new Map([
      ...kept,
      ...items.map((item): [string, Seen<Kind>] => [item.id, { item, ms }]),
    ]);
  }

  fail(reason: FailureReason): void {
    this.polls += 1;
    this.isUp = false;
    this.failures.set(reason, (this.failures.get(reason) ?? 0) + 1);
  }

  /** What was there when last seen. */
  get known(): readonly Kind[] {
    return [...this.#seen.values()].map(({ item }) => item);
  }

  /** What may be shown. */
  shown(nowMs: number): readonly Kind[] {
    return [...this.#seen.values()]
      .filter(({ ms }) => nowMs - ms <= this.#staleAfterMs)
      .map(({ item }) => item);
  }

  /** Whether something becomes too old at this very moment: clocks do not agree to a fraction of a millisecond. */
  isAtEdge(nowMs: number): boolean {
    return [...this.#seen.values()].some(({ ms }) => Math.abs(nowMs - ms - this.#staleAfterMs) < 1);
  }

  /** When the oldest of what is shown becomes too old. */
  staleMs(nowMs: number): number {
    const shown = [...this.#seen.values()].filter(({ ms }) => nowMs - ms <= this.#staleAfterMs);
    return shown.reduce((least, { ms }) => Math.min(least, ms + this.#staleAfterMs), Infinity);
  }
}

/** Anything wrong, as text; the same as JSON for all practical purposes, but quicker to compare. */
type Claim = readonly [what: string, actual: unknown, wanted: unknown];

function sorted(values: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(Object.entries(values).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function isUp(connection: Connection): number {
  return Number(
    connection.mode === 'single' ? isEstablished(connection.status) : tunnelsUp(connection) > 0,
  );
}

/** One target. */
export class TargetModel {
  readonly connections: CollectorModel<Connection>;
  readonly gateways: CollectorModel<Item>;
  /** Attempts of the calls, by action and code. */
  readonly attempts = new Map<string, number>();

  constructor(staleAfterMs: number) {
    this.connections = new CollectorModel(staleAfterMs);
    this.gateways = new CollectorModel(staleAfterMs);
  }

  /** A call of the API ended. */
  attempt(action: string, code: string): void {
    const key = `${action} ${code}`;
    this.attempts.set(key, (this.attempts.get(key) ?? 0) + 1);
  }

  /** Whether something may be shown or not, as of this very moment. */
  isAtEdge(nowMs: number): boolean {
    return this.connections.isAtEdge(nowMs) || this.gateways.isAtEdge(nowMs);
  }

  /** When the page changes next without a poll. */
  staleMs(nowMs: number): number {
    return Math.min(this.connections.staleMs(nowMs), this.gateways.staleMs(nowMs));
  }

  /** Where these lines say something else than the model; [] when they are right. */
  faults(lines: Lines, nowMs: number): readonly string[] {
    const [state, target] = [linesOf(...lines.state), linesOf(...lines.target)];
    return [
      ...this.#collector('connections', target),
      ...this.#collector('gateways', target),
      ...this.#connections(state, nowMs),
      ...this.#gateways(state, nowMs),
      ...this.#diagnoses(state),
      ...this.#attempts(linesOf(...lines.requests)),
    ].flatMap(([what, actual, wanted]) =>
      actual === wanted ? [] : [`${what}: ${String(actual)} instead of ${String(wanted)}`],
    );
  }

  #collector(name: ListedName, target: readonly string[]): readonly Claim[] {
    const { [name]: model } = this;
    const of = { collector: name };
    const gauge = (metric: string): unknown =>
      valuesBy(target, `alicloud_vpn_target_${metric}`, 'collector', of)[name];
    const polls = valuesBy(target, 'alicloud_vpn_exporter_polls_total', 'collector', of)[name];
    const failures = Object.entries(
      valuesBy(target, 'alicloud_vpn_exporter_poll_failures_total', 'reason', of),
    ).filter(([, count]) => count > 0);
    const success = model.successMs === undefined ? undefined : model.successMs / 1000;
    const [resources, reported] =
      success === undefined ? [undefined, undefined] : [model.resources, model.reported];
    return [
      [`${name}: polls`, polls, model.polls],
      [`${name}: up`, gauge('up'), model.isUp === undefined ? undefined : Number(model.isUp)],
      [`${name}: last success`, gauge('last_success_timestamp_seconds'), success],
      [`${name}: resources`, gauge('resources'), resources],
      [`${name}: reported`, gauge('reported_resources'), reported],
      [
        `${name}: failures`,
        sorted(Object.fromEntries(failures)),
        sorted(Object.fromEntries(model.failures)),
      ],
    ];
  }

  #connections(state: readonly string[], nowMs: number): readonly Claim[] {
    const shown = this.connections.shown(nowMs);
    const tunnels = shown.flatMap((connection) => connection.tunnels);
    const of = (name: string, by: string): string =>
      sorted(valuesBy(state, `alicloud_vpn_${name}`, by));
    const table = (entries: readonly (readonly [string, number])[]): string =>
      sorted(Object.fromEntries(entries));
    const id = 'vpn_connection_id';
    return [
      ['info', of('connection_info', id), table(shown.map((each) => [each.id, 1]))],
      ['up', of('connection_up', id), table(shown.map((each) => [each.id, isUp(each)]))],
      [
        'tunnels up',
        of('connection_tunnels_up', id),
        table(shown.map((each) => [each.id, tunnelsUp(each)])),
      ],
      [
        'tunnels',
        of('tunnel_up', 'tunnel_id'),
        table(tunnels.map((each) => [each.id, Number(isEstablished(each.status))])),
      ],
    ];
  }

  /** Nothing is said to be wrong with what is up or gone. A diagnosis may be a little younger than what it is about. */
  #diagnoses(state: readonly string[]): readonly Claim[] {
    const down = new Set(this.connections.known.flatMap(linksDown).map(linkId));
    const lines = state.filter((line) => line.startsWith('alicloud_vpn_tunnel_failure_info{'));
    const said = lines.map(
      (line) => labelOf(line, 'tunnel_id') || labelOf(line, 'vpn_connection_id'),
    );
    return [['diagnosed, but not down', said.filter((id) => !down.has(id)).join(), '']];
  }

  #gateways(state: readonly string[], nowMs: number): readonly Claim[] {
    const ids = Object.keys(valuesBy(state, 'alicloud_vpn_gateway_info', 'vpn_gateway_id'));
    const shown = this.gateways.shown(nowMs).map((gateway) => gateway.id);
    return [['gateways', ids.toSorted().join(), shown.toSorted().join()]];
  }

  #attempts(requests: readonly string[]): readonly Claim[] {
    const name = 'alicloud_vpn_exporter_api_requests_total';
    const label = /action="([^"]*)",code="([^"]*)"\} (\d+)$/;
    const counted = requests
      .filter((line) => line.startsWith(name))
      .map((line) => label.exec(line) ?? [])
      .map(([, action, code, count]) => [`${action} ${code}`, Number(count)] as const);
    return [
      ['attempts', sorted(Object.fromEntries(counted)), sorted(Object.fromEntries(this.attempts))],
    ];
  }
}

/** The reason of a failed listing; what is not an ApiError is a defect. */
export function reasonOf(error: unknown): FailureReason | undefined {
  return error instanceof ApiError ? error.failure.reason : undefined;
}
