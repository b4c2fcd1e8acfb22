/** `--output=table`: what was seen, for people at a terminal. */

import type { ConnectionView } from '../views/connection-view.ts';
import type { GatewayView } from '../views/gateway-view.ts';
import { tunnelName, type LinkView } from '../views/link-view.ts';
import type { Overview } from '../views/overview.ts';
import { isListed, type TargetView } from '../views/target-view.ts';
import { verdictOf } from '../views/verdict.ts';
import { ago, amount, failureText, PHASES, upWord, utc } from '../views/words.ts';
import { coloured, plain } from './colour.ts';
import { columns } from './columns.ts';

/** How to write. */
export interface TableOptions {
  readonly nowMs: number;
  /** Whether to colour the states. */
  readonly color: boolean;
}

type Row = readonly string[];

/** A heading over rows; a part without rows is left out. */
interface Part {
  readonly title: string;
  readonly heading: Row;
  readonly rows: readonly Row[];
}

function joined(texts: readonly string[]): string {
  return texts.join('; ');
}

function targetRow({ health, account, region, collectors, notes }: TargetView, nowMs: number): Row {
  const errors = collectors.flatMap(({ name, lastPoll }) =>
    lastPoll?.failure === undefined ? [] : [`${name}: ${failureText(lastPoll.failure)}`],
  );
  const seen = collectors.flatMap(({ name, resources }) =>
    isListed(name) && resources !== undefined ? [amount(resources, name.replace(/s$/, ''))] : [],
  );
  const age = ago(collectors[0]?.lastSuccessMs, nowMs);
  return [health, account, region, seen.join(', '), age, joined([...errors, ...notes])];
}

function missingRows({ expected }: Overview): readonly Row[] {
  return expected.flatMap(({ account, vpnConnectionId, found }) => {
    if (found === true) return [];
    return found === false
      ? [['missing', account, vpnConnectionId, 'in none of its regions']]
      : [['unknown', account, vpnConnectionId, 'not seen, and not every region can be']];
  });
}

function failedAt({ fault }: LinkView, nowMs: number): readonly string[] {
  if (fault?.failedSeconds === undefined) return [];
  const ms = fault.failedSeconds * 1000;
  return [`failed ${ago(ms, nowMs)}, ${utc(ms)}`];
}

function tunnelRow({ account, region }: ConnectionView, link: LinkView, nowMs: number): Row {
  const reason = joined([...link.reasons, ...failedAt(link, nowMs)]);
  const id = `  ${link.tunnel?.id ?? ''}`;
  const phase = PHASES[link.status];
  return [
    link.level,
    account,
    region,
    id,
    tunnelName(link),
    phase,
    upWord(link.bgpUp),
    '',
    '',
    reason,
  ];
}

function connectionRows(view: ConnectionView, nowMs: number): readonly Row[] {
  const { level, account, region, connection, links, reasons, seenMs } = view;
  const [first] = links;
  const single = connection.mode === 'single' ? first : undefined;
  const why = single === undefined ? [] : [...single.reasons, ...failedAt(single, nowMs)];
  const row = [
    level,
    account,
    region,
    connection.id,
    connection.name,
    single === undefined ? amount(links.length, 'tunnel') : PHASES[single.status],
    single === undefined ? '' : upWord(single.bgpUp),
    upWord(connection.healthCheckUp),
    ago(seenMs, nowMs),
    joined([...reasons, ...why]),
  ];
  const tunnels = single === undefined ? links : [];
  return [row, ...tunnels.map((link) => tunnelRow(view, link, nowMs))];
}

function gatewayRow(view: GatewayView, nowMs: number): Row {
  const { level, account, region, gateway, reasons, seenMs } = view;
  const { id, name, status, businessStatus, expirationSeconds: end } = gateway;
  const ends = end === undefined ? '' : utc(end * 1000);
  const age = ago(seenMs, nowMs);
  return [level, account, region, id, name, status, businessStatus, ends, age, joined(reasons)];
}

function partsOf(overview: Overview, nowMs: number): readonly Part[] {
  const { targets, connections, gateways } = overview;
  return [
    {
      title: 'Targets',
      heading: ['STATE', 'ACCOUNT', 'REGION', 'RESOURCES', 'LAST SUCCESS', 'REASON'],
      rows: targets.map((view) => targetRow(view, nowMs)),
    },
    {
      title: 'Expected connections',
      heading: ['STATE', 'ACCOUNT', 'CONNECTION', 'REASON'],
      rows: missingRows(overview),
    },
    {
      title: 'Connections and their tunnels',
      heading: [
        'STATE',
        'ACCOUNT',
        'REGION',
        'CONNECTION',
        'NAME',
        'IPSEC',
        'BGP',
        'HEALTH CHECK',
        'SEEN',
        'REASON',
      ],
      rows: connections.flatMap((view) => connectionRows(view, nowMs)),
    },
    {
      title: 'VPN gateways',
      heading: [
        'STATE',
        'ACCOUNT',
        'REGION',
        'VPN GATEWAY',
        'NAME',
        'STATUS',
        'BUSINESS STATUS',
        'ENDS',
        'SEEN',
        'REASON',
      ],
      rows: gateways.map((view) => gatewayRow(view, nowMs)),
    },
  ];
}

/** The tables, ending with a newline. What is wrong comes first, in one sentence and in each table. */
export function renderTable(overview: Overview, { nowMs, color }: TableOptions): string {
  const paint = color ? coloured : plain;
  const blocks = partsOf(overview, nowMs)
    .filter(({ rows }) => rows.length > 0)
    .map(({ title, heading, rows }) => [title, ...columns(heading, rows, paint)]);
  return [[verdictOf(overview).text], ...blocks].map((lines) => `${lines.join('\n')}\n`).join('\n');
}
