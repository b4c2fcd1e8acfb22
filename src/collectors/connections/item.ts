/** An IPsec-VPN connection and its tunnels in plain readonly values, and what follows from them. */

import type { OrUnknown } from '../../model/values.ts';
import type { Tags } from '../../model/tags.ts';

/** Documented values of `Status` of a connection and of `TunnelOptions[].Status`; the last means traffic can pass. */
export const IPSEC_STATUSES = [
  'ike_sa_not_established',
  'ike_sa_established',
  'ipsec_sa_not_established',
  'ipsec_sa_established',
] as const;

/** Documented values of `VpnConnection.State`; the API varies their case. */
export const CONNECTION_STATES = [
  'active',
  'init',
  'attaching',
  'attached',
  'detaching',
  'financialLocked',
  'provisioning',
  'updating',
  'upgrading',
  'deleted',
] as const;

/** Documented values of `TunnelOptions[].State`. */
export const TUNNEL_STATES = ['active', 'updating', 'deleting'] as const;

const ENCRYPTION = ['aes', 'aes192', 'aes256', '3des', 'des', 'sm4'] as const;

const AUTHENTICATION = ['md5', 'sha1', 'sha256', 'sha384', 'sha512', 'sm3'] as const;

const DH_GROUPS = ['group1', 'group2', 'group5', 'group14', 'group24'] as const;

const SWITCH = ['true', 'false'] as const;

/**
 * What a tunnel agrees with its peer about keys and algorithms, and the documented values of each (CreateVpnConnection:
 * IkeConfig, IpsecConfig, EnableDpd, EnableNatTraversal; sm3 and sm4 belong to gateways of the Chinese national standard).
 */
export const CRYPTO_VALUES = {
  ike_version: ['ikev1', 'ikev2'],
  ike_mode: ['main', 'aggressive'],
  ike_encryption: ENCRYPTION,
  ike_authentication: AUTHENTICATION,
  ike_dh_group: DH_GROUPS,
  ipsec_encryption: ENCRYPTION,
  ipsec_authentication: AUTHENTICATION,
  ipsec_dh_group: ['disabled', ...DH_GROUPS],
  dpd: SWITCH,
  nat_traversal: SWITCH,
} as const;

export type CryptoParameter = keyof typeof CRYPTO_VALUES;

/** How a tunnel is protected; never a key. */
export interface Crypto {
  /** A documented value, '' when missing, `unknown` when not documented. */
  readonly parameters: Readonly<Record<CryptoParameter, string>>;
  /** `IkeLifetime` and `IpsecLifetime`. */
  readonly ikeLifetimeSeconds: number | undefined;
  readonly ipsecLifetimeSeconds: number | undefined;
}

export type IpsecStatus = OrUnknown<typeof IPSEC_STATUSES>;

export type ConnectionState = OrUnknown<typeof CONNECTION_STATES>;

export type TunnelState = OrUnknown<typeof TUNNEL_STATES>;

/** How BGP is configured (`VpnBgpConfig`, `TunnelBgpConfig`). What is not set is ''. */
export interface Bgp {
  readonly localAsn: string;
  readonly peerAsn: string;
  readonly localIp: string;
  readonly peerIp: string;
  readonly tunnelCidr: string;
}

/** One tunnel of a dual-tunnel connection (`TunnelOptionsSpecification.TunnelOptions[]`). Text that is missing is ''. */
export interface Tunnel {
  readonly id: string;
  /** `TunnelIndex`, returned for transit-router attachments only. */
  readonly index: number | undefined;
  /** `Role`: master or slave. */
  readonly role: string;
  readonly zone: string;
  readonly internetIp: string;
  readonly customerGatewayId: string;
  /** `TunnelIkeConfig.RemoteId`: the identifier of the peer, by default its IP address. */
  readonly peerId: string;
  readonly ikeVersion: string;
  readonly status: IpsecStatus;
  readonly state: TunnelState;
  /** `TunnelBgpConfig.BgpStatus` is `success`; undefined where the connection's `EnableTunnelsBgp` is not true or no BGP is configured. */
  readonly bgpUp: boolean | undefined;
  /** Known where `bgpUp` is. */
  readonly bgp: Bgp | undefined;
  /** `TunnelIkeConfig`, `TunnelIpsecConfig` and their switches; undefined when the API returns neither. */
  readonly crypto: Crypto | undefined;
}

/** How a connection is configured. Text that is missing is ''. */
export interface ConnectionConfig {
  /** `EffectImmediately`: whether negotiation starts at once or with the first traffic. */
  readonly initiation: 'immediate' | 'on_demand' | '';
  /** `IkeConfig.RemoteId` and `IkeConfig.IkeVersion` of a single-tunnel connection. */
  readonly peerId: string;
  readonly ikeVersion: string;
  readonly localSubnet: string;
  readonly remoteSubnet: string;
  /** `VcoHealthCheck`, where it is enabled: Policy, Sip and Dip. */
  readonly healthCheckPolicy: string;
  readonly healthCheckSource: string;
  readonly healthCheckDestination: string;
  /** `AttachInstanceId`. */
  readonly cenId: string;
  readonly transitRouterName: string;
  /** Whether a tag takes the connection out of the alerts. */
  readonly alerting: 'on' | 'off';
}

/** One row of DescribeVpnConnections. Text that is missing is ''. */
export interface Connection {
  readonly id: string;
  readonly name: string;
  readonly vpnGatewayId: string;
  readonly customerGatewayId: string;
  /** `AttachType`: CEN (transit router), NO_ASSOCIATED or VPNGW. */
  readonly attachType: string;
  readonly transitRouterId: string;
  readonly networkType: string;
  readonly internetIp: string;
  readonly resourceGroupId: string;
  readonly tags: Tags;
  readonly config: ConnectionConfig;
  /** `dual` when the API returns tunnels. */
  readonly mode: 'single' | 'dual';
  /** `Status`; meaningful for single-tunnel connections only. */
  readonly status: IpsecStatus;
  readonly state: ConnectionState;
  /** `VpnBgpConfig.Status` is `success`; undefined for a dual-tunnel connection and where no BGP is configured. */
  readonly bgpUp: boolean | undefined;
  /** Known where `bgpUp` is. */
  readonly bgp: Bgp | undefined;
  /** `VcoHealthCheck.Status` is `success`; undefined where `VcoHealthCheck.Enable` is not true or there is no status yet. */
  readonly healthCheckUp: boolean | undefined;
  /** `CreateTime` in seconds since the epoch. */
  readonly createdSeconds: number | undefined;
  /** `TunnelBandwidth`, else `Spec`. */
  readonly bandwidthBytesPerSecond: number | undefined;
  /** `IkeConfig`, `IpsecConfig` and their switches; undefined for a dual-tunnel connection, or when the API returns neither. */
  readonly crypto: Crypto | undefined;
  /** Empty for a single-tunnel connection. */
  readonly tunnels: readonly Tunnel[];
}

/** Whether traffic can pass: phase 2 is established. */
export function isEstablished(status: IpsecStatus): boolean {
  return status === 'ipsec_sa_established';
}

/** The number of tunnels of a connection with phase 2 established; a single-tunnel connection counts as one tunnel. */
export function tunnelsUp(connection: Connection): number {
  return connection.mode === 'single'
    ? Number(isEstablished(connection.status))
    : connection.tunnels.filter((tunnel) => isEstablished(tunnel.status)).length;
}

/** A single-tunnel connection, or one tunnel of a dual-tunnel one: what goes up and down on its own. */
export interface Link {
  readonly connectionId: string;
  /** Empty for a single-tunnel connection. */
  readonly tunnelId: string;
}

/** Identifies a link: the id of the tunnel, or of the connection where it has none. */
export function linkId({ connectionId, tunnelId }: Link): string {
  return tunnelId === '' ? connectionId : tunnelId;
}

/** The links of a connection with phase 2 not established. */
export function linksDown(connection: Connection): readonly Link[] {
  const connectionId = connection.id;
  if (connection.mode === 'single') {
    return isEstablished(connection.status) ? [] : [{ connectionId, tunnelId: '' }];
  }
  return connection.tunnels
    .filter((tunnel) => !isEstablished(tunnel.status))
    .map((tunnel) => ({ connectionId, tunnelId: tunnel.id }));
}
