/** A state of the exporter in which every metric has a sample: for goldens and for tests over all families. */

import { COLLECTOR_NAMES } from '../../src/collectors/index.ts';
import { header } from '../../src/exposition/format.ts';
import { createSections } from '../../src/exposition/sections.ts';
import type { Section } from '../../src/exposition/exposition.ts';
import { fail, succeed, succeedPartly } from '../../src/polling/state.ts';
import type { Items } from '../../src/polling/polled.ts';
import { Store, type TargetState } from '../../src/polling/store.ts';
import { targetKey, type Target } from '../../src/model/target.ts';
import type { Listing } from '../../src/alicloud/api.ts';
import type { Bgp, Crypto } from '../../src/collectors/connections/item.ts';
import type { Failure } from '../../src/model/failure.ts';
import {
  collectors,
  account,
  connection,
  dual,
  failure,
  gateway,
  listing,
  pollTime,
  tunnel,
} from './samples.ts';

/** When the page of the world is looked at. */
export const NOW_MS = Date.UTC(2026, 0, 2, 3, 4, 5);
export const STALE_MS = 300_000;

/** Tags that the page copies. */
export const TAG_LABELS = [
  { key: 'env', label: 'tag_env' },
  { key: 'cost.centre', label: 'tag_cost_centre' },
] as const;

/** The account label of a name that has everything to escape. */
const HOSTILE = 'say "hi" \\ {x="1"} 1\n# EOF\n😀';

const CREATED_S = Date.UTC(2025, 5, 1) / 1000;

const CRYPTO: Crypto = {
  parameters: {
    ike_version: 'ikev1',
    ike_mode: 'main',
    ike_encryption: 'aes',
    ike_authentication: 'sha1',
    ike_dh_group: 'group2',
    ipsec_encryption: 'aes256',
    ipsec_authentication: 'sha256',
    ipsec_dh_group: 'group14',
    dpd: 'true',
    nat_traversal: 'unknown',
  },
  ikeLifetimeSeconds: 86_400,
  ipsecLifetimeSeconds: 3_600,
};

const BGP: Bgp = {
  localAsn: '45104',
  peerAsn: '65530',
  localIp: '169.254.10.2',
  peerIp: '169.254.10.1',
  tunnelCidr: '169.254.10.0/30',
};

const CONNECTIONS = [
  connection('vco-single-up', {
    internetIp: '198.51.100.7',
    tags: { env: 'prod', 'cost.centre': '42', secret: 'not asked for' },
    bgpUp: true,
    bgp: BGP,
    healthCheckUp: true,
    createdSeconds: CREATED_S,
    bandwidthBytesPerSecond: 125e6,
    crypto: CRYPTO,
  }),
  connection('vco-single-down', {
    name: HOSTILE,
    status: 'ike_sa_not_established',
    bgpUp: false,
    bgp: { ...BGP, localAsn: '', localIp: '', tunnelCidr: '' },
    healthCheckUp: false,
    createdSeconds: CREATED_S + 0.5,
  }),
  dual(
    'vco-dual-half',
    [
      tunnel('tun-1', { index: 1, bgpUp: true, bgp: BGP, crypto: CRYPTO }),
      tunnel('tun-2', {
        index: 2,
        role: 'slave',
        status: 'ike_sa_established',
        bgpUp: false,
        bgp: BGP,
      }),
    ],
    { attachType: 'CEN', vpnGatewayId: '', transitRouterId: 'tr-1', customerGatewayId: '' },
  ),
  dual('vco-dual-odd', [
    tunnel('tun-3', { role: 'master', status: 'unknown', state: 'unknown' }),
    tunnel('tun-4', { role: 'slave', status: 'ipsec_sa_not_established', state: 'deleting' }),
  ]),
];

const GATEWAYS = [
  gateway('vpn-1', {
    tags: { env: 'prod' },
    chargeType: 'Prepay',
    createdSeconds: CREATED_S,
    expirationSeconds: CREATED_S + 31_536_000,
    reservation: { type: 'RENEW', endSeconds: CREATED_S + 63_072_000 },
  }),
  gateway('vpn-2', {
    gatewayType: 'Enhanced.SiteToSite',
    bandwidthBytesPerSecond: undefined,
    status: 'unknown',
    businessStatus: 'FinancialLocked',
  }),
];

const CUSTOMER_GATEWAYS: readonly Items['customer_gateways'][] = [
  {
    id: 'cgw-1',
    name: 'branch "north"',
    ipAddress: '203.0.113.1',
    asn: '65530',
    tags: { env: 'prod' },
  },
  { id: 'cgw-2', name: '', ipAddress: '203.0.113.2', asn: '', tags: {} },
];

const DIAGNOSES: readonly Items['diagnosis'][] = [
  {
    id: 'vco-single-down',
    connectionId: 'vco-single-down',
    tunnelId: '',
    askedMs: NOW_MS,
    firstAskedMs: NOW_MS,
    isRefused: false,
    failedReason: {
      reason: 'Phase1NegotiationTimeout',
      severity: 'Critical',
      mismatchLocal: 'aes,sha1',
      mismatchRemote: 'aes256,sha1',
      failedSeconds: NOW_MS / 1000 - 120,
    },
  },
  {
    id: 'tun-2',
    connectionId: 'vco-dual-half',
    tunnelId: 'tun-2',
    askedMs: NOW_MS,
    firstAskedMs: NOW_MS,
    isRefused: false,
    failedReason: undefined,
  },
];

const ROUTES: readonly Items['routes'][] = [
  {
    kind: 'connection',
    id: 'vco-dual-half',
    askedMs: NOW_MS,
    counts: [
      { type: 'custom', source: 'CLOUD', count: 3 },
      { type: 'bgp', source: 'VPN_BGP', count: 0 },
    ],
  },
  {
    kind: 'gateway',
    id: 'vpn-1',
    askedMs: NOW_MS,
    counts: [
      { nextHop: 'vco-single-up', type: 'custom', state: 'published', count: 2 },
      { nextHop: 'vco-single-up', type: 'bgp', state: 'normal', count: 1 },
    ],
  },
];

const TRAFFIC: readonly Items['traffic'][] = [
  {
    kind: 'tunnel',
    id: 'tun-1',
    connectionId: 'vco-dual-half',
    rates: { receive: 1_250_000.5, transmit: 0 },
  },
  { kind: 'tunnel', id: 'tun-2', connectionId: 'vco-dual-half', rates: {} },
  {
    kind: 'connection',
    id: 'vco-single-up',
    connectionId: 'vco-single-up',
    rates: { receive: 12_500, transmit: 250 },
  },
  {
    kind: 'gateway',
    id: 'vpn-1',
    connectionId: '',
    rates: { receive: 1e6, transmit: 2e6, receivePackets: 1_500, transmitPackets: 2_500 },
  },
  {
    kind: 'metric',
    id: 'tunnel_receive',
    name: 'tun.rx_bps',
    newestSeconds: NOW_MS / 1000 - 245,
  },
  { kind: 'metric', id: 'gateway_receive', name: 'net_rx.rate', newestSeconds: undefined },
];

const PROD = account({ regions: 'all', expectedConnections: ['vco-single-up', 'vco-gone'] });

/** A healthy region, and the discovery of the account's regions. */
export const HANGZHOU: Target = { account: PROD, region: 'cn-hangzhou' };
const DISCOVERY: Target = { account: PROD, region: 'all' };
/** A region that refuses the account. */
const CLOSED: Target = { account: PROD, region: 'ap-southeast-2' };
/** A region of another account whose last poll failed. */
export const FRANKFURT: Target = { account: account({ name: 'lab "2"' }), region: 'eu-central-1' };
/** A region whose last success is too old to be shown. */
export const STALE: Target = { account: account({ name: 'lab "2"' }), region: 'us-east-1' };

/** Lists for a collector, some milliseconds before the page is looked at. */
export function see<Name extends keyof Items>(
  store: Store,
  target: Target,
  name: Name,
  seen: Listing<Items[Name]>,
  agoMs = 5_000,
): void {
  const time = pollTime(NOW_MS - agoMs, 1_250);
  store.update(target, name, (state) => succeed(state, seen, time, STALE_MS));
}

/** Fails for a collector. */
export function miss(
  store: Store,
  target: Target,
  name: keyof Items,
  why: Failure,
  agoMs = 1_000,
): void {
  const time = pollTime(NOW_MS - agoMs, 30_000);
  store.update(target, name, (state) => fail(state, why, time));
}

/** The store of the world. */
export function worldStore(): Store {
  const store = new Store();
  store.open(DISCOVERY, ['regions']);
  store.open(HANGZHOU, COLLECTOR_NAMES);
  store.open(CLOSED, ['connections']);
  store.open(FRANKFURT, ['connections', 'gateways']);
  store.open(STALE, ['connections']);

  see(store, DISCOVERY, 'regions', listing([{ id: CLOSED.region }, { id: HANGZHOU.region }]));
  const rejected = [
    { id: 'vco-odd', field: 'TunnelOptions.Status' },
    { id: undefined, field: 'VpnConnectionId' },
  ];
  see(store, HANGZHOU, 'connections', listing(CONNECTIONS, { rejected, reported: 6 }), 65_000);
  see(store, HANGZHOU, 'connections', listing(CONNECTIONS));
  see(store, HANGZHOU, 'gateways', listing(GATEWAYS, { reported: 3 }));
  see(store, HANGZHOU, 'customer_gateways', listing(CUSTOMER_GATEWAYS));
  const time = pollTime(NOW_MS - 4_000, 400);
  store.update(HANGZHOU, 'diagnosis', (state) => succeedPartly(state, listing(DIAGNOSES), time));
  store.update(HANGZHOU, 'routes', (state) => succeedPartly(state, listing(ROUTES), time));

  store.update(HANGZHOU, 'traffic', (state) => succeedPartly(state, listing(TRAFFIC), time));

  miss(store, CLOSED, 'connections', failure({ reason: 'forbidden', code: 'Forbidden.RAM' }));
  const old = listing([connection('vco-lab')]);
  see(store, FRANKFURT, 'connections', old, STALE_MS);
  miss(store, FRANKFURT, 'connections', failure());
  miss(store, FRANKFURT, 'connections', failure({ reason: 'timeout', code: 'timeout' }));
  see(store, STALE, 'connections', old, STALE_MS + 1);
  miss(store, STALE, 'connections', failure({ reason: 'network', code: 'dns_error' }));

  for (const code of ['OK', 'OK', 'Throttling.User']) {
    store.countRequest(HANGZHOU, 'DescribeVpnConnections', code);
  }
  store.countRequest(DISCOVERY, 'DescribeRegions', 'OK');
  store.countRequest(FRANKFURT, 'DescribeVpnConnections', 'timeout');
  return store;
}

/** The sections of a page over a world. */
export function worldSections(crypto = false): readonly Section[] {
  return worldGroups(crypto).flat();
}

/** The same in their groups. */
export function worldGroups(crypto = false): readonly (readonly Section[])[] {
  return createSections({
    staleAfterMs: () => STALE_MS,
    tagLabels: TAG_LABELS,
    collectors: collectors([], { connections: { crypto } }),
  });
}

/** What sections say of these targets. */
export function renderSections(
  sections: readonly Section[],
  targets: readonly TargetState[],
  format: 'text' | 'openmetrics' = 'text',
  nowMs = NOW_MS,
): string {
  return sections
    .flatMap((section) => {
      const texts = [...section.show(targets, nowMs).texts];
      return section.families.map((family, column) => {
        const lines = texts.map((text) => text[column]).join('');
        return lines === '' ? '' : header(family, format) + lines;
      });
    })
    .join('');
}

/** Whether a sample is about this target. */
export function isOf(target: Target, labels: Readonly<Record<string, string>>): boolean {
  const { account: name = '', region = '' } = labels;
  return targetKey(target) === JSON.stringify([name, region]);
}
