/** Rows of DescribeVpnGateways from a few words. */

import type { JsonObject } from '../json.ts';
import { tagList } from './connection-row.ts';
import { publicAddress, resourceId } from './tokens.ts';

/** What a gateway is. */
export interface GatewaySpec {
  /** Name, and the seed of every made-up id. */
  readonly name: string;
  /** ChargeType: Prepay is a subscription, POSTPAY is pay-as-you-go. */
  readonly chargeType: 'Prepay' | 'POSTPAY';
  /** EndTime in milliseconds since the epoch. */
  readonly endMs: number;
  readonly tags?: Readonly<Record<string, string>>;
  /** Fields that differ from the usual. */
  readonly fields?: JsonObject;
}

/** VpnGatewayId of the gateway with this name. */
export function gatewayId(name: string): string {
  return resourceId('vpn', name);
}

/** The row of a gateway. Tag holds the system tags as a JSON text, Tags the user's. */
export function gatewayRow(spec: GatewaySpec): JsonObject {
  return {
    VpnGatewayId: gatewayId(spec.name),
    Name: spec.name,
    Description: `Gateway ${spec.name}`,
    VpcId: resourceId('vpc', spec.name),
    VSwitchId: resourceId('vsw', spec.name),
    Status: 'active',
    BusinessStatus: 'Normal',
    ChargeType: spec.chargeType,
    CreateTime: Date.UTC(2024, 1, 1),
    EndTime: spec.endMs,
    Spec: '200M',
    IpsecVpn: 'enable',
    SslVpn: 'disable',
    SslMaxConnections: 5,
    EnableBgp: true,
    AutoPropagate: true,
    GatewayType: 'Traditional',
    VpnType: 'Normal',
    NetworkType: 'public',
    InternetIp: publicAddress(`gateway ${spec.name}`),
    DisasterRecoveryInternetIp: publicAddress(`second gateway ${spec.name}`),
    ResourceGroupId: resourceId('rg', spec.tags?.['owner'] ?? 'default'),
    Tag: '{"VpnEnableBgp":"true","VisuallySsl":"true"}',
    Tags: tagList(spec.tags ?? {}),
    ReservationData: {
      Status: '1',
      ReservationOrderType: 'RENEW',
      ReservationEndTime: '2027-03-01T16:00:00Z',
    },
    ...spec.fields,
  };
}
