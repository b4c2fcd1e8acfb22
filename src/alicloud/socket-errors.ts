/** From an error of a socket to the failure it stands for. */

import { ApiError, type FailureReason } from '../model/failure.ts';

interface Meaning {
  readonly reason: FailureReason;
  readonly transient: boolean;
  readonly hint: string;
}

const network = (hint: string): Meaning => ({ reason: 'network', hint, transient: true });

/** Error codes of Node.js' sockets, DNS, TLS and decompression, and of undici, with the class they are reported as. */
const TRANSPORT_CODES: readonly (readonly [pattern: RegExp, code: string, meaning: Meaning])[] = [
  [/^(ENOTFOUND|EAI_.*)$/, 'dns_error', network('the endpoint’s name cannot be resolved')],
  [/^ECONNREFUSED$/, 'connection_refused', network('nothing listens at the endpoint')],
  [
    /^(ECONNRESET|ECONNABORTED|EPIPE|UND_ERR_SOCKET)$/,
    'connection_reset',
    network('the connection broke off'),
  ],
  [
    /^(EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN|EADDRNOTAVAIL)$/,
    'unreachable',
    network('no route to the endpoint'),
  ],
  [
    /^ETIMEDOUT$/,
    'timeout',
    { reason: 'timeout', hint: 'the endpoint does not answer', transient: true },
  ],
  [
    /^(ERR_TLS_.*|ERR_SSL_.*|.*CERT.*|.*_CRL_.*|CRL_.*|UNABLE_TO_.*|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED|HOSTNAME_MISMATCH|EPROTO)$/,
    'tls_error',
    network('the endpoint’s certificate or TLS version is not accepted'),
  ],
  [/^(HPE_.*|UND_ERR_HEADERS_OVERFLOW)$/, 'bad_http', network('the endpoint does not speak HTTP')],
  [
    /^(Z_.*|ERR_BUFFER_TOO_LARGE)$/,
    'bad_response',
    {
      reason: 'bad_response',
      hint: 'the answer is damaged or far too large; check proxies',
      transient: true,
    },
  ],
  // All headers but those of the credential are made of fixed text.
  [
    /^ERR_INVALID_CHAR$/,
    'invalid_access_key',
    {
      reason: 'auth',
      hint: 'the access key or token holds a line break or another character it cannot have',
      transient: false,
    },
  ],
];

/** The code of an error of Node.js or undici; some of undici's parser have a name only. */
function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  const code: unknown = Reflect.get(error, 'code');
  if (typeof code === 'string') return code;
  return Reflect.get(error, 'name') === 'HTTPParserError' ? 'HPE_INVALID' : '';
}

/** The failure behind an error of the network. The error's own text is not used: it may carry addresses and bodies. */
export function socketError(error: unknown): ApiError {
  const text = codeOf(error);
  const found = TRANSPORT_CODES.find(([pattern]) => pattern.test(text));
  const [, name, known] = found ?? [
    undefined,
    'network_error',
    network('the call failed on the network'),
  ];
  return new ApiError({ ...known, code: name });
}
