/** Decodes the BGP block of a tunnel, or of a single-tunnel connection. */

import type { Fields } from '../../alicloud/decode/fields.ts';

/** Fields that are set where BGP is configured; 0 and '' are not set. */
const CONFIGURED = ['LocalAsn', 'PeerAsn', 'LocalBgpIp', 'PeerBgpIp'];

function isSet(block: Fields, name: string): boolean {
  const value = block.text(name);
  return value !== '' && value !== '0';
}

/**
 * Whether BGP is up; undefined where nothing is configured: the API also returns the block, with a status of failure,
 * where BGP is off.
 * @param statusField `Status` or `BgpStatus`
 */
export function decodeBgpUp(block: Fields | undefined, statusField: string): boolean | undefined {
  if (block === undefined) return undefined;
  if (block.outcome(statusField) === 'success') return true;
  return CONFIGURED.some((name) => isSet(block, name)) ? false : undefined;
}
