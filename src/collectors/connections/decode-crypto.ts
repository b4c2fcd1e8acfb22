/** Decodes how a tunnel, or a single-tunnel connection, is protected. The pre-shared key stands beside it and is not read. */

import { CRYPTO_VALUES, type Crypto } from './item.ts';
import type { Fields } from '../../alicloud/decode/fields.ts';

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
export function decodeCrypto({ row, ike, ipsec }: CryptoRow): Crypto | undefined {
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
