/** Made-up ids, addresses and secrets: always the same for the same seed. */

import { hash } from 'node:crypto';

const ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyz';

function digest(seed: string): Buffer {
  return hash('sha256', seed, 'buffer');
}

/** Lower-case letters and digits, at most 32 of them. */
function token(seed: string, length: number): string {
  return [...digest(seed).subarray(0, length)].map((byte) => ALPHABET[byte % 36]).join('');
}

/** An id in the API's form: a prefix and 20 letters and digits. */
export function resourceId(prefix: string, seed: string): string {
  return `${prefix}-${token(`${prefix} ${seed}`, 20)}`;
}

/** An address of the documentation ranges 192.0.2.0/24, 198.51.100.0/24 and 203.0.113.0/24. */
export function publicAddress(seed: string): string {
  const [network = 0, host = 0] = digest(`address ${seed}`);
  const prefix = ['192.0.2', '198.51.100', '203.0.113'][network % 3] ?? '192.0.2';
  return `${prefix}.${1 + (host % 254)}`;
}

/** A secret that stands out when it turns up where it must not. */
export function secret(kind: 'Psk' | 'AuthKey', seed: string): string {
  return `SIMULATED-${kind}-${token(`${kind} ${seed}`, 16)}`;
}
