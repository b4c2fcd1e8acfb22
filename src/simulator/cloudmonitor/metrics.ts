/** The metrics that the simulated CloudMonitor has, and what it says of them. */

import type { JsonObject } from '../json.ts';
import type { Rates, ResourceRates } from './rates.ts';

/** One metric. */
interface SimulatedMetric {
  readonly kind: ResourceRates['kind'];
  readonly value: (rates: Rates) => number;
  readonly unit: string;
}

const BITS_OF_A_PACKET = 6_400;

const receive = ({ receive: bits }: Rates): number => bits;
const transmit = ({ transmit: bits }: Rates): number => bits;
const packets =
  (of: (rates: Rates) => number) =>
  (rates: Rates): number =>
    Math.round(of(rates) / BITS_OF_A_PACKET);

/** By name. */
export const METRICS: Readonly<Record<string, SimulatedMetric>> = {
  'tun.rx_bps': { kind: 'tunnel', value: receive, unit: 'bits/s' },
  'tun.tx_bps': { kind: 'tunnel', value: transmit, unit: 'bits/s' },
  'ipsec_rx.rate': { kind: 'connection', value: receive, unit: 'bit/s' },
  'ipsec_tx.rate': { kind: 'connection', value: transmit, unit: 'bit/s' },
  'net_rx.rate': { kind: 'gateway', value: receive, unit: 'bit/s' },
  'net_tx.rate': { kind: 'gateway', value: transmit, unit: 'bit/s' },
  'net_rx.Pkgs': { kind: 'gateway', value: packets(receive), unit: 'Count/s' },
  'net_tx.Pkgs': { kind: 'gateway', value: packets(transmit), unit: 'Count/s' },
};

const DIMENSIONS: Readonly<Record<ResourceRates['kind'], string>> = {
  tunnel: 'userId,instanceId,tunnelId',
  connection: 'userId,instanceId',
  gateway: 'instanceId,userId',
};

/** What CloudMonitor says of a metric, as in Resources.Resource[] of DescribeMetricMetaList. */
export function metaOf(name: string, { kind, unit }: SimulatedMetric): JsonObject {
  return {
    MetricName: name,
    Namespace: 'acs_vpn',
    Description: name,
    Dimensions: DIMENSIONS[kind],
    Labels: '[]',
    Periods: '60,300',
    Statistics: 'Average,Minimum,Maximum',
    Unit: unit,
  };
}
