/** Rows of DescribeVpnGateways from a few words. */

import type { JsonObject } from '../../../src/simulator/json.ts';
import { tagList } from './connection-row.ts';
import { publicAddress, resourceId } from './made-up.ts';

/** A booked order: its kind, and its end in milliseconds since the epoch. */
interface Reservation {
  readonly type: 'RENEW' | 'RENEWCHANGE' | 'TEMP_UPGRADE';
  readonly endMs: number;
}

export interface GatewaySpec {
  /** Name, and the seed of every made-up id. */
  readonly name: string;
  /** ChargeType: Prepay is a subscription, POSTPAY is pay-as-you-go. */
  readonly chargeType: 'Prepay' | 'POSTPAY';
  /** EndTime in milliseconds since the epoch. */
  readonly endMs: number;
  /** An order that is booked; left out: none. */
  readonly reservation?: Reservation;
  readonly tags?: Readonly<Record<string, string>>;
  /** Fields that differ from the usual. */
  readonly fields?: JsonObject;
}

/** VpnGatewayId of the gateway with this name. */
export function gatewayId(name: string): string {
  return resourceId('vpn', name);
}

/** An order in the API's words: the time is written out, without milliseconds. */
function reservation({ type, endMs }: Reservation): JsonObject {
  return {
    ReservationData: {
      // In force: a temporary upgrade; waiting for its time: the others.
      Status: type === 'TEMP_UPGRADE' ? '2' : '1',
      ReservationOrderType: type,
      ReservationEndTime: new Date(endMs).toISOString().replace('.000Z', 'Z'),
    },
  };
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
    ...(spec.reservation && reservation(spec.reservation)),
    ...spec.fields,
  };
}
