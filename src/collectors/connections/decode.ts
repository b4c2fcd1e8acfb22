/** Decodes one row of DescribeVpnConnections. */

import { CONNECTION_STATES, IPSEC_STATUSES, type Connection, type Tunnel } from './item.ts';
import { decodeBgp, decodeTunnel } from './decode-tunnel.ts';
import { decodeConfig } from './decode-config.ts';
import { decodeCrypto } from './decode-crypto.ts';
import { decodeSeconds, decodeSpec, decodeTags } from '../../alicloud/decode/values.ts';
import type { Fields } from '../../alicloud/decode/fields.ts';

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
