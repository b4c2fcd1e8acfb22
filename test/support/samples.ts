/** Values of the domain for tests: complete ones, of which a test changes what it is about. */

import type { Listing } from '../../src/alicloud/api.ts';
import { FAILURE_REASONS, type Failure } from '../../src/model/failure.ts';
import {
  COLLECTOR_NAMES,
  type CollectorName,
  type CollectorsConfig,
} from '../../src/collectors/index.ts';
import { collectorsSchema } from '../../src/config/collectors-schema.ts';
import type { Config } from '../../src/config/config.ts';
import { DEFAULT_HTTP, type AccountConfig, type Filters } from '../../src/model/account.ts';
import type { Connection, Tunnel } from '../../src/collectors/connections/item.ts';
import type { Gateway } from '../../src/collectors/gateways/item.ts';
import type { Target } from '../../src/model/target.ts';
import type { PollTime } from '../../src/polling/state.ts';

/** A single-tunnel connection without BGP and health check, up. */
export function connection(id: string, changes: Partial<Connection> = {}): Connection {
  return {
    id,
    name: `name of ${id}`,
    vpnGatewayId: 'vpn-1',
    customerGatewayId: 'cgw-1',
    attachType: 'VPNGW',
    transitRouterId: '',
    networkType: 'public',
    internetIp: '',
    resourceGroupId: 'rg-1',
    tags: {},
    config: {
      initiation: 'immediate',
      peerId: '203.0.113.1',
      ikeVersion: 'ikev2',
      localSubnet: '10.0.0.0/8',
      remoteSubnet: '192.168.0.0/16',
      healthCheckPolicy: '',
      healthCheckSource: '',
      healthCheckDestination: '',
      cenId: '',
      transitRouterName: '',
      alerting: 'on',
    },
    mode: 'single',
    status: 'ipsec_sa_established',
    state: 'active',
    bgpUp: undefined,
    bgp: undefined,
    healthCheckUp: undefined,
    createdSeconds: undefined,
    bandwidthBytesPerSecond: undefined,
    crypto: undefined,
    tunnels: [],
    ...changes,
  };
}

/** A tunnel without BGP, up. */
export function tunnel(id: string, changes: Partial<Tunnel> = {}): Tunnel {
  return {
    id,
    index: undefined,
    role: 'master',
    zone: 'cn-hangzhou-h',
    internetIp: '198.51.100.1',
    customerGatewayId: 'cgw-1',
    peerId: '203.0.113.1',
    ikeVersion: 'ikev2',
    status: 'ipsec_sa_established',
    state: 'active',
    bgpUp: undefined,
    bgp: undefined,
    crypto: undefined,
    ...changes,
  };
}

/** A dual-tunnel connection. */
export function dual(
  id: string,
  tunnels: readonly Tunnel[],
  changes: Partial<Connection> = {},
): Connection {
  return connection(id, { mode: 'dual', status: 'unknown', tunnels, ...changes });
}

/** A pay-as-you-go gateway. */
export function gateway(id: string, changes: Partial<Gateway> = {}): Gateway {
  return {
    id,
    name: `name of ${id}`,
    spec: '5M',
    vpcId: 'vpc-1',
    chargeType: 'POSTPAY',
    gatewayType: 'Traditional',
    vpnType: 'Normal',
    networkType: 'public',
    internetIp: '198.51.100.1',
    standbyInternetIp: '',
    bgpEnabled: 'true',
    autoPropagate: 'true',
    resourceGroupId: 'rg-1',
    tags: {},
    status: 'active',
    businessStatus: 'Normal',
    bandwidthBytesPerSecond: 625_000,
    createdSeconds: undefined,
    expirationSeconds: undefined,
    reservation: undefined,
    ...changes,
  };
}

/** A page walk that adds up. */
export function listing<Item>(
  items: readonly Item[],
  changes: Partial<Listing<Item>> = {},
): Listing<Item> {
  return { items, rejected: [], reported: items.length, unknownFields: [], ...changes };
}

/** When a poll ended on the monotonic clock; the time of day is the same number unless the test wants another. */
export function pollTime(finishedMs: number, durationMs = 0, wallMs = finishedMs): PollTime {
  return { finishedMs, wallMs, durationMs };
}

/** A failure of the first kind there is, unless the test wants another. */
export function failure(changes: Partial<Failure> = {}): Failure {
  return {
    reason: FAILURE_REASONS[0],
    code: 'Throttling',
    hint: 'wait',
    transient: true,
    ...changes,
  };
}

export const NO_FILTERS: Filters = {
  vpnGatewayId: undefined,
  customerGatewayId: undefined,
  vpnConnectionId: undefined,
  resourceGroupId: undefined,
  tags: {},
};

export function account(changes: Partial<AccountConfig> = {}): AccountConfig {
  return {
    name: 'prod',
    credentials: { type: 'default' },
    regions: ['cn-hangzhou'],
    excludeRegions: [],
    endpoint: undefined,
    network: 'public',
    http: DEFAULT_HTTP,
    filters: NO_FILTERS,
    expectedConnections: [],
    ...changes,
  };
}

export function target(region = 'cn-hangzhou', changes: Partial<AccountConfig> = {}): Target {
  return { account: account(changes), region };
}

/** These collectors alone, with what the file says of them. */
export function collectors(
  on: readonly CollectorName[],
  settings: Readonly<Record<string, object>> = {},
): CollectorsConfig {
  return collectorsSchema.parse(
    Object.fromEntries(
      COLLECTOR_NAMES.map((name) => [name, { enabled: on.includes(name), ...settings[name] }]),
    ),
  );
}

/** One account, polled every minute for connections and gateways; state goes after five minutes. */
export function config(changes: Partial<Config> = {}): Config {
  return {
    poll: {
      intervalMs: 60_000,
      timeoutMs: 30_000,
      requestTimeoutMs: 10_000,
      concurrency: 8,
      requestsPerMinute: 300,
      staleAfterMs: 300_000,
    },
    accounts: [account()],
    collectors: collectors(['connections', 'gateways']),
    tagLabels: [],
    ...changes,
  };
}
