/** Decodes one row of DescribeVpnConnections. Secrets and everything else that is not named here never leave the row. */

import {
  decodeSeconds,
  decodeSpec,
  decodeTags,
  type Fields,
} from '../../alicloud/decode/fields.ts';
import {
  type Bgp,
  type Connection,
  CONNECTION_STATES,
  type ConnectionConfig,
  type Crypto,
  CRYPTO_VALUES,
  IPSEC_STATUSES,
  type Tunnel,
  TUNNEL_STATES,
} from './item.ts';
import type { Tags } from '../../model/tags.ts';

/** A tag that takes a connection out of the alerts when its value is `off`. */
const ALERT_TAG = 'alicloud-vpn-alert';

function decodeInitiation(row: Fields): ConnectionConfig['initiation'] {
  const immediately = row.choice('EffectImmediately', ['true', 'false']);
  if (immediately === 'true') return 'immediate';
  return immediately === 'false' ? 'on_demand' : '';
}

/** The single-tunnel blocks of a dual-tunnel connection are empty or of no meaning. */
function decodeConfig(row: Fields, mode: 'single' | 'dual', tags: Tags): ConnectionConfig {
  const ike = mode === 'single' ? row.detail('IkeConfig') : undefined;
  const check = row.detail('VcoHealthCheck');
  const enabled = check?.choice('Enable', ['true', 'false']) === 'true' ? check : undefined;
  return {
    initiation: decodeInitiation(row),
    peerId: ike?.text('RemoteId') ?? '',
    ikeVersion: ike?.text('IkeVersion') ?? '',
    localSubnet: row.text('LocalSubnet'),
    remoteSubnet: row.text('RemoteSubnet'),
    healthCheckPolicy: enabled?.text('Policy') ?? '',
    healthCheckSource: enabled?.text('Sip') ?? '',
    healthCheckDestination: enabled?.text('Dip') ?? '',
    cenId: row.text('AttachInstanceId'),
    transitRouterName: row.text('TransitRouterName'),
    alerting: tags[ALERT_TAG]?.trim().toLowerCase() === 'off' ? 'off' : 'on',
  };
}

/** The row of a tunnel or connection, and the two blocks in it. */
export interface CryptoRow {
  readonly row: Fields;
  /** `IkeConfig` or `TunnelIkeConfig`. */
  readonly ike: Fields | undefined;
  /** `IpsecConfig` or `TunnelIpsecConfig`. */
  readonly ipsec: Fields | undefined;
}

/** AES-GCM; how the API spells it is documented nowhere. */
const AES_GCM = /^(aes(?:128|192|256)?[-_]?gcm(?:[-_]?(?:8|12|16|64|96|128))?)/;

function readEncryption(
  block: Fields | undefined,
  field: string,
  documented: readonly string[],
): string {
  return block?.choice(field, documented, AES_GCM) ?? '';
}

function read(block: Fields | undefined, field: string, documented: readonly string[]): string {
  return block?.choice(field, documented) ?? '';
}

/** Never rejects a row: nothing here decides about up or down. */
function decodeCrypto({ row, ike, ipsec }: CryptoRow): Crypto | undefined {
  if (ike === undefined && ipsec === undefined) return undefined;
  const known = CRYPTO_VALUES;
  return {
    parameters: {
      ike_version: read(ike, 'IkeVersion', known.ike_version),
      ike_mode: read(ike, 'IkeMode', known.ike_mode),
      ike_encryption: readEncryption(ike, 'IkeEncAlg', known.ike_encryption),
      ike_authentication: read(ike, 'IkeAuthAlg', known.ike_authentication),
      ike_dh_group: read(ike, 'IkePfs', known.ike_dh_group),
      ipsec_encryption: readEncryption(ipsec, 'IpsecEncAlg', known.ipsec_encryption),
      ipsec_authentication: read(ipsec, 'IpsecAuthAlg', known.ipsec_authentication),
      ipsec_dh_group: read(ipsec, 'IpsecPfs', known.ipsec_dh_group),
      dpd: read(row, 'EnableDpd', known.dpd),
      nat_traversal: read(row, 'EnableNatTraversal', known.nat_traversal),
    },
    ikeLifetimeSeconds: ike?.number('IkeLifetime'),
    ipsecLifetimeSeconds: ipsec?.number('IpsecLifetime'),
  };
}

/** What of a link is known about BGP. */
interface DecodedBgp {
  readonly bgpUp: boolean | undefined;
  readonly bgp: Bgp | undefined;
}

const OFF: DecodedBgp = { bgpUp: undefined, bgp: undefined };

/** 0 and '' are not set. */
function setText(block: Fields, name: string): string {
  const value = block.text(name);
  return value === '0' ? '' : value;
}

/**
 * Whether BGP is up, and how it is configured; neither where nothing is configured: the API also returns the block, with
 * a status of failure, where BGP is off. The key that may stand in it is not read.
 * @param statusField `Status` or `BgpStatus`
 */
function decodeBgp(block: Fields | undefined, statusField: string): DecodedBgp {
  if (block === undefined) return OFF;
  const bgpUp = block.outcome(statusField) === 'success';
  const ends = {
    localAsn: setText(block, 'LocalAsn'),
    peerAsn: setText(block, 'PeerAsn'),
    localIp: setText(block, 'LocalBgpIp'),
    peerIp: setText(block, 'PeerBgpIp'),
  };
  if (!bgpUp && Object.values(ends).every((value) => value === '')) return OFF;
  return { bgpUp, bgp: { ...ends, tunnelCidr: block.text('TunnelCidr') } };
}

/**
 * @param wanted bgp: the connection's `EnableTunnelsBgp`
 * @throws DecodeError when a field that decides about up or down cannot be trusted.
 */
function decodeTunnel(
  row: Fields,
  wanted: { readonly bgp: boolean; readonly crypto: boolean },
): Tunnel {
  const ike = row.detail('TunnelIkeConfig');
  return {
    id: row.id('TunnelId'),
    index: row.number('TunnelIndex'),
    role: row.text('Role'),
    zone: row.text('ZoneNo'),
    internetIp: row.text('InternetIp'),
    customerGatewayId: row.text('CustomerGatewayId'),
    peerId: ike?.text('RemoteId') ?? '',
    ikeVersion: ike?.text('IkeVersion') ?? '',
    status: row.oneOf('Status', IPSEC_STATUSES),
    state: row.oneOf('State', TUNNEL_STATES),
    ...decodeBgp(wanted.bgp ? row.object('TunnelBgpConfig') : undefined, 'BgpStatus'),
    crypto: wanted.crypto
      ? decodeCrypto({ row, ike, ipsec: row.detail('TunnelIpsecConfig') })
      : undefined,
  };
}

/** What of a row is wanted. */
export interface DecodeOptions {
  /** How tunnels are protected; values of what is not wanted are not counted as unknown. */
  readonly crypto: boolean;
}

/** `TunnelBandwidth` of an enhanced gateway in bytes per second, of one tunnel: 1 and 3 Gbit/s. */
const TUNNEL_BANDWIDTHS: ReadonlyMap<string, number> = new Map([
  ['standard', 1e9 / 8],
  ['large', 3e9 / 8],
]);

function decodeBandwidth(row: Fields): number | undefined {
  const size = row.choice('TunnelBandwidth', [...TUNNEL_BANDWIDTHS.keys()]);
  return TUNNEL_BANDWIDTHS.get(size) ?? decodeSpec(row);
}

/** Tunnels of a row at most; the API has two. */
const MAX_TUNNELS = 8;

/** What is at fault in a row whose tunnels are missing. */
export const TUNNEL_OPTIONS = 'TunnelOptionsSpecification.TunnelOptions';

function decodeTunnels(row: Fields, options: DecodeOptions): readonly Tunnel[] {
  const rows =
    row.object('TunnelOptionsSpecification')?.objects('TunnelOptions', MAX_TUNNELS) ?? [];
  const bgpEnabled = row.flag('EnableTunnelsBgp');
  const tunnels = rows.map((each) => decodeTunnel(each, { ...options, bgp: bgpEnabled }));
  if (bgpEnabled && tunnels.length === 0) row.reject(TUNNEL_OPTIONS);
  // Two tunnels of one id would be one series with two values.
  if (new Set(tunnels.map((tunnel) => tunnel.id)).size < tunnels.length) {
    row.reject('TunnelOptions.TunnelId');
  }
  return tunnels;
}

/** `Status` may stay at "success" when the check is switched off, so `Enable` decides. */
function decodeHealthCheck(row: Fields): boolean | undefined {
  const check = row.object('VcoHealthCheck');
  const status = check?.flag('Enable') === true ? check.outcome('Status') : undefined;
  return status === undefined ? undefined : status === 'success';
}

/**
 * Secrets and everything else that is not named here never leaves the row.
 * @throws DecodeError when a field that decides about up or down cannot be trusted.
 */
export function decodeConnection(row: Fields, options: DecodeOptions): Connection {
  const tunnels = decodeTunnels(row, options);
  const single = tunnels.length === 0;
  const mode = single ? 'single' : 'dual';
  const tags = decodeTags(row, 'Tag');
  return {
    id: row.id('VpnConnectionId'),
    name: row.text('Name'),
    vpnGatewayId: row.text('VpnGatewayId'),
    customerGatewayId: row.text('CustomerGatewayId'),
    attachType: row.text('AttachType'),
    transitRouterId: row.text('TransitRouterId'),
    networkType: row.text('NetworkType'),
    internetIp: row.text('InternetIp'),
    resourceGroupId: row.text('ResourceGroupId'),
    tags,
    config: decodeConfig(row, mode, tags),
    mode,
    // A dual-tunnel connection has an empty or stale Status; its tunnels tell.
    status: single ? row.oneOf('Status', IPSEC_STATUSES) : 'unknown',
    state: row.oneOf('State', CONNECTION_STATES),
    ...decodeBgp(single ? row.object('VpnBgpConfig') : undefined, 'Status'),
    healthCheckUp: decodeHealthCheck(row),
    createdSeconds: decodeSeconds(row, 'CreateTime'),
    bandwidthBytesPerSecond: decodeBandwidth(row),
    crypto:
      single && options.crypto
        ? decodeCrypto({ row, ike: row.detail('IkeConfig'), ipsec: row.detail('IpsecConfig') })
        : undefined,
    tunnels,
  };
}
