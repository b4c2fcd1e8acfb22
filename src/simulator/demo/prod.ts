/** The demo's account `prod`: most of what can happen to a VPN, each at least once. */

import type { Json, JsonObject } from '../json.ts';
import type { ScenarioInput } from '../scenario.ts';
import {
  connectionId,
  connectionRow,
  DOWN,
  tunnelId,
  UP,
  type ConnectionSpec,
} from '../rows/connection-row.ts';
import { gatewayId, gatewayRow, type GatewaySpec } from '../rows/gateway-row.ts';

/** Name of the production account. */
export const PROD = 'prod';

/** A region whose calls answer 403 Forbidden.RAM. */
export const REFUSED_REGION = 'me-east-1';

const DAY_MS = 86_400_000;
const MEGABIT = 1e6;
const CREATED_MS = Date.UTC(2024, 2, 1);

/** What passes through a connection in megabits per second: receive and transmit of the cloud's side. */
type DemoTraffic = readonly [receive: number, transmit: number, isSteady?: 'steady'];

type DemoConnection = readonly [
  name: string,
  mode: ConnectionSpec['mode'],
  owner: string,
  rest: Omit<ConnectionSpec, 'name' | 'mode' | 'tags' | 'vpnGatewayId'> & {
    readonly gateway?: string;
    readonly traffic?: DemoTraffic;
  },
];

const BGP_UP = ['success', 'success'];

const HANGZHOU: readonly DemoConnection[] = [
  ['hz-head-office', 'dual', 'netops', { gateway: 'hz-main', bgp: BGP_UP, traffic: [70, 95] }],
  // Goes down and comes back: see the timeline.
  [
    'hz-factory',
    'single',
    'plant',
    { gateway: 'hz-main', healthCheck: 'success', traffic: [8, 3] },
  ],
  // Redundancy lost: the second tunnel never comes up.
  [
    'hz-warehouse',
    'dual',
    'logistics',
    { gateway: 'hz-main', statuses: [UP, DOWN], traffic: [5, 2] },
  ],
  // No BGP, no health check; the API still says Status success of the latter. A black hole: up, and nothing comes back.
  ['hz-legacy', 'single', 'netops', { gateway: 'hz-branch', traffic: [0, 2, 'steady'] }],
  // BGP down while IPsec is up, in one of its two spellings. A backup fills the gateway of 200 Mbit/s.
  [
    'hz-partner',
    'single',
    'partners',
    { gateway: 'hz-branch', bgp: ['false'], traffic: [12, 188, 'steady'] },
  ],
  // Down: the peers do not agree on phase 2.
  ['hz-lab', 'single', 'research', { gateway: 'hz-branch', statuses: ['ike_sa_established'] }],
];

const FRANKFURT: readonly DemoConnection[] = [
  ['fra-office', 'dual', 'netops', { bgp: BGP_UP, traffic: [120, 80] }],
  // The BGP session of its second tunnel comes and goes: see the timeline.
  ['fra-datacenter', 'dual', 'platform', { bgp: BGP_UP, traffic: [410, 350] }],
  // Health check failed while IPsec is up.
  ['fra-depot', 'single', 'logistics', { healthCheck: 'failed', traffic: [6, 4] }],
  // BGP down while IPsec is up, in the other spelling.
  ['fra-store', 'single', 'retail', { bgp: ['failed'], traffic: [1, 2] }],
  ['fra-migration', 'single', 'netops', { fields: { State: 'updating' }, traffic: [240, 15] }],
];

const SINGAPORE: readonly DemoConnection[] = [
  // Its tunnels take turns at being down: see the timeline.
  ['sin-hub', 'dual', 'netops', { bgp: BGP_UP, traffic: [150, 40] }],
  // Down altogether.
  [
    'sin-branch',
    'dual',
    'sales',
    {
      gateway: 'sin-main',
      statuses: [DOWN, DOWN],
      fields: { TunnelBandwidth: 'Large' },
      traffic: [9, 9],
    },
  ],
  [
    'sin-billing',
    'single',
    'finance',
    { gateway: 'sin-overdue', statuses: [DOWN], fields: { State: 'financialLocked' } },
  ],
  [
    'sin-upgrade',
    'single',
    'netops',
    {
      gateway: 'sin-main',
      healthCheck: 'success',
      fields: { State: 'Upgrading', TunnelBandwidth: 'Standard' },
      traffic: [30, 12],
    },
  ],
];

function connectionsOf(region: string, specs: readonly DemoConnection[]) {
  return {
    connections: specs.map(
      ([name, mode, owner, { gateway: gatewayName, traffic: _rate, ...rest }]) => {
        const attached = gatewayName === undefined ? {} : { vpnGatewayId: gatewayId(gatewayName) };
        return connectionRow({
          name,
          mode,
          region,
          ...attached,
          ...rest,
          tags: { env: 'prod', owner },
        });
      },
    ),
    traffic: specs.flatMap(([name, , , { traffic }]) => {
      if (traffic === undefined) return [];
      const [receive, transmit, isSteady] = traffic;
      return {
        connection: connectionId(name),
        receive: receive * MEGABIT,
        transmit: transmit * MEGABIT,
        isSteady: isSteady === 'steady',
      };
    }),
  };
}

function gateway(owner: string, spec: Omit<GatewaySpec, 'tags'>): JsonObject {
  return gatewayRow({ ...spec, tags: { env: 'prod', owner } });
}

function hangzhouGateways(nowMs: number): readonly JsonObject[] {
  return [
    // Near its end.
    gateway('netops', { name: 'hz-main', chargeType: 'Prepay', endMs: nowMs + 5 * DAY_MS }),
    gateway('netops', {
      name: 'hz-branch',
      // Pay-as-you-go has an end far in the future.
      chargeType: 'POSTPAY',
      endMs: Date.UTC(2099, 8, 9),
      // What its BGP sessions learn never reaches the VPC.
      fields: { AutoPropagate: false },
    }),
  ];
}

function singaporeGateways(nowMs: number): readonly JsonObject[] {
  return [
    gateway('netops', {
      name: 'sin-main',
      chargeType: 'Prepay',
      endMs: nowMs + 300 * DAY_MS,
      // Renewed already.
      reservation: { type: 'RENEW', endMs: nowMs + 665 * DAY_MS },
      // Its connections have bandwidths of their own.
      fields: { GatewayType: 'Enhanced.SiteToSite', Spec: '' },
    }),
    gateway('finance', {
      name: 'sin-overdue',
      chargeType: 'Prepay',
      endMs: nowMs - 2 * DAY_MS,
      fields: { BusinessStatus: 'FinancialLocked' },
    }),
  ];
}

/** What the API says of what is down from the start. */
function hangzhouDiagnoses(nowMs: number): readonly JsonObject[] {
  return [
    {
      VpnConnectionId: connectionId('hz-lab'),
      FailedReason: 'IPsec parameters do not match',
      FailedReasonCode: 'AuthenticationAlgorithmMismatch',
      FailedTime: nowMs - 3 * 3_600_000,
      MismatchLocalParam: 'SHA256',
      MismatchRemoteParam: 'SHA',
      Severity: 'Critical',
    },
    {
      VpnConnectionId: connectionId('hz-warehouse'),
      TunnelId: tunnelId('hz-warehouse', 1),
      FailedTime: nowMs - DAY_MS,
      Severity: 'Warn',
    },
  ];
}

function route(name: string, fields: JsonObject): Record<string, Json> {
  return {
    VpnConnectionId: connectionId(name),
    NextHop: connectionId(name),
    NextHopTunnelIdList: [tunnelId(name, 0), tunnelId(name, 1)],
    CreateTime: CREATED_MS,
    Weight: 100,
    ...fields,
  };
}

/** Routes of a dual-tunnel connection with BGP: one from the transit router, and those learnt from the peer. */
function bgpRoutes(name: string, learnt: number): readonly JsonObject[] {
  const fields = { RouteEntryType: 'bgp', State: 'Active', Community: '' };
  const cloud = { Source: 'CLOUD', RouteDest: '172.16.0.0/16', AsPath: '[45104]' };
  return [
    route(name, { ...fields, ...cloud }),
    ...Array.from({ length: learnt }, (_, index) =>
      route(name, {
        ...fields,
        Source: 'VPN_BGP',
        RouteDest: `10.20.${index}.0/24`,
        AsPath: '[65530]',
      }),
    ),
  ];
}

/** One route to each site of Hangzhou; that of hz-legacy was never published. */
function hangzhouRoutes(): readonly JsonObject[] {
  return HANGZHOU.map(([name, , , { gateway: gatewayName = '' }], index) => ({
    VpnInstanceId: gatewayId(gatewayName),
    RouteEntryType: 'custom',
    RouteDest: `10.10.${index}.0/24`,
    NextHop: connectionId(name),
    State: name === 'hz-legacy' ? 'normal' : 'published',
    CreateTime: CREATED_MS,
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
        ...connectionsOf('cn-hangzhou', HANGZHOU),
        gateways: hangzhouGateways(nowMs),
        gatewayRoutes: hangzhouRoutes(),
        diagnoses: hangzhouDiagnoses(nowMs),
      },
      'eu-central-1': {
        ...connectionsOf('eu-central-1', FRANKFURT),
        routes: [
          ...bgpRoutes('fra-office', 12),
          ...bgpRoutes('fra-datacenter', 40),
          route('fra-office', {
            RouteEntryType: 'custom',
            RouteDest: '10.30.0.0/16',
            State: 'published',
          }),
        ],
      },
      'ap-southeast-1': {
        ...connectionsOf('ap-southeast-1', SINGAPORE),
        gateways: singaporeGateways(nowMs),
        routes: bgpRoutes('sin-hub', 7),
      },
    },
  };
}
