/** Decodes the BGP block of a tunnel, or of a single-tunnel connection. */

import type { Fields } from '../../alicloud/decode/fields.ts';
import type { Bgp } from './item.ts';

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
