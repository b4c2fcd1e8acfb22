import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { decodeRows } from '../../../src/alicloud/decode/page.ts';
import { connectionRow } from '../../support/rows/connection-row.ts';
import { pathsOf, withValueAt, type Path } from '../support/paths.ts';
import {
  CONNECTIONS,
  dualRow,
  GATEWAYS,
  gatewayRow,
  sampleRow,
  singleRow,
  tunnelRow,
  type Json,
} from '../support/rows.ts';

/** What may leave a row of DescribeVpnConnections; list indices are *. */
const ALLOWED = [
  'VpnConnectionId',
  'Name',
  'VpnGatewayId',
  'CustomerGatewayId',
  'AttachType',
  'TransitRouterId',
  'NetworkType',
  'InternetIp',
  'ResourceGroupId',
  'Tag.Tag.*.Key',
  'Tag.Tag.*.Value',
  'Status',
  'State',
  'CreateTime',
  'Spec',
  'TunnelBandwidth',
  'EnableTunnelsBgp',
  'IkeConfig.RemoteId',
  'IkeConfig.IkeVersion',
  'LocalSubnet',
  'RemoteSubnet',
  'VcoHealthCheck.Policy',
  'VcoHealthCheck.Sip',
  'VcoHealthCheck.Dip',
  'AttachInstanceId',
  'TransitRouterName',
  'VpnBgpConfig.Status',
  'VpnBgpConfig.LocalAsn',
  'VpnBgpConfig.PeerAsn',
  'VpnBgpConfig.LocalBgpIp',
  'VpnBgpConfig.PeerBgpIp',
  'VpnBgpConfig.TunnelCidr',
  'VcoHealthCheck.Enable',
  'VcoHealthCheck.Status',
  'TunnelOptionsSpecification.TunnelOptions.*.TunnelId',
  'TunnelOptionsSpecification.TunnelOptions.*.TunnelIndex',
  'TunnelOptionsSpecification.TunnelOptions.*.Role',
  'TunnelOptionsSpecification.TunnelOptions.*.ZoneNo',
  'TunnelOptionsSpecification.TunnelOptions.*.InternetIp',
  'TunnelOptionsSpecification.TunnelOptions.*.CustomerGatewayId',
  'TunnelOptionsSpecification.TunnelOptions.*.Status',
  'TunnelOptionsSpecification.TunnelOptions.*.State',
  'TunnelOptionsSpecification.TunnelOptions.*.TunnelIkeConfig.RemoteId',
  'TunnelOptionsSpecification.TunnelOptions.*.TunnelIkeConfig.IkeVersion',
  'TunnelOptionsSpecification.TunnelOptions.*.TunnelBgpConfig.BgpStatus',
  'TunnelOptionsSpecification.TunnelOptions.*.TunnelBgpConfig.LocalAsn',
  'TunnelOptionsSpecification.TunnelOptions.*.TunnelBgpConfig.PeerAsn',
  'TunnelOptionsSpecification.TunnelOptions.*.TunnelBgpConfig.LocalBgpIp',
  'TunnelOptionsSpecification.TunnelOptions.*.TunnelBgpConfig.PeerBgpIp',
  'TunnelOptionsSpecification.TunnelOptions.*.TunnelBgpConfig.TunnelCidr',
];

const GATEWAY_ALLOWED = [
  'VpnGatewayId',
  'Name',
  'Spec',
  'VpcId',
  'ChargeType',
  'GatewayType',
  'NetworkType',
  'InternetIp',
  'Tags.Tag.*.Key',
  'Tags.Tag.*.Value',
  'Status',
  'BusinessStatus',
  'EndTime',
  'CreateTime',
  'VpnType',
  'DisasterRecoveryInternetIp',
  'EnableBgp',
  'AutoPropagate',
  'ResourceGroupId',
];

const nameOf = (path: Path): string =>
  path.map((key) => (typeof key === 'number' ? '*' : key)).join('.');

const isLeaf = (row: unknown, path: Path): boolean => {
  const value = path.reduce<unknown>((at, key) => (at as Json)[key], row);
  return typeof value !== 'object' || value === null;
};

/** The row with a secret in every leaf that is not allowed, the types of the leaves kept where they are text. */
function planted(row: unknown, allowed: readonly string[]): { row: unknown; marks: string[] } {
  const places = pathsOf(row).filter(
    (path) => isLeaf(row, path) && !allowed.includes(nameOf(path)),
  );
  const marks = places.map((_, index) => `SECRET${index}X`);
  return {
    row: places.reduce<unknown>((at, path, index) => withValueAt(at, path, marks[index]), row),
    marks,
  };
}

/** The secrets that a value shows. */
function shown(output: unknown, marks: readonly string[]): readonly string[] {
  const text = JSON.stringify(output) + inspect(output, { depth: 20, showHidden: true });
  return marks.filter((mark) => text.includes(mark));
}

const extras = {
  RemoteCaCertificate: 'certificate',
  BrandNewSecret: 'x',
  VpnBgpConfig: { Status: 'success', AuthKey: 'key', LocalAsn: 1 },
  IkeConfig: { Psk: 'psk', RemoteId: 'id' },
  IpsecConfig: { Key: 'x' },
};

const connections = [
  ['the sample', sampleRow()],
  ['a single-tunnel connection', singleRow(extras)],
  [
    'a dual-tunnel connection',
    dualRow(
      [
        tunnelRow({
          RemoteCaCertificate: 'certificate',
          TunnelBgpConfig: { BgpStatus: 'success', AuthKey: 'key' },
        }),
        tunnelRow({ TunnelId: 'tun-2' }),
      ],
      { ...extras, EnableTunnelsBgp: true },
    ),
  ],
  ['a generated one', connectionRow({ name: 'x', mode: 'dual', bgp: ['success', 'false'] })],
] as const;

describe('what is not on the allow-list', () => {
  it.each(connections)('never leaves %s', (_, row) => {
    const { row: secret, marks } = planted(row, ALLOWED);
    const output = decodeRows([secret], CONNECTIONS);
    expect(output.items).toHaveLength(1);
    expect(marks.length).toBeGreaterThan(5);
    expect(shown(output, marks)).toEqual([]);
  });

  it('never leaves a gateway', () => {
    const { row, marks } = planted(
      gatewayRow({ SslVpn: 'x', ReservationData: { Status: '1' } }),
      GATEWAY_ALLOWED,
    );
    const output = decodeRows([row], GATEWAYS);
    expect(output.items).toHaveLength(1);
    expect(marks.length).toBeGreaterThan(2);
    expect(shown(output, marks)).toEqual([]);
  });

  it.each([
    ['Status', { Status: ['SECRET0X'] }],
    ['State', { State: { a: 'SECRET0X' } }],
    ['EnableTunnelsBgp', { EnableTunnelsBgp: 'SECRET0X' }],
    ['TunnelOptions', { TunnelOptionsSpecification: { TunnelOptions: ['SECRET0X'] } }],
    ['VcoHealthCheck', { VcoHealthCheck: { Enable: 'SECRET0X' } }],
    ['the whole row', 'SECRET0X'],
  ])('never leaves a row that is rejected for %s', (_, changes) => {
    const row = typeof changes === 'string' ? changes : singleRow(changes);
    const output = decodeRows([row], CONNECTIONS);
    expect(output.rejected).toHaveLength(1);
    expect(shown(output, ['SECRET0X'])).toEqual([]);
  });

  it('never leaves a row with its secrets anywhere else either', () => {
    const { row, marks } = planted(sampleRow(), ALLOWED);
    const containers = pathsOf(row).filter((path) => !ALLOWED.includes(nameOf(path)));
    fc.assert(
      fc.property(fc.constantFrom(...containers), fc.constantFrom(...marks), (path, mark) => {
        expect(shown(decodeRows([withValueAt(row, path, mark)], CONNECTIONS), marks)).toEqual([]);
      }),
    );
  });
});
