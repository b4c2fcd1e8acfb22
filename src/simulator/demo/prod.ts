/** The demo's account `prod`: most of what can happen to a VPN, each at least once. */

import type { Json, JsonObject } from '../json.ts';
import {
  connectionId,
  connectionRow,
  DOWN,
  tunnelId,
  UP,
  type ConnectionSpec,
} from '../scenarios/connection-row.ts';
import { gatewayId, gatewayRow } from '../scenarios/gateway-row.ts';
import type { ScenarioInput } from '../scenario-schema.ts';

const DAY_MS = 86_400_000;

/** Name of the production account. */
export const PROD = 'prod';

/** A region whose calls answer 403 Forbidden.RAM. */
export const REFUSED_REGION = 'me-east-1';

function tags(owner: string): Readonly<Record<string, string>> {
  return { env: 'prod', owner };
}

const HANGZHOU: readonly ConnectionSpec[] = [
  {
    name: 'hz-head-office',
    mode: 'dual',
    vpnGatewayId: gatewayId('hz-main'),
    tags: tags('netops'),
    bgp: ['success', 'success'],
  },
  // Goes down and comes back: see the timeline.
  {
    name: 'hz-factory',
    mode: 'single',
    vpnGatewayId: gatewayId('hz-main'),
    tags: tags('plant'),
    healthCheck: 'success',
  },
  // Redundancy lost: the second tunnel never comes up.
  {
    name: 'hz-warehouse',
    mode: 'dual',
    vpnGatewayId: gatewayId('hz-main'),
    tags: tags('logistics'),
    statuses: [UP, DOWN],
  },
  // No BGP, no health check; the API still says Status success of the latter.
  {
    name: 'hz-legacy',
    mode: 'single',
    vpnGatewayId: gatewayId('hz-branch'),
    tags: tags('netops'),
  },
  // BGP down while IPsec is up, in one of its two spellings.
  {
    name: 'hz-partner',
    mode: 'single',
    vpnGatewayId: gatewayId('hz-branch'),
    tags: tags('partners'),
    bgp: ['false'],
  },
  // Down: the peers do not agree on phase 2.
  {
    name: 'hz-lab',
    mode: 'single',
    vpnGatewayId: gatewayId('hz-branch'),
    tags: tags('research'),
    statuses: ['ike_sa_established'],
  },
];

const FRANKFURT: readonly ConnectionSpec[] = [
  { name: 'fra-office', mode: 'dual', tags: tags('netops'), bgp: ['success', 'success'] },
  // The BGP session of its second tunnel comes and goes: see the timeline.
  { name: 'fra-datacenter', mode: 'dual', tags: tags('platform'), bgp: ['success', 'success'] },
  // Health check failed while IPsec is up.
  { name: 'fra-depot', mode: 'single', tags: tags('logistics'), healthCheck: 'failed' },
  // BGP down while IPsec is up, in the other spelling.
  { name: 'fra-store', mode: 'single', tags: tags('retail'), bgp: ['failed'] },
  { name: 'fra-migration', mode: 'single', tags: tags('netops'), fields: { State: 'updating' } },
];

const SINGAPORE: readonly ConnectionSpec[] = [
  // Its tunnels take turns at being down: see the timeline.
  { name: 'sin-hub', mode: 'dual', tags: tags('netops'), bgp: ['success', 'success'] },
  // Down altogether.
  {
    name: 'sin-branch',
    mode: 'dual',
    vpnGatewayId: gatewayId('sin-main'),
    tags: tags('sales'),
    statuses: [DOWN, DOWN],
    fields: { TunnelBandwidth: 'Large' },
  },
  {
    name: 'sin-billing',
    mode: 'single',
    vpnGatewayId: gatewayId('sin-overdue'),
    tags: tags('finance'),
    statuses: [DOWN],
    fields: { State: 'financialLocked' },
  },
  {
    name: 'sin-upgrade',
    mode: 'single',
    vpnGatewayId: gatewayId('sin-main'),
    tags: tags('netops'),
    healthCheck: 'success',
    fields: { State: 'Upgrading', TunnelBandwidth: 'Standard' },
  },
];

/** What passes through connections, in bits per second: receive and transmit of the cloud's side. */
type TrafficSpec = readonly [name: string, receive: number, transmit: number, isSteady?: true];

const MEGABIT = 1e6;

const HANGZHOU_TRAFFIC: readonly TrafficSpec[] = [
  ['hz-head-office', 70, 95],
  ['hz-factory', 8, 3],
  ['hz-warehouse', 5, 2],
  // A black hole: up, and nothing comes back.
  ['hz-legacy', 0, 2, true],
  // A backup that fills the gateway of 200 Mbit/s.
  ['hz-partner', 12, 188, true],
];

const FRANKFURT_TRAFFIC: readonly TrafficSpec[] = [
  ['fra-office', 120, 80],
  ['fra-datacenter', 410, 350],
  ['fra-depot', 6, 4],
  ['fra-store', 1, 2],
  ['fra-migration', 240, 15],
];

const SINGAPORE_TRAFFIC: readonly TrafficSpec[] = [
  ['sin-hub', 150, 40],
  ['sin-branch', 9, 9],
  ['sin-upgrade', 30, 12],
];

function trafficOf(specs: readonly TrafficSpec[]) {
  return specs.map(([name, receive, transmit, isSteady = false]) => ({
    connection: connectionId(name),
    receive: receive * MEGABIT,
    transmit: transmit * MEGABIT,
    isSteady,
  }));
}

function rows(region: string, specs: readonly ConnectionSpec[]): readonly JsonObject[] {
  return specs.map((spec) => connectionRow({ region, ...spec }));
}

function hangzhouGateways(nowMs: number): readonly JsonObject[] {
  return [
    // Near its end.
    gatewayRow({
      name: 'hz-main',
      chargeType: 'Prepay',
      endMs: nowMs + 5 * DAY_MS,
      tags: tags('netops'),
    }),
    // Pay-as-you-go has an end far in the future.
    gatewayRow({
      name: 'hz-branch',
      chargeType: 'POSTPAY',
      endMs: Date.UTC(2099, 8, 9),
      tags: tags('netops'),
      // What its BGP sessions learn never reaches the VPC.
      fields: { AutoPropagate: false },
    }),
  ];
}

function singaporeGateways(nowMs: number): readonly JsonObject[] {
  return [
    gatewayRow({
      name: 'sin-main',
      chargeType: 'Prepay',
      endMs: nowMs + 300 * DAY_MS,
      // Renewed already.
      reservation: { type: 'RENEW', endMs: nowMs + 665 * DAY_MS },
      tags: tags('netops'),
      // Its connections have bandwidths of their own.
      fields: { GatewayType: 'Enhanced.SiteToSite', Spec: '' },
    }),
    gatewayRow({
      name: 'sin-overdue',
      chargeType: 'Prepay',
      endMs: nowMs - 2 * DAY_MS,
      tags: tags('finance'),
      fields: { BusinessStatus: 'FinancialLocked' },
    }),
  ];
}

/** What the API says of a connection, or of its tunnel, that is down from the start. */
function diagnosis(name: string, tunnel: number | undefined, fields: JsonObject): JsonObject {
  return {
    VpnConnectionId: connectionId(name),
    ...(tunnel !== undefined && { TunnelId: tunnelId(name, tunnel) }),
    ...fields,
  };
}

function hangzhouDiagnoses(nowMs: number): readonly JsonObject[] {
  return [
    diagnosis('hz-lab', undefined, {
      FailedReason: 'IPsec parameters do not match',
      FailedReasonCode: 'Phase2AlgorithmMismatch',
      FailedTime: nowMs - 3 * 3_600_000,
      MismatchLocalParam: 'SHA256',
      MismatchRemoteParam: 'SHA',
      Severity: 'Critical',
    }),
    diagnosis('hz-warehouse', 1, { FailedTime: nowMs - DAY_MS, Severity: 'Warn' }),
  ];
}

/** Routes of a dual-tunnel connection with BGP: from the transit router and from the peer. */
function bgpRoutes(name: string, learnt: number): readonly JsonObject[] {
  const route = (source: string, dest: string): JsonObject => ({
    VpnConnectionId: connectionId(name),
    RouteEntryType: 'bgp',
    Source: source,
    RouteDest: dest,
    NextHop: connectionId(name),
    NextHopTunnelIdList: [tunnelId(name, 0), tunnelId(name, 1)],
    State: 'Active',
    AsPath: source === 'VPN_BGP' ? '[65530]' : '[45104]',
    Community: '',
    CreateTime: Date.UTC(2024, 2, 1),
    Weight: 100,
  });
  const peers = Array.from({ length: learnt }, (_, index) =>
    route('VPN_BGP', `10.20.${index}.0/24`),
  );
  return [route('CLOUD', '172.16.0.0/16'), ...peers];
}

function customRoute(name: string): Record<string, Json> {
  return {
    VpnConnectionId: connectionId(name),
    RouteEntryType: 'custom',
    RouteDest: '10.30.0.0/16',
    NextHop: connectionId(name),
    NextHopTunnelIdList: [tunnelId(name, 0), tunnelId(name, 1)],
    State: 'published',
    CreateTime: Date.UTC(2024, 2, 1),
    Weight: 100,
  };
}

/** One route to each site of Hangzhou; that of hz-legacy was never published. */
function hangzhouRoutes(): readonly Record<string, Json>[] {
  return HANGZHOU.map(({ name, vpnGatewayId = '' }, index) => ({
    VpnInstanceId: vpnGatewayId,
    RouteEntryType: 'custom',
    RouteDest: `10.10.${index}.0/24`,
    NextHop: connectionId(name),
    State: name === 'hz-legacy' ? 'normal' : 'published',
    CreateTime: Date.UTC(2024, 2, 1),
    Weight: 100,
  }));
}

/** The account as it is when the demo starts at `nowMs`. */
export function prodAccount(nowMs: number): ScenarioInput['accounts'][number] {
  return {
    name: PROD,
    uid: '1111222233334444',
    accessKeys: [{ id: 'simulated-key-prod', secret: 'simulated-secret-prod' }],
    refusedRegions: [REFUSED_REGION],
    regions: {
      'cn-hangzhou': {
        connections: rows('cn-hangzhou', HANGZHOU),
        gateways: hangzhouGateways(nowMs),
        gatewayRoutes: [...hangzhouRoutes()],
        diagnoses: hangzhouDiagnoses(nowMs),
        traffic: trafficOf(HANGZHOU_TRAFFIC),
      },
      'eu-central-1': {
        connections: rows('eu-central-1', FRANKFURT),
        routes: [
          ...bgpRoutes('fra-office', 12),
          ...bgpRoutes('fra-datacenter', 40),
          customRoute('fra-office'),
        ],
        traffic: trafficOf(FRANKFURT_TRAFFIC),
      },
      'ap-southeast-1': {
        connections: rows('ap-southeast-1', SINGAPORE),
        gateways: singaporeGateways(nowMs),
        routes: bgpRoutes('sin-hub', 7),
        traffic: trafficOf(SINGAPORE_TRAFFIC),
      },
    },
  };
}
