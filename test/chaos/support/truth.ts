/** What is true in the simulated cloud, and what a listing makes of it. */

import { isEstablished, type Connection } from '../../../src/collectors/connections/item.ts';
import type { Controls } from '../../../src/simulator/control.ts';
import { objectsAt, textAt, type JsonObject } from '../../../src/simulator/json.ts';
import { connectionRow, DOWN } from '../../support/rows/connection-row.ts';
import { pick, type Random } from './random.ts';

/** One account in one region. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

const UP = 'ipsec_sa_established';
const TUNNELS = 'TunnelOptionsSpecification.TunnelOptions';

/** Statuses of a connection's links, the connection's own first: `+` up, `-` not. */
function rawLinks(row: JsonObject): string {
  const tunnels = objectsAt(row, TUNNELS).map((tunnel) => textAt(tunnel, 'Status'));
  const statuses = tunnels.length === 0 ? [textAt(row, 'Status')] : tunnels;
  return statuses.map((status) => (status === UP ? '+' : '-')).join('');
}

function decodedLinks({ mode, status, tunnels }: Connection): string {
  const statuses = mode === 'single' ? [status] : tunnels.map((tunnel) => tunnel.status);
  return statuses.map((each) => (isEstablished(each) ? '+' : '-')).join('');
}

function rowsOf(simulator: Controls, place: Place): readonly JsonObject[] {
  return simulator.view(place)?.connections ?? [];
}

/** Where a listing differs from the cloud; [] when it is exactly right. */
export function differences(
  simulator: Controls,
  place: Place,
  items: readonly Connection[],
): readonly string[] {
  const wanted = rowsOf(simulator, place).map(
    (row) => `${textAt(row, 'VpnConnectionId')} ${rawLinks(row)}`,
  );
  const actual = items.map((item) => `${item.id} ${decodedLinks(item)}`);
  const [left, right] = [new Set(wanted), new Set(actual)];
  return [
    ...actual.filter((line) => !left.has(line)).map((line) => `untrue: ${line}`),
    ...wanted.filter((line) => !right.has(line)).map((line) => `missing: ${line}`),
  ];
}

/** Where a listing of gateways differs from the cloud; [] when it is exactly right. */
export function gatewayDifferences(
  simulator: Controls,
  place: Place,
  items: readonly { readonly id: string }[],
): readonly string[] {
  const rows = simulator.view(place)?.gateways ?? [];
  const wanted = rows.map((row) => textAt(row, 'VpnGatewayId')).join();
  const actual = items.map(({ id }) => id).join();
  return actual === wanted ? [] : [`gateways ${actual} instead of ${wanted}`];
}

/** Connections that a listing makes up, and links that it says are up though they are not. */
export function inventions(
  simulator: Controls,
  place: Place,
  items: readonly Connection[],
): readonly string[] {
  const rows = new Map(
    rowsOf(simulator, place).map((row) => [textAt(row, 'VpnConnectionId'), rawLinks(row)]),
  );
  return items
    .filter((item) => {
      const links = rows.get(item.id);
      return (
        links === undefined ||
        decodedLinks(item)
          .split('')
          .some((link, at) => link === '+' && links[at] !== '+')
      );
    })
    .map(({ id }) => id);
}

/** Changes one thing in the cloud: a link goes up or down, a connection comes or goes. */
export function changeSomething(
  simulator: Controls,
  place: Place,
  serial: number,
  random: Random,
): void {
  const rows = rowsOf(simulator, place);
  const row = pick(rows, random);
  const target = { ...place, id: textAt(row, 'VpnConnectionId') };
  const drawn = random();
  if (drawn < 0.05) {
    const mode = random() < 0.5 ? 'single' : 'dual';
    simulator.putRow(place, connectionRow({ name: `new-${serial}`, mode }));
  } else if (drawn < 0.1 && rows.length > 3) {
    simulator.removeRow(target);
  } else {
    const isDual = objectsAt(row, TUNNELS).length > 0;
    const path = isDual ? `${TUNNELS}.${Number(random() < 0.5)}.Status` : 'Status';
    simulator.patch(target, path, random() < 0.5 ? UP : DOWN);
  }
}
