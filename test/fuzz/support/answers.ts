/** Answers of the API as they should be, each full of secrets, and what may become of them on the way. */

import * as fc from 'fast-check';
import { COLLECTORS } from '../../../src/collectors/index.ts';
import { systemClock } from '../../../src/model/clock.ts';
import type { JsonObject } from '../../../src/simulator/json.ts';
import { ACTIONS as SIMULATED } from '../../../src/simulator/actions/actions.ts';
import { pickPage } from '../../../src/simulator/actions/listing.ts';
import { parseScenario } from '../../../src/simulator/scenario.ts';
import { World } from '../../../src/simulator/world.ts';
import { cloudOf, REGION } from '../../simulator/support/clouds.ts';
import { connectionRow } from '../../support/rows/connection-row.ts';
import { gatewayRow } from '../../support/rows/gateway-row.ts';
import { pathsOf, type Path } from '../../alicloud/support/paths.ts';
import { sampleBody, sampleRow, type Json } from '../../alicloud/support/rows.ts';
import { ODDITIES } from './mutate.ts';
import { CANARY, SECRET } from './oracle.ts';

/** What the collectors ask the VPC API for. */
export const ACTIONS: readonly string[] = Object.values(COLLECTORS)
  .flatMap(({ actions }) => Object.keys(actions))
  .flatMap((action) => (action.startsWith('vpc:') ? [action.slice('vpc:'.length)] : []));
export type Action = (typeof ACTIONS)[number];

/** Fields whose values nobody may see. */
const SECRET_FIELDS = /^(Psk|AuthKey|RemoteCaCertificate|SourceLog|FailedReason|Message)$/;

/** The same with a secret in every field that may hold one. */
function withSecrets(body: unknown): unknown {
  return JSON.parse(JSON.stringify(body), (key, value: unknown) =>
    SECRET_FIELDS.test(key) ? SECRET : value,
  ) as unknown;
}

/** What no page may take for its own. */
const MARKUP = '<img src=x onerror=alert(1)>';
const SERIES = '"} 1\nevil_metric 1\n# \\';

const single = connectionRow({
  name: 'single',
  mode: 'single',
  vpnGatewayId: 'vpn-1',
  tags: { env: 'prod' },
  bgp: ['success'],
  healthCheck: 'success',
});
const dual = connectionRow({
  name: 'dual',
  mode: 'dual',
  tags: { env: 'prod', owner: 'net' },
  bgp: ['success', 'failed'],
  statuses: ['ipsec_sa_established', 'ike_sa_not_established'],
});
const down = { ...(sampleRow() as JsonObject), Status: 'ike_sa_not_established' };

/** What the simulator answers to a list call. */
function listed(action: string): unknown {
  const region = new World(
    parseScenario(cloudOf({ connections: [single, dual, down] })),
    systemClock,
  ).view({ account: 'test', region: REGION });
  const { run } = SIMULATED.get(action) as { run: (call: object) => unknown };
  return run({ params: new Map([['PageSize', '50']]), region, pick: pickPage });
}

/** Good bodies that have more in them than the simulator's. */
const OWN_BODIES: Readonly<Record<string, unknown>> = {
  DescribeVpnConnections: withSecrets({
    ...sampleBody(),
    TotalCount: 3,
    VpnConnections: { VpnConnection: [{ ...single, Name: MARKUP + SERIES }, dual, down] },
  }),
  DescribeVpnGateways: withSecrets({
    TotalCount: 1,
    VpnGateways: {
      VpnGateway: [
        gatewayRow({
          name: 'g',
          chargeType: 'Prepay',
          endMs: 1_900_000_000_000,
          tags: { env: 'p' },
        }),
      ],
    },
  }),
  DescribeCustomerGateways: withSecrets({
    TotalCount: 2,
    CustomerGateways: {
      CustomerGateway: [
        {
          CustomerGatewayId: 'cgw-1',
          Name: MARKUP + SERIES,
          IpAddress: '203.0.113.1',
          Asn: 65_001,
          AuthKey: 'key',
          Tags: { Tag: [{ Key: 'env', Value: 'p' }] },
        },
        { CustomerGatewayId: 'cgw-2', Name: 'second', IpAddress: '203.0.113.2', AuthKey: 'key' },
      ],
    },
  }),
  DiagnoseVpnConnections: withSecrets({
    TotalCount: 1,
    VpnConnections: [
      {
        VpnConnectionId: (dual as Json)['VpnConnectionId'],
        FailedReasonCode: 'Phase1NegotiationTimeout',
        FailedReason: 'text',
        FailedTime: 1_760_000_000_000,
        Severity: 'Critical',
        MismatchLocalParam: 'aes256',
        MismatchRemoteParam: 'sha1',
        SourceLog: 'log',
      },
    ],
  }),
  DescribeVcoRouteEntries: withSecrets({
    TotalCount: 2,
    VpnRouteCounts: [{ RouteEntryType: 'bgp', Source: 'VPN_BGP', RouteCount: 2 }],
    VcoRouteEntries: [{ Source: 'CLOUD' }, { Source: 'VPN_BGP' }],
  }),
  DescribeVpnRouteEntries: withSecrets({
    TotalCount: 1,
    VpnRouteEntries: {
      VpnRouteEntry: [{ NextHop: 'vco-1', RouteEntryType: 'custom', State: 'published' }],
    },
  }),
};

/** A good body of every action. */
export const BODIES: Readonly<Record<Action, unknown>> = Object.fromEntries(
  ACTIONS.map((action) => [action, OWN_BODIES[action] ?? withSecrets(listed(action))]),
);

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? [value] : { a: value };
  return value;
}

const value = fc.oneof(
  fc.constantFrom<unknown>(...ODDITIES, MARKUP, SERIES, '\\', 'a\nb', '\\n"'),
  fc.constantFrom<unknown>('', null, true, false, 0, -1, 1e308, -0, 1.5, 1e21),
  fc.constantFrom<unknown>([], {}, [null], [[]], { Tag: [] }, { __proto__x: 1 }),
  fc.constantFrom<unknown>(
    'x'.repeat(100_000),
    nested(50),
    nested(2_000),
    Array.from({ length: 200 }, () => ({})),
  ),
  fc.constantFrom<unknown>('true', 'TRUE', 'success', 'ipsec_sa_established', 'active', '1000M'),
  fc.jsonValue(),
  fc.string({ unit: 'binary', maxLength: 10 }),
);

/** Keys that objects have of themselves. */
const key = fc.constantFrom('__proto__', 'constructor', 'toString', '', 'Psk', '\u202e');

/** A copy with another value at a path; a path that an earlier change has taken away leads nowhere. */
function put(tree: unknown, path: Path, odd: unknown): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return odd;
  if (typeof tree !== 'object' || tree === null) return tree;
  const copy = (Array.isArray(tree) ? [...(tree as unknown[])] : { ...tree }) as Json;
  const changed = put(copy[name], rest, odd);
  return Object.defineProperty(copy, name, {
    value: changed,
    enumerable: true,
    configurable: true,
    writable: true,
  });
}

/** A change of a tree: another value in a place, or none, or a further key beside it. */
function change(body: unknown): fc.Arbitrary<readonly [Path, unknown]> {
  const path = fc.constantFrom<Path>([], ...pathsOf(body));
  return fc.oneof(
    { weight: 8, arbitrary: fc.tuple(path, value) },
    { weight: 2, arbitrary: fc.tuple(path, fc.constant(undefined)) },
    {
      weight: 2,
      arbitrary: fc.tuple(path, key, value).map(([at, name, odd]) => [[...at, name], odd] as const),
    },
  );
}

const changes = Object.fromEntries(
  ACTIONS.map((action) => [
    action,
    fc.array(change(BODIES[action]), { minLength: 1, maxLength: 4 }),
  ]),
) as unknown as Readonly<Record<Action, fc.Arbitrary<readonly (readonly [Path, unknown])[]>>>;

/** The text of a body of this action after a few changes. */
export function hostileBody(action: Action): fc.Arbitrary<string> {
  return changes[action]!.map(
    (made) =>
      JSON.stringify(made.reduce((tree, [path, odd]) => put(tree, path, odd), BODIES[action])) ??
      'null',
  );
}

/** Text around or instead of JSON. */
export function spoilt(text: string): fc.Arbitrary<string> {
  return fc.oneof(
    fc.constant(text),
    fc.constant(`\uFEFF${text}`),
    fc.nat(text.length).map((end) => text.slice(0, end)),
    fc
      .tuple(fc.nat(text.length), fc.constantFrom(...ODDITIES))
      .map(([at, odd]) => text.slice(0, at) + odd + text.slice(at)),
    fc.constantFrom('', 'null', '[]', '"x"', '0', `<html>${CANARY}</html>`, '['.repeat(50_000)),
  );
}
