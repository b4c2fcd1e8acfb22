/** From an error of a connection to the failure it stands for. */

import { ApiError, type FailureReason } from '../model/failure.ts';
import { ConnectionError, exchangeCode } from './http/peer.ts';

interface Meaning {
  readonly reason: FailureReason;
  /** The class that metrics count it as. */
  readonly code: string;
  /** What happened, and what helps; follows the peer it happened with. */
  readonly text: string;
  readonly isFinal?: boolean;
}

const network = (code: string, text: string): Meaning => ({ reason: 'network', code, text });

const TRUST = 'if it is right, trust it with NODE_EXTRA_CA_CERTS or http_config.tls_config.ca_file';
const tls = (text: string): Meaning => network('tls_error', text);
const proxy = (text: string): Meaning => network('proxy_error', text);

/** Codes of Node.js' sockets, DNS, TLS and decompression, of undici, and of proxies' answers. The first that matches counts. */
const CODES: readonly (readonly [pattern: RegExp, meaning: Meaning])[] = [
  [/^ENOTFOUND$/, network('dns_error', 'the name cannot be resolved')],
  [/^EAI_AGAIN$/, network('dns_error', 'the name server does not answer')],
  [/^EAI_/, network('dns_error', 'the name cannot be resolved')],
  [/^ECONNREFUSED$/, network('connection_refused', 'connection refused')],
  [
    /^(ECONNRESET|ECONNABORTED|EPIPE|UND_ERR_SOCKET)$/,
    network('connection_reset', 'the connection was closed before the answer was complete'),
  ],
  [
    /^(EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN|EADDRNOTAVAIL)$/,
    network('unreachable', 'no route; check routes, firewalls and network policies'),
  ],
  [/^ETIMEDOUT$/, { reason: 'timeout', code: 'timeout', text: 'no answer to the connection' }],
  [/^CERT_HAS_EXPIRED$/, tls('certificate has expired')],
  [/^CERT_NOT_YET_VALID$/, tls('certificate is not valid yet; check the clock of this machine')],
  [/^ERR_TLS_CERT_ALTNAME_INVALID$/, tls('certificate is for another name')],
  [/^DEPTH_ZERO_SELF_SIGNED_CERT$/, tls(`certificate is self-signed; ${TRUST}`)],
  [
    /^(SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_(GET_ISSUER_CERT|GET_ISSUER_CERT_LOCALLY|VERIFY_LEAF_SIGNATURE))$/,
    tls(`certificate is issued by a CA that is not trusted; ${TRUST}`),
  ],
  [
    /^(.*CERT.*|.*_CRL_.*|CRL_.*|UNABLE_TO_.*|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED|HOSTNAME_MISMATCH)$/,
    tls('certificate is not accepted'),
  ],
  [
    /^(ERR_TLS_.*|ERR_SSL_.*|EPROTO)$/,
    tls('TLS handshake failed; check that the port speaks TLS 1.2 or later'),
  ],
  [/^(HPE_.*|UND_ERR_HEADERS_OVERFLOW)$/, network('bad_http', 'the answer is not HTTP')],
  [/^BAD_PROXY$/, proxy('not the URL of an http or https proxy, such as http://proxy:3128')],
  [
    /^PROXY_STATUS_40[17]$/,
    proxy('the proxy wants a user and a password, or others; give them in its URL'),
  ],
  [/^PROXY_STATUS_403$/, proxy('the proxy does not allow connections there')],
  [/^PROXY_STATUS_5/, proxy('the proxy cannot connect there')],
  [/^PROXY_STATUS_/, proxy('the proxy refused the connection')],
  [/^(ENOENT|ENOTFILE|EACCES|EPERM|EISDIR|ENOTDIR)$/, network('tls_error', 'cannot be read')],
  [
    /^ERR_BUFFER_TOO_LARGE$/,
    { reason: 'bad_response', code: 'bad_response', text: 'the answer is too large' },
  ],
  [
    /^Z_/,
    {
      reason: 'bad_response',
      code: 'bad_response',
      text: 'the answer is damaged; check proxies on the way',
    },
  ],
  // All headers but those of the credential are made of fixed text.
  [
    /^ERR_INVALID_CHAR$/,
    {
      reason: 'auth',
      code: 'invalid_access_key',
      text: 'the access key or token holds a line break or another character it cannot have',
      isFinal: true,
    },
  ],
];

/**
 * The failure behind an error of a connection: `vpc.aliyuncs.com:443: certificate has expired (CERT_HAS_EXPIRED)`. The
 * error's own text is not used: it may carry what was sent or received.
 */
export function socketError(error: unknown): ApiError {
  const native = exchangeCode(error);
  const [, { reason, code, text, isFinal = false }] = CODES.find(([pattern]) =>
    pattern.test(native),
  ) ?? [undefined, network('network_error', 'the call failed on the network')];
  const where = error instanceof ConnectionError ? `${error.peer}: ` : '';
  const shown = /^[A-Z][A-Z0-9_]{1,63}$/.test(native) ? ` (${native})` : '';
  return new ApiError({ reason, code, transient: !isFinal, hint: `${where}${text}${shown}` });
}
