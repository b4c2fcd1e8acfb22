/** Decodes one element of `TunnelOptionsSpecification.TunnelOptions`, and the BGP block of a tunnel or single-tunnel connection. */

import type { Fields } from '../../alicloud/decode/fields.ts';
import { type Bgp, IPSEC_STATUSES, type Tunnel, TUNNEL_STATES } from './item.ts';
import { decodeCrypto } from './decode-crypto.ts';

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
export function decodeBgp(block: Fields | undefined, statusField: string): DecodedBgp {
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
