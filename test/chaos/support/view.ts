/** What a page says of the target that a fault hits, and how that differs from what it said before. */

import { parseExposition } from '../../support/exposition.ts';
import { linesByTarget, linesOf, targetName, valuesBy, type Lines } from './page.ts';
import { FIRST_ID, HIT, HIT_ACTION, type FaultRoom } from './fault-room.ts';

type Counted = Readonly<Record<string, number>>;

/** One look at a page. */
export interface View {
  /** The state series of the collector that is hit. */
  readonly connections: readonly string[];
  /** Every other state series, and which other collectors are up. */
  readonly elsewhere: readonly string[];
  readonly up: number | undefined;
  readonly lastSuccess: number | undefined;
  /** target_resources and target_reported_resources. */
  readonly resources: readonly (number | undefined)[];
  /** connection_expected of the first row: undefined where it cannot be told. */
  readonly expected: number | undefined;
  readonly failures: Counted;
  readonly rejected: Counted;
  readonly unknown: Counted;
  readonly codes: Counted;
}

const TARGET = targetName(HIT.account, HIT.region);
const COLLECTOR = { collector: 'connections' };
const NOTHING: Lines = { state: [], target: [], requests: [] };

function isConnection(line: string): boolean {
  return line.includes('vpn_connection_id=');
}

function isUp(line: string): boolean {
  return line.startsWith('alicloud_vpn_target_up{');
}

/** Everything but what the fault may change. */
function elsewhereOf(targets: ReadonlyMap<string, Lines>): readonly string[] {
  return [...targets].flatMap(([name, lines]) => {
    const [state, target] = [linesOf(...lines.state), linesOf(...lines.target).filter(isUp)];
    if (name !== TARGET) return [...state, ...target];
    return [
      ...state.filter((line) => !isConnection(line)),
      ...target.filter((line) => line.includes('"gateways"')),
    ];
  });
}

/** Looks at the page as it is now; a page that a strict reader objects to is an error. */
export async function look(room: FaultRoom): Promise<View> {
  const page = await room.page();
  parseExposition(page);
  const targets = linesByTarget(page);
  const hit = targets.get(TARGET) ?? NOTHING;
  const target = linesOf(...hit.target);
  const all = linesOf(page);
  const gauge = (name: string): number | undefined =>
    valuesBy(target, `alicloud_vpn_target_${name}`, 'collector')['connections'];
  const counter = (name: string, by: string): Counted =>
    valuesBy(target, `alicloud_vpn_exporter_${name}_total`, by, COLLECTOR);
  return {
    connections: linesOf(...hit.state).filter(isConnection),
    elsewhere: elsewhereOf(targets),
    up: gauge('up'),
    lastSuccess: gauge('last_success_timestamp_seconds'),
    resources: [gauge('resources'), gauge('reported_resources')],
    expected: valuesBy(all, 'alicloud_vpn_connection_expected', 'vpn_connection_id')[FIRST_ID],
    failures: counter('poll_failures', 'reason'),
    rejected: counter('rows_rejected', 'field'),
    unknown: valuesBy(all, 'alicloud_vpn_exporter_unknown_values_total', 'field'),
    codes: valuesBy(linesOf(...hit.requests), 'alicloud_vpn_exporter_api_requests_total', 'code', {
      action: HIT_ACTION,
    }),
  };
}

/** What happened between two looks. */
export interface Change {
  readonly up: number | undefined;
  /** Whether the last success is a new one. */
  readonly isNewSuccess: boolean;
  readonly resources: View['resources'];
  readonly expected: number | undefined;
  /** How many connections are shown. */
  readonly shown: number;
  /** The metrics of the first row that are different, without their common prefix; none where it is not shown. */
  readonly differing: readonly string[];
  /** Lines about other connections, collectors and targets that were not there before, or no more. */
  readonly elsewhere: readonly string[];
  /** What was counted. */
  readonly failures: Counted;
  readonly rejected: Counted;
  readonly unknown: Counted;
  readonly codes: Counted;
}

function counted(before: Counted, now: Counted): Counted {
  return Object.fromEntries(
    Object.entries(now)
      .map(([name, value]) => [name, value - (before[name] ?? 0)] as const)
      .filter(([, value]) => value !== 0),
  );
}

/** The lines that are in one list only. */
function difference(first: readonly string[], second: readonly string[]): readonly string[] {
  const [a, b] = [new Set(first), new Set(second)];
  return [...first.filter((line) => !b.has(line)), ...second.filter((line) => !a.has(line))];
}

const PREFIX = 'alicloud_vpn_connection_';

/** Compares two looks. Connections that are not shown any more are told by `shown` alone. */
export function changeBetween(before: View, now: View): Change {
  const isFirst = (line: string): boolean => line.includes(`"${FIRST_ID}"`);
  const lines = difference(before.connections, now.connections);
  const shown = now.connections.filter((line) => line.startsWith(`${PREFIX}up{`));
  const isShown = (line: string): boolean =>
    shown.some((up) => line.includes(/vpn_connection_id="[^"]*"/.exec(up)?.[0] ?? ''));
  const visible = lines.filter(isShown);
  const nameOf = (line: string): string => line.slice(PREFIX.length, line.indexOf('{'));
  return {
    up: now.up,
    isNewSuccess: (now.lastSuccess ?? 0) > (before.lastSuccess ?? 0),
    resources: now.resources,
    expected: now.expected,
    shown: shown.length,
    differing: [...new Set(visible.filter(isFirst).map(nameOf))].toSorted(),
    elsewhere: [
      ...visible.filter((line) => !isFirst(line)),
      ...difference(before.elsewhere, now.elsewhere),
    ],
    failures: counted(before.failures, now.failures),
    rejected: counted(before.rejected, now.rejected),
    unknown: counted(before.unknown, now.unknown),
    codes: counted(before.codes, now.codes),
  };
}
