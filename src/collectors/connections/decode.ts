/** Decodes one row of DescribeVpnConnections. */

import {
  CONNECTION_STATES,
  IPSEC_STATUSES,
  type Connection,
  type Tunnel,
} from '../../model/domain.ts';
import { decodeBgpUp } from './decode-bgp.ts';
import { decodeConfig } from './decode-config.ts';
import { decodeCrypto } from './decode-crypto.ts';
import type { Fields } from '../../alicloud/decode/fields.ts';
import { decodeTags } from '../../alicloud/decode/tags.ts';
import { decodeSeconds } from '../../alicloud/decode/time.ts';
import { decodeTunnel } from './decode-tunnel.ts';

/** What of a row is wanted. */
export interface DecodeOptions {
  /** How tunnels are protected; values of what is not wanted are not counted as unknown. */
  readonly crypto: boolean;
}

/** `Spec`: megabits per second, as in "1000M". */
function bandwidth(spec: string): number | undefined {
  const megabits = /^(\d{1,9})M?$/.exec(spec)?.[1];
  return megabits === undefined ? undefined : Number(megabits) * 1e6;
}

/** There are two. */
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
    bgpUp: single ? decodeBgpUp(row.object('VpnBgpConfig'), 'Status') : undefined,
    healthCheckUp: decodeHealthCheck(row),
    createdSeconds: decodeSeconds(row, 'CreateTime'),
    bandwidthBitsPerSecond: bandwidth(row.text('Spec')),
    crypto:
      single && options.crypto
        ? decodeCrypto({ row, ike: row.detail('IkeConfig'), ipsec: row.detail('IpsecConfig') })
        : undefined,
    tunnels,
  };
}
