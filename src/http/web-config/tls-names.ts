/** Translates the names that Go's crypto/tls gives TLS settings into those that OpenSSL knows. */

import type { SecureVersion } from 'node:tls';

/** Values of `min_version` and `max_version`, oldest first. */
export const TLS_VERSIONS = {
  TLS10: 'TLSv1',
  TLS11: 'TLSv1.1',
  TLS12: 'TLSv1.2',
  TLS13: 'TLSv1.3',
} as const satisfies Readonly<Record<string, SecureVersion>>;

/** Values of `curve_preferences`. */
export const CURVES = {
  CurveP256: 'P-256',
  CurveP384: 'P-384',
  CurveP521: 'P-521',
  X25519: 'X25519',
} as const satisfies Readonly<Record<string, string>>;

/** Cipher suites of TLS 1.3: the same names on both sides. Go takes them in the list and enables all of them always. */
const TLS13_SUITES = {
  TLS_AES_128_GCM_SHA256: 'TLS_AES_128_GCM_SHA256',
  TLS_AES_256_GCM_SHA384: 'TLS_AES_256_GCM_SHA384',
  TLS_CHACHA20_POLY1305_SHA256: 'TLS_CHACHA20_POLY1305_SHA256',
} as const satisfies Readonly<Record<string, string>>;

/** Cipher suites of TLS 1.0 to 1.2 that Go's tls.CipherSuites lists. */
const TLS12_SUITES = {
  TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA: 'ECDHE-ECDSA-AES128-SHA',
  TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA: 'ECDHE-ECDSA-AES256-SHA',
  TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA: 'ECDHE-RSA-AES128-SHA',
  TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA: 'ECDHE-RSA-AES256-SHA',
  TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256: 'ECDHE-ECDSA-AES128-GCM-SHA256',
  TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384: 'ECDHE-ECDSA-AES256-GCM-SHA384',
  TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256: 'ECDHE-RSA-AES128-GCM-SHA256',
  TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384: 'ECDHE-RSA-AES256-GCM-SHA384',
  TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256: 'ECDHE-RSA-CHACHA20-POLY1305',
  TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256: 'ECDHE-ECDSA-CHACHA20-POLY1305',
} as const satisfies Readonly<Record<string, string>>;

/** Values of `cipher_suites`. */
export const CIPHER_SUITES = { ...TLS13_SUITES, ...TLS12_SUITES } as const;

export type TlsVersion = keyof typeof TLS_VERSIONS;
export type CipherSuite = keyof typeof CIPHER_SUITES;

/** Whether a client of TLS 1.1 or older may connect. */
export function isLegacy(oldest: TlsVersion): boolean {
  return oldest === 'TLS10' || oldest === 'TLS11';
}

/** Who records a connection and gets the server's key later must not read it: no key exchange by RSA alone. */
const FORWARD_SECRET_ONLY = '!kRSA';

/**
 * The OpenSSL cipher list for `suites`; for none, of Node's defaults those with forward secrecy. OpenSSL 3 refuses TLS 1.0
 * and 1.1 above security level 0, so a server asked to speak them has to come down to it.
 */
export function cipherList(
  suites: readonly CipherSuite[],
  legacy: boolean,
  defaults: string,
): string {
  const level = legacy ? ['@SECLEVEL=0'] : [];
  if (suites.length === 0) return [defaults, FORWARD_SECRET_ONLY, ...level].join(':');
  const chosen = suites.map((suite) => CIPHER_SUITES[suite]);
  return [...new Set([...Object.values(TLS13_SUITES), ...chosen]), ...level].join(':');
}
