import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { decodePage, decodeRows } from '../../../src/alicloud/decode/page.ts';
import {
  isEstablished,
  type Connection,
  type Tunnel,
} from '../../../src/collectors/connections/item.ts';
import { connectionRow } from '../../support/rows/connection-row.ts';
import { gatewayRow as simulatedGateway } from '../../support/rows/gateway-row.ts';
import { pathsOf, withValueAt } from '../support/paths.ts';
import {
  connectionOf,
  CONNECTIONS,
  decodeOne,
  GATEWAYS,
  sampleBody,
  sampleRow,
  singleRow,
  type Json,
} from '../support/rows.ts';

const single = connectionRow({
  name: 'single',
  mode: 'single',
  tags: { env: 'prod' },
  bgp: ['success'],
  healthCheck: 'success',
  vpnGatewayId: 'vpn-1',
});
const dual = connectionRow({
  name: 'dual',
  mode: 'dual',
  tags: { env: 'prod' },
  bgp: ['success', 'success'],
});

const ESTABLISHED = 'ipsec_sa_established';

/** The values that mean "up", and what comes near to them. */
const NEAR_UP = [
  'ipsec_sa_established',
  'IPSEC_SA_ESTABLISHED',
  ['ipsec_sa_established'],
  'success',
  'Success',
  ' success',
  'true',
  'TRUE',
  true,
  1,
  '1',
  'active',
  { Status: 'success' },
  { Enable: 'true', Status: 'success' },
  { BgpStatus: 'success' },
  { TunnelOptions: [{ TunnelId: 't', Status: 'ipsec_sa_established' }] },
  [null],
  {},
  [],
  null,
  '',
];

const anyValue = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom(...(NEAR_UP as readonly unknown[])),
  fc.constant(undefined),
);

/** A realistic row with another value somewhere in it. */
function damaged(...rows: readonly unknown[]): fc.Arbitrary<unknown> {
  const places = rows.flatMap((row) => pathsOf(row).map((path) => ({ row, path })));
  return fc
    .tuple(fc.constantFrom(...places), anyValue)
    .map(([{ row, path }, value]) => withValueAt(row, path, value));
}

/** One field of a raw row, by a way that has nothing in common with the decoder. */
function raw(row: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Json | null | undefined)?.[key], row);
}

/** Case means nothing. */
const lower = (value: unknown): unknown =>
  typeof value === 'string' ? value.toLowerCase() : value;

const isOn = (value: unknown): boolean =>
  value === true || (typeof value === 'string' && value.toLowerCase() === 'true');

function rawTunnel(row: unknown, id: string): unknown {
  const tunnels = raw(row, 'TunnelOptionsSpecification', 'TunnelOptions') as readonly Json[];
  return tunnels.find((tunnel) => tunnel['TunnelId'] === id);
}

/** Something that is said to work: what the row has there, and what it must be. */
type Claim = readonly [actual: unknown, wanted: unknown];

const when = (isUp: boolean, ...claims: readonly Claim[]): readonly Claim[] => (isUp ? claims : []);

function tunnelClaims(tunnel: Tunnel, row: unknown): readonly Claim[] {
  const source = rawTunnel(row, tunnel.id);
  return [
    ...when(isEstablished(tunnel.status), [lower(raw(source, 'Status')), ESTABLISHED]),
    ...when(
      tunnel.bgpUp === true,
      [lower(raw(source, 'TunnelBgpConfig', 'BgpStatus')), 'success'],
      [isOn(raw(row, 'EnableTunnelsBgp')), true],
    ),
  ];
}

function claims(connection: Connection, row: unknown): readonly Claim[] {
  return [
    ...when(isEstablished(connection.status), [lower(raw(row, 'Status')), ESTABLISHED]),
    ...when(connection.bgpUp === true, [lower(raw(row, 'VpnBgpConfig', 'Status')), 'success']),
    ...when(
      connection.healthCheckUp === true,
      [lower(raw(row, 'VcoHealthCheck', 'Status')), 'success'],
      [isOn(raw(row, 'VcoHealthCheck', 'Enable')), true],
    ),
    ...connection.tunnels.flatMap((tunnel) => tunnelClaims(tunnel, row)),
  ];
}

/** The claims of a decoded connection that are not its row's own. */
function falseUps(connection: Connection, row: unknown): readonly unknown[] {
  return claims(connection, row).filter(([actual, wanted]) => actual !== wanted);
}

describe('a row of DescribeVpnConnections with any value anywhere', () => {
  it('never throws, never hurts the others, never is a false up', () => {
    const neighbours = [
      singleRow({ VpnConnectionId: 'before' }),
      singleRow({ VpnConnectionId: 'after' }),
    ];
    const [before, after] = neighbours.map(connectionOf);
    fc.assert(
      fc.property(damaged(sampleRow(), single, dual), (row) => {
        const { items, rejected } = decodeRows([neighbours[0], row, neighbours[1]], CONNECTIONS);
        expect(items.at(0)).toEqual(before);
        expect(items.at(-1)).toEqual(after);
        expect(items.length + rejected.length).toBe(3);
        expect(items.slice(1, -1).flatMap((connection) => falseUps(connection, row))).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  it('is either taken whole or rejected with its id and a documented field', () => {
    fc.assert(
      fc.property(damaged(sampleRow(), single, dual), (row) => {
        const { items, rejected, unknownFields } = decodeOne(row);
        const id = raw(row, 'VpnConnectionId');
        expect([...items, ...rejected].map((outcome) => outcome.id ?? id)).toEqual([id]);
        const fields = [...unknownFields, ...rejected.map(({ field }) => field)];
        const documented = /^[A-Z][A-Za-z]*(\.[A-Z][A-Za-z]*)*$/;
        expect(fields.filter((field) => !documented.test(field))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['the sample', sampleRow(), 5],
    ['a single-tunnel one', single, 4],
    ['a dual-tunnel one', dual, 6],
  ])('undamaged, is all up: %s', (_, row, count) => {
    expect(decodeOne(row)).toMatchObject({ rejected: [], unknownFields: [] });
    expect(claims(connectionOf(row), row)).toHaveLength(count);
    expect(falseUps(connectionOf(row), row)).toEqual([]);
  });
});

const says = (row: unknown, field: string, word: string): boolean => {
  const value = raw(row, field);
  return typeof value === 'string' && value.toLowerCase() === word;
};

describe('a row of DescribeVpnGateways with any value anywhere', () => {
  it('never throws, and is never said to work when it does not say so', () => {
    const row = simulatedGateway({ name: 'g', chargeType: 'Prepay', endMs: 1_900_000_000_000 });
    fc.assert(
      fc.property(damaged(row), (odd) => {
        const { items } = decodeRows([odd], GATEWAYS);
        const good = items.filter(
          ({ status, businessStatus }) =>
            (status !== 'active' || says(odd, 'Status', 'active')) &&
            (businessStatus !== 'Normal' || says(odd, 'BusinessStatus', 'normal')),
        );
        expect(items).toEqual(good);
      }),
      { numRuns: 300 },
    );
  });
});

describe('rows that have nothing to do with the API', () => {
  it('never throw', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), (rows) => {
        const { items, rejected } = decodeRows(rows, CONNECTIONS);
        expect(items.length + rejected.length).toBe(rows.length);
      }),
    );
  });
});

const numberOf = (value: unknown): number =>
  typeof value === 'string' || typeof value === 'number' ? Number(value) : NaN;

/** The page, or the name of the error. */
function pageOrError(body: unknown): unknown {
  try {
    return decodePage(body, CONNECTIONS);
  } catch (error) {
    return (error as Error).name;
  }
}

describe('a page with any value in place of what is around the rows', () => {
  it('is the same rows and a whole number, or DecodeError', () => {
    const body = sampleBody();
    const places = [['TotalCount'], ['VpnConnections'], ['VpnConnections', 'VpnConnection']];
    fc.assert(
      fc.property(fc.constantFrom(...places), anyValue, (path, value) => {
        const odd = withValueAt(body, path, value);
        const outcome = pageOrError(odd);
        const rowsNow = raw(odd, 'VpnConnections', 'VpnConnection');
        expect([
          { rows: rowsNow, total: numberOf(raw(odd, 'TotalCount')), size: 10 },
          'DecodeError',
        ]).toContainEqual(outcome);
      }),
      { numRuns: 300 },
    );
  });
});
