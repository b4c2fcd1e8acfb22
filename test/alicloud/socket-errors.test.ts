import { describe, expect, it } from '@jest/globals';
import { socketError } from '../../src/alicloud/socket-errors.ts';

describe('errors of the network', () => {
  it.each([
    ['ENOTFOUND', 'network', 'dns_error', true],
    ['EAI_AGAIN', 'network', 'dns_error', true],
    ['EAI_NONAME', 'network', 'dns_error', true],
    ['ECONNREFUSED', 'network', 'connection_refused', true],
    ['ECONNRESET', 'network', 'connection_reset', true],
    ['ECONNABORTED', 'network', 'connection_reset', true],
    ['EPIPE', 'network', 'connection_reset', true],
    ['EHOSTUNREACH', 'network', 'unreachable', true],
    ['ENETUNREACH', 'network', 'unreachable', true],
    ['ENETDOWN', 'network', 'unreachable', true],
    ['EHOSTDOWN', 'network', 'unreachable', true],
    ['EADDRNOTAVAIL', 'network', 'unreachable', true],
    ['ETIMEDOUT', 'timeout', 'timeout', true],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'network', 'tls_error', true],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'network', 'tls_error', true],
    ['EPROTO', 'network', 'tls_error', true],
    ['CERT_HAS_EXPIRED', 'network', 'tls_error', true],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'network', 'tls_error', true],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'network', 'tls_error', true],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'network', 'tls_error', true],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'network', 'tls_error', true],
    ['CRL_HAS_EXPIRED', 'network', 'tls_error', true],
    ['UNABLE_TO_GET_CRL', 'network', 'tls_error', true],
    ['INVALID_CA', 'network', 'tls_error', true],
    ['INVALID_PURPOSE', 'network', 'tls_error', true],
    ['PATH_LENGTH_EXCEEDED', 'network', 'tls_error', true],
    ['HOSTNAME_MISMATCH', 'network', 'tls_error', true],
    ['HPE_INVALID_CONSTANT', 'network', 'bad_http', true],
    ['HPE_HEADER_OVERFLOW', 'network', 'bad_http', true],
    ['Z_DATA_ERROR', 'bad_response', 'bad_response', true],
    ['Z_BUF_ERROR', 'bad_response', 'bad_response', true],
    ['ERR_BUFFER_TOO_LARGE', 'bad_response', 'bad_response', true],
    ['ERR_INVALID_CHAR', 'auth', 'invalid_access_key', false],
    ['EMFILE', 'network', 'network_error', true],
    ['ENOTFOUND2', 'network', 'network_error', true],
    ['', 'network', 'network_error', true],
    [undefined, 'network', 'network_error', true],
    [7, 'network', 'network_error', true],
  ])('%p: %s, %s', (code, reason, name, transient) => {
    const { failure } = socketError(Object.assign(new Error('https://secret@host/'), { code }));
    expect(failure).toEqual({ reason, code: name, transient, hint: expect.any(String) });
    expect(failure.hint).not.toContain('host/');
  });

  it.each([undefined, null, 'ECONNRESET', 7])('%p thrown in place of an error', (thrown) => {
    expect(socketError(thrown).failure.code).toBe('network_error');
  });
});
