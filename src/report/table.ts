/** `--output=table` and `--output=wide`: what was seen, for people at a terminal. */

import type { ConnectionView } from '../views/connection-view.ts';
import type { GatewayView } from '../views/gateway-view.ts';
import { tunnelName, type LinkView } from '../views/link-view.ts';
import type { Overview } from '../views/overview.ts';
import { isListed, type TargetView } from '../views/target-view.ts';
import { ratesText, type Rates } from '../views/traffic.ts';
import { verdictOf } from '../views/verdict.ts';
import { ago, amount, failureText, isoTime, PHASES, upWord, utc } from '../views/wording.ts';
import { coloured, columns, plain, wrapped } from './columns.ts';

/** How to write. */
export interface TableOptions {
  readonly nowMs: number;
  /** Whether to colour the states. */
  readonly color: boolean;
  /** Whether lines may be longer than 80 columns. */
  readonly isWide: boolean;
}

/** The cells of one thing by their headings, and why it is as it is. */
interface Entry {
  readonly cells: Readonly<Record<string, string>>;
  readonly reason: string;
  /** What the narrow table, which has fewer columns, says below the row. */
  readonly note: string;
}

/** A title over entries; a part without entries is left out. */
interface Part {
  readonly title: string;
  readonly headings: readonly string[];
  /** Columns of the wide table alone. */
  readonly wideOnly: readonly string[];
  readonly entries: readonly Entry[];
}

const NARROW_WIDTH = 80;

/** Columns of what is copied from the table. */
const IDS: ReadonlySet<string> = new Set(['CONNECTION', 'VPN GATEWAY']);

function joined(texts: readonly string[]): string {
  return texts.filter((text) => text !== '').join('; ');
}

function targetEntry(view: TargetView, nowMs: number): Entry {
  const { health, account, region, collectors, notes } = view;
  const errors = collectors.flatMap(({ name, lastPoll }) =>
    lastPoll?.failure === undefined ? [] : [`${name}: ${failureText(lastPoll.failure)}`],
  );
  const seen = collectors.flatMap(({ name, resources }) =>
    isListed(name) && resources !== undefined ? [amount(resources, name.replace(/s$/, ''))] : [],
  );
  const reason = joined([...errors, ...notes]);
  return {
    cells: {
      STATE: health,
      ACCOUNT: account,
      REGION: region,
      RESOURCES: seen.join(', '),
      'LAST SUCCESS': ago(collectors[0]?.lastSuccessMs, nowMs),
    },
    reason,
    note: reason,
  };
}

function missingEntries({ expected }: Overview): readonly Entry[] {
  return expected.flatMap(({ account, vpnConnectionId, found }) => {
    if (found === true) return [];
    const [state, reason] =
      found === false
        ? ['missing', 'in none of its regions']
        : ['unknown', 'not seen, and not every region can be'];
    const cells = { STATE: state, ACCOUNT: account, CONNECTION: vpnConnectionId };
    return [{ cells, reason, note: reason }];
  });
}

function failedAt({ failedReason }: LinkView, nowMs: number): readonly string[] {
  if (failedReason?.failedSeconds === undefined) return [];
  const ms = failedReason.failedSeconds * 1000;
  return [`failed ${ago(ms, nowMs)}, ${utc(ms)}`];
}

function siteNote(sites: readonly string[]): readonly string[] {
  return sites.map((site) => `site ${site}`);
}

/** What passes through, where it is known. */
function rateNote(rates: Rates | undefined): string {
  return rates === undefined ? '' : ratesText(rates);
}

/** The phase, where it says more than the state. */
function phaseNote({ status, level }: LinkView): string {
  return level === 'down' ? PHASES[status] : '';
}

function tunnelEntry({ account, region }: ConnectionView, link: LinkView, nowMs: number): Entry {
  const reason = joined([...link.reasons, ...failedAt(link, nowMs)]);
  return {
    cells: {
      STATE: link.level,
      ACCOUNT: account,
      REGION: region,
      CONNECTION: `  ${link.tunnel?.id ?? ''}`,
      NAME: tunnelName(link),
      SITE: link.site,
      IPSEC: PHASES[link.status],
      BGP: upWord(link.bgpUp),
      'HEALTH CHECK': '',
      TRAFFIC: rateNote(link.rates),
      SEEN: '',
    },
    reason,
    note: joined([phaseNote(link), reason]),
  };
}

function connectionEntries(view: ConnectionView, nowMs: number): readonly Entry[] {
  const { level, account, region, connection, links, reasons, seenMs, sites, rates } = view;
  const [first] = links;
  const single = connection.mode === 'single' ? first : undefined;
  const why = single === undefined ? [] : [...single.reasons, ...failedAt(single, nowMs)];
  const reason = joined([...reasons, ...why]);
  const own: Entry = {
    cells: {
      STATE: level,
      ACCOUNT: account,
      REGION: region,
      CONNECTION: connection.id,
      NAME: connection.name,
      SITE: sites.join(', '),
      IPSEC: single === undefined ? amount(links.length, 'tunnel') : PHASES[single.status],
      BGP: single === undefined ? '' : upWord(single.bgpUp),
      'HEALTH CHECK': upWord(connection.healthCheckUp),
      TRAFFIC: rateNote(rates),
      SEEN: ago(seenMs, nowMs),
    },
    reason,
    note: joined([
      single === undefined ? '' : phaseNote(single),
      reason,
      ...(level === 'up' ? [] : siteNote(sites)),
      rateNote(rates),
    ]),
  };
  const tunnels = single === undefined ? links : [];
  return [own, ...tunnels.map((link) => tunnelEntry(view, link, nowMs))];
}

function gatewayEntry(view: GatewayView, nowMs: number): Entry {
  const { level, account, region, gateway, reasons, seenMs, rates } = view;
  const { id, name, status, businessStatus, expirationSeconds: end } = gateway;
  const reason = joined(reasons);
  return {
    cells: {
      STATE: level,
      ACCOUNT: account,
      REGION: region,
      'VPN GATEWAY': id,
      NAME: name,
      STATUS: status ?? '',
      'BUSINESS STATUS': businessStatus ?? '',
      ENDS: end === undefined ? '' : utc(end * 1000),
      TRAFFIC: rateNote(rates),
      SEEN: ago(seenMs, nowMs),
    },
    reason,
    note: joined([reason, rateNote(rates)]),
  };
}

function partsOf(overview: Overview, nowMs: number): readonly Part[] {
  return [
    {
      title: 'Targets',
      headings: ['STATE', 'ACCOUNT', 'REGION', 'RESOURCES', 'LAST SUCCESS'],
      wideOnly: [],
      entries: overview.targets.map((view) => targetEntry(view, nowMs)),
    },
    {
      title: 'Expected connections',
      headings: ['STATE', 'ACCOUNT', 'CONNECTION'],
      wideOnly: [],
      entries: missingEntries(overview),
    },
    {
      title: 'Connections and their tunnels',
      headings: [
        'STATE',
        'ACCOUNT',
        'REGION',
        'CONNECTION',
        'NAME',
        'SITE',
        'IPSEC',
        'BGP',
        'HEALTH CHECK',
        'TRAFFIC',
        'SEEN',
      ],
      wideOnly: ['SITE', 'IPSEC', 'BGP', 'HEALTH CHECK', 'TRAFFIC', 'SEEN'],
      entries: overview.connections.flatMap((view) => connectionEntries(view, nowMs)),
    },
    {
      title: 'VPN gateways',
      headings: [
        'STATE',
        'ACCOUNT',
        'REGION',
        'VPN GATEWAY',
        'NAME',
        'STATUS',
        'BUSINESS STATUS',
        'ENDS',
        'TRAFFIC',
        'SEEN',
      ],
      wideOnly: ['STATUS', 'BUSINESS STATUS', 'ENDS', 'TRAFFIC', 'SEEN'],
      entries: overview.gateways.map((view) => gatewayEntry(view, nowMs)),
    },
  ];
}

/** A column that says the same in every row of every part tells nothing. */
function isOneAccount({ targets }: Overview): boolean {
  return new Set(targets.map(({ account }) => account)).size === 1;
}

function linesOf(part: Part, isAccountShown: boolean, { color, isWide }: TableOptions): string[] {
  const headings = part.headings.filter(
    (heading) =>
      isWide || (!part.wideOnly.includes(heading) && (heading !== 'ACCOUNT' || isAccountShown)),
  );
  const all = isWide ? [...headings, 'REASON'] : headings;
  const rows = part.entries.map(({ cells, reason, note }) => ({
    cells: [...headings.map((heading) => cells[heading] ?? ''), ...(isWide ? [reason] : [])],
    note: isWide ? '' : note,
  }));
  return [
    part.title,
    ...columns(
      all.map((heading) => ({ heading, isId: IDS.has(heading) })),
      rows,
      { paint: color ? coloured : plain, maxWidth: isWide ? Infinity : NARROW_WIDTH },
    ),
  ];
}

/** The tables, ending with a newline. What is wrong comes first, in one sentence and in each table. */
export function renderTable(overview: Overview, options: TableOptions): string {
  const isAccountShown = !isOneAccount(overview);
  const verdict = verdictOf(overview).text;
  const asOf = `As of ${isoTime(options.nowMs).slice(0, 19).replace('T', ' ')} UTC.`;
  const top = [...(options.isWide ? [verdict] : wrapped(verdict, NARROW_WIDTH)), asOf];
  const blocks = partsOf(overview, options.nowMs)
    .filter(({ entries }) => entries.length > 0)
    .map((part) => linesOf(part, isAccountShown, options));
  return [top, ...blocks].map((lines) => `${lines.join('\n')}\n`).join('\n');
}
