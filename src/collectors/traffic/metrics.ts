/** The metrics of what passes through tunnels, connections and gateways. */

import { rowsOf, type Family } from '../../model/family.ts';
import type { Shown } from '../collector.ts';
import type { Rate, Traffic } from './item.ts';
import { type Metric, metricsOf } from './metric-table.ts';

const TARGET = ['account', 'region'];

/** The rows of each kind of resource, with the labels that identify one. */
const ROWS = {
  tunnel: rowsOf(
    [...TARGET, 'vpn_connection_id', 'tunnel_id'],
    ({ scope, item }: Shown<Traffic>) =>
      item.kind === 'tunnel'
        ? [[{ ...scope, vpn_connection_id: item.connectionId, tunnel_id: item.id }, item] as const]
        : [],
  ),
  connection: rowsOf([...TARGET, 'vpn_connection_id'], ({ scope, item }: Shown<Traffic>) =>
    item.kind === 'connection'
      ? [[{ ...scope, vpn_connection_id: item.connectionId }, item] as const]
      : [],
  ),
  gateway: rowsOf([...TARGET, 'vpn_gateway_id'], ({ scope, item }: Shown<Traffic>) =>
    item.kind === 'gateway' ? [[{ ...scope, vpn_gateway_id: item.id }, item] as const] : [],
  ),
};

const WORDS: Readonly<Record<Rate, { readonly name: string; readonly help: string }>> = {
  receive: {
    name: 'receive_bytes_per_second',
    help: "Bytes per second that the cloud's side receives, from the peer,",
  },
  transmit: {
    name: 'transmit_bytes_per_second',
    help: "Bytes per second that the cloud's side sends, to the peer,",
  },
  receivePackets: {
    name: 'receive_packets_per_second',
    help: "Packets per second that the cloud's side receives, from the peers,",
  },
  transmitPackets: {
    name: 'transmit_packets_per_second',
    help: "Packets per second that the cloud's side sends, to the peers,",
  },
};

/** One metric, with CloudMonitor's usual name of it. */
function rateFamily({ kind, rate, name: field }: Metric): Family<Shown<Traffic>> {
  const { name, help } = WORDS[rate];
  return ROWS[kind].gauge(
    `alicloud_vpn_${kind}_${name}`,
    `${help} through the ${kind} (CloudMonitor: ${field}); absent without a recent datapoint.`,
    ({ rates }) => rates[rate],
  );
}

export const trafficFamilies: readonly Family<Shown<Traffic>>[] = [
  ...metricsOf({}).map(rateFamily),
  rowsOf([...TARGET, 'metric'], ({ scope, item }: Shown<Traffic>) =>
    item.kind === 'metric' ? [[{ ...scope, metric: item.name }, item] as const] : [],
  ).gauge(
    'alicloud_vpn_traffic_timestamp_seconds',
    "Time of the newest datapoint that is shown of a metric of CloudMonitor (DescribeMetricLast: timestamp), in seconds since the epoch; its metric is the label. CloudMonitor's datapoints are minutes late.",
    ({ newestSeconds }) => newestSeconds,
  ),
];
