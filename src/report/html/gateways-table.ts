/** The table of VPN gateways. */

import type { GatewayView } from '../../views/gateway-view.ts';
import { html, NOTHING, type Html } from './html.ts';
import { anchor, badge, id, lines, name, passing, table, time } from './parts.ts';
import { ago, utc } from '../../views/wording.ts';

const COLUMNS = [
  'State',
  'VPN gateway',
  'Account, region',
  'Status',
  'Business status',
  'Ends',
  'Reason',
  'Seen',
];

function body(view: GatewayView, nowMs: number): Html {
  const { gateway, level, reasons, seenMs } = view;
  const { expirationSeconds: end } = gateway;
  return html`<tbody id="${anchor('gateway', gateway.id)}">
    <tr>
      <td>${badge(level)}</td>
      <th scope="row">${name(gateway.name)} ${id(gateway.id)}</th>
      <td>${name(view.account)} <span>${name(view.region)}</span></td>
      <td>${gateway.status ?? NOTHING}${passing(view.rates)}</td>
      <td>${gateway.businessStatus ?? NOTHING}</td>
      <td>${end === undefined ? NOTHING : time(end * 1000, utc(end * 1000))}</td>
      <td>${lines(reasons)}</td>
      <td>${time(seenMs, ago(seenMs, nowMs))}</td>
    </tr>
  </tbody>`;
}

/** The gateways in the order given. */
export function gatewaysTable(views: readonly GatewayView[], nowMs: number): Html {
  return table(
    'g',
    'VPN gateways, what is wrong first',
    COLUMNS,
    views.map((view) => body(view, nowMs)),
  );
}
