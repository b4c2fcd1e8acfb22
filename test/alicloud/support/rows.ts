/** Rows as the API returns them, and what is made of them, for the tests of decoding. */

import { readFileSync } from 'node:fs';
import { decodeConnection } from '../../../src/collectors/connections/decode.ts';
import { decodeGateway, type Gateway } from '../../../src/collectors/gateways/item.ts';
import { decodeRows, type DecodedRows, type RowType } from '../../../src/alicloud/decode/page.ts';
import type { Connection } from '../../../src/collectors/connections/item.ts';

/** Any JSON object. */
export type Json = Readonly<Record<string, unknown>>;

export const CONNECTIONS: RowType<Connection> = {
  wrapper: 'VpnConnections',
  list: 'VpnConnection',
  idField: 'VpnConnectionId',
  decode: (row) => decodeConnection(row, { crypto: true }),
};

export const GATEWAYS: RowType<Gateway> = {
  wrapper: 'VpnGateways',
  list: 'VpnGateway',
  idField: 'VpnGatewayId',
  decode: decodeGateway,
};

/** The body of the documentation page's sample response, a new copy each time. */
export function sampleBody(): Json {
  const file = new URL('../../fixtures/api/DescribeVpnConnections.sample.json', import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as Json;
}

/** The only row of the sample. */
export function sampleRow(): Json {
  const body = sampleBody() as { VpnConnections: { VpnConnection: [Json] } };
  return body.VpnConnections.VpnConnection[0];
}

/** A single-tunnel connection of a VPN gateway that works. */
export function singleRow(changes: Json = {}): Json {
  return {
    VpnConnectionId: 'vco-single',
    Name: 'single',
    Status: 'ipsec_sa_established',
    State: 'active',
    CreateTime: 1_700_000_000_000,
    VpnGatewayId: 'vpn-1',
    CustomerGatewayId: 'cgw-1',
    AttachType: 'VPNGW',
    NetworkType: 'public',
    EnableDpd: true,
    EnableNatTraversal: true,
    IkeConfig: { IkeVersion: 'ikev2', RemoteId: '198.51.100.7', Psk: 'psk' },
    ...changes,
  };
}

/** One tunnel of a dual-tunnel connection that works. */
export function tunnelRow(changes: Json = {}): Json {
  return {
    TunnelId: 'tun-1',
    Role: 'master',
    State: 'active',
    Status: 'ipsec_sa_established',
    ZoneNo: 'cn-hangzhou-h',
    InternetIp: '203.0.113.1',
    CustomerGatewayId: 'cgw-1',
    EnableDpd: 'true',
    EnableNatTraversal: 'true',
    TunnelIkeConfig: { IkeVersion: 'ikev2', RemoteId: '198.51.100.7', Psk: 'psk' },
    ...changes,
  };
}

/** A dual-tunnel connection with these tunnels; what single-tunnel ones have on top is empty. */
export function dualRow(tunnels: readonly unknown[], changes: Json = {}): Json {
  return {
    ...singleRow(),
    VpnConnectionId: 'vco-dual',
    Name: 'dual',
    Status: '',
    CustomerGatewayId: '',
    EnableDpd: false,
    EnableNatTraversal: false,
    TunnelOptionsSpecification: { TunnelOptions: tunnels },
    ...changes,
  };
}

/** A subscribed gateway that works. */
export function gatewayRow(changes: Json = {}): Json {
  return {
    VpnGatewayId: 'vpn-1',
    Name: 'gateway',
    Spec: '5M',
    VpcId: 'vpc-1',
    ChargeType: 'Prepay',
    GatewayType: 'Traditional',
    NetworkType: 'public',
    InternetIp: '203.0.113.9',
    DisasterRecoveryInternetIp: '203.0.113.10',
    VpnType: 'Normal',
    EnableBgp: true,
    AutoPropagate: false,
    ResourceGroupId: 'rg-1',
    Status: 'active',
    BusinessStatus: 'Normal',
    CreateTime: 1_700_000_000_000,
    ReservationData: {
      Status: '1',
      ReservationOrderType: 'RENEW',
      ReservationEndTime: '2028-02-28T16:00:00Z',
    },
    EndTime: 1_800_000_000_000,
    Tag: '{"VpnEnableBgp":"true"}',
    Tags: { Tag: [{ Key: 'env', Value: 'prod' }] },
    ...changes,
  };
}

/** Decodes one row of DescribeVpnConnections together with nothing else. */
export function decodeOne(row: unknown): DecodedRows<Connection> {
  return decodeRows([row], CONNECTIONS);
}

/** The connection of a row that must be good. */
export function connectionOf(row: unknown): Connection {
  const { items, rejected } = decodeOne(row);
  if (items[0] === undefined) throw new Error(`rejected: ${JSON.stringify(rejected)}`);
  return items[0];
}

/** The field that a row is rejected for; undefined when it is not. */
export function rejectedField(row: unknown): string | undefined {
  return decodeOne(row).rejected[0]?.field;
}
