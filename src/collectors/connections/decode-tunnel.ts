/** Decodes one element of `TunnelOptionsSpecification.TunnelOptions`. */

import { IPSEC_STATUSES, TUNNEL_STATES, type Tunnel } from './item.ts';
import { decodeBgp } from './decode-bgp.ts';
import { decodeCrypto } from './decode-crypto.ts';
import type { Fields } from '../../alicloud/decode/fields.ts';

/**
 * @param wanted bgp: the connection's `EnableTunnelsBgp`
 * @throws DecodeError when a field that decides about up or down cannot be trusted.
 */
export function decodeTunnel(
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
