/** What passes through the tunnels of a region at a moment: a function of its rows, the scenario and the time alone. */

import { textAt, type JsonObject } from '../json.ts';
import type { RegionView } from '../world.ts';
import type { ConnectionTraffic } from '../scenario.ts';
import { isUp, tunnelsOf } from './action.ts';

/** Bits per second; `receive` is what the cloud's side gets from the peer. */
export interface Rates {
  readonly receive: number;
  readonly transmit: number;
}

/** The rates of one resource, and which it is by the names of CloudMonitor's dimensions. */
export interface ResourceRates extends Rates {
  readonly kind: 'tunnel' | 'connection' | 'gateway';
  readonly dimensions: Readonly<Record<string, string>>;
  /** How late its datapoints are, in seconds; undefined: as late as usual. */
  readonly lateSeconds: number | undefined;
}

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** Between 0.9 and 1.1, another one each minute and always the same for the same. */
function wobble(seed: string, timeMs: number): number {
  const text = `${seed} ${Math.floor(timeMs / MINUTE_MS)}`;
  const state = Array.from(text).reduce((sum, char) => (sum * 31 + char.charCodeAt(0)) >>> 0, 7);
  return 0.9 + (state % 2001) / 10_000;
}

/** From 0.2 at four in the morning to 1 at four in the afternoon (UTC). */
function dayCurve(timeMs: number): number {
  const phase = ((timeMs % DAY_MS) / DAY_MS - 5 / 12) * 2 * Math.PI;
  return 0.6 + 0.4 * Math.sin(phase);
}

function ratesOf(traffic: ConnectionTraffic, seed: string, timeMs: number): Rates {
  const factor = (traffic.isSteady ? 1 : dayCurve(timeMs)) * wobble(seed, timeMs);
  return {
    receive: Math.round(traffic.receive * factor),
    transmit: Math.round(traffic.transmit * factor),
  };
}

/** One tunnel carries everything: the first one that is up, or the last one. */
function carrierOf(tunnels: readonly JsonObject[], { isOnStandby }: ConnectionTraffic) {
  return isOnStandby ? tunnels.findLast(isUp) : tunnels.find(isUp);
}

const NOTHING: Rates = { receive: 0, transmit: 0 };

/** Keys are renewed and peers are probed where nothing else passes. */
const IDLE: Rates = { receive: 320, transmit: 320 };

/** A connection and its tunnels. */
function connectionRates(
  row: JsonObject,
  traffic: ConnectionTraffic,
  timeMs: number,
): readonly ResourceRates[] {
  const instanceId = textAt(row, 'VpnConnectionId');
  const { lateSeconds } = traffic;
  const tunnels = tunnelsOf(row);
  const carrier = tunnels.length === 0 ? isUp(row) : carrierOf(tunnels, traffic);
  const all = carrier ? ratesOf(traffic, instanceId, timeMs) : NOTHING;
  return [
    { kind: 'connection', dimensions: { instanceId }, lateSeconds, ...all },
    ...tunnels.map((tunnel): ResourceRates => {
      const idle = isUp(tunnel) ? IDLE : NOTHING;
      const dimensions = { instanceId, tunnelId: textAt(tunnel, 'TunnelId') };
      return { kind: 'tunnel', dimensions, lateSeconds, ...(tunnel === carrier ? all : idle) };
    }),
  ];
}

/** A gateway carries what its connections do. */
function gatewayRates(
  row: JsonObject,
  view: RegionView,
  ofConnections: readonly ResourceRates[],
): ResourceRates {
  const instanceId = textAt(row, 'VpnGatewayId');
  const ids = new Set(
    view.connections
      .filter((connection) => textAt(connection, 'VpnGatewayId') === instanceId)
      .map((connection) => textAt(connection, 'VpnConnectionId')),
  );
  const own = ofConnections.filter(
    ({ kind, dimensions }) => kind === 'connection' && ids.has(dimensions['instanceId'] ?? ''),
  );
  const sum = (rate: keyof Rates): number => own.reduce((total, one) => total + one[rate], 0);
  const rates = { receive: sum('receive'), transmit: sum('transmit') };
  return { kind: 'gateway', dimensions: { instanceId }, lateSeconds: undefined, ...rates };
}

/** Every resource of a region that CloudMonitor knows; a connection without traffic in the scenario is none. */
export function regionRates(view: RegionView, timeMs: number): readonly ResourceRates[] {
  if (view.traffic.length === 0) return [];
  const traffic = new Map(view.traffic.map((each) => [each.connection, each]));
  const ofConnections = view.connections.flatMap((row) => {
    const own = traffic.get(textAt(row, 'VpnConnectionId'));
    return own === undefined ? [] : connectionRates(row, own, timeMs);
  });
  return [...ofConnections, ...view.gateways.map((row) => gatewayRates(row, view, ofConnections))];
}
