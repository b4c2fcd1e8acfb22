/** The table of connections with their tunnels. */

import type { ConnectionView } from '../../views/connection-view.ts';
import type { ShownContext } from '../../views/age.ts';
import { html, NOTHING, type Html } from './html.ts';
import type { Level } from '../../views/level.ts';
import { tunnelName, type LinkView } from '../../views/link-view.ts';
import { anchor, badge, id, lines, name, passing, sinceText, table, time } from './parts.ts';
import { ago, amount, PHASES, upWord, utc } from '../../views/wording.ts';

const COLUMNS = [
  'State',
  'Connection',
  'Account, region',
  'IPsec',
  'BGP',
  'Health check',
  'Reason',
  'Failed',
  'Seen',
];

/** What something is, or was when it was last seen. */
function then(level: Level, text: string): string {
  return level === 'stale' && text !== 'off' ? `was ${text}` : text;
}

function failedTime({ failedReason }: LinkView, { nowMs }: ShownContext): Html {
  if (failedReason?.failedSeconds === undefined) return NOTHING;
  const ms = failedReason.failedSeconds * 1000;
  return html`${time(ms, ago(ms, nowMs))} <small>${utc(ms)}</small>`;
}

function where({ account, region }: ConnectionView): Html {
  return html`${name(account)} <span>${name(region)}</span>`;
}

/** The cells about one tunnel, or about a single-tunnel connection as one. */
function linkCells({ level, status, bgpUp, rates }: LinkView): Html {
  return html`<td>${then(level, PHASES[status])}${passing(rates)}</td>
    <td>${then(level, upWord(bgpUp))}</td>`;
}

function siteOf(site: string): Html {
  return html`<small>site ${site}</small>`;
}

function connectionRow(view: ConnectionView, context: ShownContext): Html {
  const { connection, level, since, links, seenMs } = view;
  const [link] = links;
  const isSingle = connection.mode === 'single' && link !== undefined;
  const reasons = isSingle ? [...view.reasons, ...link.reasons] : view.reasons;
  return html`<tr>
    <td>${badge(level)}${sinceText(since, context)}</td>
    <th scope="${isSingle ? 'row' : 'rowgroup'}">
      ${name(connection.name)} ${id(connection.id)} ${view.sites.map(siteOf)}
    </th>
    <td>${where(view)}</td>
    ${
      isSingle
        ? linkCells(link)
        : html`<td>${amount(links.length, 'tunnel')}${passing(view.rates)}</td>
            <td></td>`
    }
    <td>${then(level, upWord(connection.healthCheckUp))}</td>
    <td>${lines(reasons)}</td>
    <td>${isSingle ? failedTime(link, context) : NOTHING}</td>
    <td>${time(seenMs, ago(seenMs, context.nowMs))}</td>
  </tr>`;
}

function tunnelHead(link: LinkView): Html {
  const { id: tunnelId = '', peerId = '' } = link.tunnel ?? {};
  const peer = peerId === '' ? '' : ` → ${peerId}`;
  return html`<th scope="row" id="${anchor('tunnel', tunnelId)}">
    ${name(tunnelName(link))} ${id(tunnelId + peer)}
  </th>`;
}

function tunnelRow(link: LinkView, context: ShownContext): Html {
  return html`<tr>
    <td>${badge(link.level)}${sinceText(link.since, context)}</td>
    ${tunnelHead(link)}
    <td></td>
    ${linkCells(link)}
    <td></td>
    <td>${lines(link.reasons)}</td>
    <td>${failedTime(link, context)}</td>
    <td></td>
  </tr>`;
}

function connectionBody(view: ConnectionView, context: ShownContext): Html {
  const tunnels =
    view.connection.mode === 'single' ? [] : view.links.map((link) => tunnelRow(link, context));
  return html`<tbody id="${anchor('connection', view.connection.id)}">
    ${connectionRow(view, context)} ${tunnels}
  </tbody>`;
}

/** The rows that a connection takes: its own, and one for each tunnel of a dual-tunnel one. */
export function connectionRows({ connection, links }: ConnectionView): number {
  return connection.mode === 'single' ? 1 : 1 + links.length;
}

/** The connections in the order given. */
export function connectionsTable(views: readonly ConnectionView[], context: ShownContext): Html {
  return table(
    'c',
    'Connections and their tunnels, what is wrong first',
    COLUMNS,
    views.map((view) => connectionBody(view, context)),
  );
}
