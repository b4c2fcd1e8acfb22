/** Decodes one element of `TunnelOptionsSpecification.TunnelOptions`. */

import { IPSEC_STATUSES, TUNNEL_STATES, type Tunnel } from '../../model/domain.ts';
import { decodeCrypto } from './decode-crypto.ts';
import type { Fields } from '../../alicloud/decode/fields.ts';

/**
 * @param bgpEnabled the connection's `EnableTunnelsBgp`.
 * @throws DecodeError when a field that decides about up or down cannot be trusted.
 */
export function decodeTunnel(row: Fields, bgpEnabled: boolean): Tunnel {
  const ike = row.detail('TunnelIkeConfig');
  const bgpStatus = bgpEnabled ? row.object('TunnelBgpConfig')?.outcome('BgpStatus') : undefined;
  return {
    id: row.id('TunnelId'),
    index: row.number('TunnelIndex'),
    role: row.text('Role'),
    zone: row.text('ZoneNo'),
    internetIp: row.text('InternetIp'),
    customerGatewayId: row.text('CustomerGatewayId'),
    peerIp: ike?.text('RemoteId') ?? '',
    ikeVersion: ike?.text('IkeVersion') ?? '',
    status: row.oneOf('Status', IPSEC_STATUSES),
    state: row.oneOf('State', TUNNEL_STATES, 'ignore case'),
    bgpUp: bgpEnabled ? bgpStatus === 'success' : undefined,
    crypto: decodeCrypto({ row, ike, ipsec: row.detail('TunnelIpsecConfig') }),
  };
}
