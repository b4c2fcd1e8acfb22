/** Rows of DescribeVpnConnections from a few words, with the quirks of the real ones. */

import type { Json, JsonObject } from '../../../src/simulator/json.ts';
import {
  bgpConfig,
  CERTIFICATE,
  healthCheck,
  ikeConfig,
  IPSEC_CONFIG,
  TUNNEL_IPSEC_CONFIG,
  tunnelBgpConfig,
  tunnelIkeConfig,
} from './ike.ts';
import { publicAddress, resourceId } from './made-up.ts';

/** Status of a tunnel with phase 2 established. */
export const UP = 'ipsec_sa_established';

/** Status of a tunnel whose phase 1 failed. */
export const DOWN = 'ike_sa_not_established';

export interface ConnectionSpec {
  /** Name, and the seed of every made-up id. */
  readonly name: string;
  readonly mode: 'single' | 'dual';
  /** VpnGatewayId; left out for a connection of a transit router. */
  readonly vpnGatewayId?: string;
  readonly tags?: Readonly<Record<string, string>>;
  /** Status of the connection, or of the first and second tunnel. Default: up. */
  readonly statuses?: readonly string[];
  /** BGP status of the connection, or of each tunnel; left out: BGP is off. */
  readonly bgp?: readonly string[];
  /** Status of the health check; left out: it is off. */
  readonly healthCheck?: 'success' | 'failed';
  /** CreateTime in milliseconds since the epoch. */
  readonly createdMs?: number;
  /** Prefix of ZoneNo. */
  readonly region?: string;
  /** Fields that differ from all that. */
  readonly fields?: JsonObject;
}

const CREATED_MS = Date.UTC(2024, 2, 1);

/** VpnConnectionId of the connection with this name. */
export function connectionId(name: string): string {
  return resourceId('vco', name);
}

/** TunnelId of the first (0) or second (1) tunnel. */
export function tunnelId(name: string, index: number): string {
  return resourceId('tun', `${name} ${index}`);
}

/** Tags as the API wraps them. */
export function tagList(tags: Readonly<Record<string, string>>): JsonObject {
  return { Tag: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
}

/** What tells the two attachments apart: a VPN gateway or a transit router. */
function attachment(spec: ConnectionSpec): JsonObject {
  return spec.vpnGatewayId === undefined
    ? {
        State: 'attached',
        AttachType: 'CEN',
        AttachInstanceId: resourceId('cen', 'network'),
        TransitRouterId: resourceId('tr', spec.region ?? 'region'),
        TransitRouterName: `tr-${spec.region ?? 'region'}`,
        InternetIp: publicAddress(`cloud ${spec.name}`),
      }
    : {
        State: 'active',
        AttachType: 'VPNGW',
        AttachInstanceId: '',
        VpnGatewayId: spec.vpnGatewayId,
        TransitRouterId: '',
      };
}

function common(spec: ConnectionSpec): JsonObject {
  return {
    VpnConnectionId: connectionId(spec.name),
    Name: spec.name,
    CreateTime: spec.createdMs ?? CREATED_MS,
    EffectImmediately: true,
    LocalSubnet: '172.16.0.0/16',
    RemoteSubnet: '10.20.0.0/16,10.21.0.0/16',
    NetworkType: 'public',
    Spec: '1000M',
    CrossAccountAuthorized: false,
    ResourceGroupId: resourceId('rg', spec.tags?.['owner'] ?? 'default'),
    Tag: tagList(spec.tags ?? {}),
    ...attachment(spec),
  };
}

function single(spec: ConnectionSpec): JsonObject {
  const [bgpStatus] = spec.bgp ?? [];
  return {
    Status: spec.statuses?.[0] ?? UP,
    CustomerGatewayId: resourceId('cgw', spec.name),
    EnableDpd: true,
    EnableNatTraversal: true,
    RemoteCaCertificate: CERTIFICATE,
    IkeConfig: ikeConfig(spec.name, publicAddress(`cloud ${spec.name}`)),
    IpsecConfig: IPSEC_CONFIG,
    VcoHealthCheck: healthCheck(spec.healthCheck),
    ...(bgpStatus === undefined ? {} : { VpnBgpConfig: bgpConfig(spec.name, bgpStatus) }),
  };
}

/** Role comes with VPN gateways, TunnelIndex with transit routers. */
function position(spec: ConnectionSpec, index: number): JsonObject {
  return spec.vpnGatewayId === undefined
    ? { TunnelIndex: index + 1 }
    : { Role: index === 0 ? 'master' : 'slave' };
}

function tunnel(spec: ConnectionSpec, index: number): Json {
  const seed = `${spec.name} ${index}`;
  const bgpStatus = spec.bgp?.[index];
  const localIp = publicAddress(`cloud ${seed}`);
  return {
    TunnelId: tunnelId(spec.name, index),
    CustomerGatewayId: resourceId('cgw', seed),
    EnableDpd: 'true',
    EnableNatTraversal: 'true',
    InternetIp: localIp,
    RemoteCaCertificate: CERTIFICATE,
    State: 'active',
    Status: spec.statuses?.[index] ?? UP,
    TunnelIkeConfig: tunnelIkeConfig(seed, localIp),
    TunnelIpsecConfig: TUNNEL_IPSEC_CONFIG,
    ZoneNo: `${spec.region ?? 'region'}-${'ab'[index] ?? 'a'}`,
    ...position(spec, index),
    ...(bgpStatus === undefined ? {} : { TunnelBgpConfig: tunnelBgpConfig(index, bgpStatus) }),
  };
}

/** Per tunnel, the API reports what it otherwise reports per connection; there the fields are empty. */
function dual(spec: ConnectionSpec): JsonObject {
  return {
    Status: '',
    CustomerGatewayId: '',
    EnableDpd: false,
    EnableNatTraversal: false,
    VcoHealthCheck: healthCheck(undefined),
    EnableTunnelsBgp: spec.bgp !== undefined,
    TunnelOptionsSpecification: { TunnelOptions: [tunnel(spec, 0), tunnel(spec, 1)] },
  };
}

export function connectionRow(spec: ConnectionSpec): JsonObject {
  return {
    ...common(spec),
    ...(spec.mode === 'single' ? single(spec) : dual(spec)),
    ...spec.fields,
  };
}
