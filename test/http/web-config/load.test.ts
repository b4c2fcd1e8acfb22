/** How the certificates behind a web configuration are checked. */

import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { stringify } from 'yaml';

import { renderFault } from '../../../src/config/error.ts';
import { loadWebConfig } from '../../../src/http/web-config/web-config.ts';
import { Authority, openssl, type Pair } from '../support/certificates.ts';
import { hasOpenssl } from '../../support/tools.ts';

const describeTls = hasOpenssl() ? describe : describe.skip;

let authority: Authority;
let server: Pair;
let other: Pair;

/** The faults, a line each; undefined where there are none. */
function faultsOf(tls: object, folder = authority.folder) {
  const file = path.join(folder, 'web.yml');
  writeFileSync(file, stringify({ tls_server_config: tls }));
  return loadWebConfig(file).result.faults?.map(renderFault);
}

describeTls('certificates', () => {
  beforeAll(() => {
    authority = new Authority();
    server = authority.issue('server');
    other = authority.issue('other');
    const encrypted = path.join(authority.folder, 'encrypted.key');
    openssl('pkcs8 -topk8 -passout pass:secret', { in: server.keyFile, out: encrypted });
  });
  afterAll(() => {
    authority.remove();
  });

  it('are found beside the file, or wherever an absolute name says', () => {
    expect(faultsOf({ cert_file: 'server.pem', key_file: server.keyFile })).toBeUndefined();
    const folder = path.join(authority.folder, 'sub');
    mkdirSync(folder);
    expect(
      faultsOf({ cert_file: '../server.pem', key_file: '../server.key' }, folder),
    ).toBeUndefined();
  });

  it.each<[string, () => object, readonly RegExp[]]>([
    [
      'missing files',
      () => ({
        cert_file: 'no.pem',
        key_file: 'no.key',
        client_ca_file: 'no-ca.pem',
        client_auth_type: 'RequestClientCert',
      }),
      [
        /web\.yml:2: tls_server_config\.cert_file: expected a readable file, found no such file: "no\.pem"$/,
        /web\.yml:3: tls_server_config\.key_file: expected a readable file, found no such file: "no\.key"$/,
        /web\.yml:4: tls_server_config\.client_ca_file: expected a readable file, found no such file: "no-ca\.pem"$/,
      ],
    ],
    [
      'a folder',
      () => ({ cert_file: '.', key_file: 'server.key' }),
      [
        /web\.yml:\d+: tls_server_config\.cert_file: expected a readable file, found a directory: "\."$/,
      ],
    ],
    [
      'a name that a terminal would obey',
      () => ({ cert_file: '/\u009b31m', key_file: '/\0' }),
      [/found no such file: "\/\\u009b31m"$/, /found ERR_INVALID_ARG_VALUE: "\/\\u0000"$/],
    ],
    [
      'files of another kind',
      () => ({
        cert_file: 'server.key',
        key_file: 'server.pem',
        client_ca_file: 'server.key',
        client_auth_type: 'RequestClientCert',
      }),
      [
        /web\.yml:\d+: tls_server_config\.cert_file: expected a PEM certificate, found [A-Z_]+$/,
        /web\.yml:\d+: tls_server_config\.key_file: expected an unencrypted PEM private key, found [A-Z_]+$/,
        /web\.yml:\d+: tls_server_config\.client_ca_file: expected a PEM certificate, found [A-Z_]+$/,
      ],
    ],
    [
      'inline text of another kind',
      () => ({
        cert: 'nonsense',
        key: 'nonsense',
        client_ca: 'nonsense',
        client_auth_type: 'RequestClientCert',
      }),
      [
        /web\.yml:\d+: tls_server_config\.cert: expected a PEM certificate, found [A-Z_]+$/,
        /web\.yml:\d+: tls_server_config\.key: expected an unencrypted PEM private key, found [A-Z_]+$/,
        /web\.yml:\d+: tls_server_config\.client_ca: expected a PEM certificate, found [A-Z_]+$/,
      ],
    ],
    [
      'an encrypted key',
      () => ({ cert_file: 'server.pem', key_file: 'encrypted.key' }),
      [
        /web\.yml:\d+: tls_server_config\.key_file: expected an unencrypted PEM private key, found [A-Z_]+$/,
      ],
    ],
    [
      'the key of another certificate',
      () => ({ cert: server.cert, key: other.key }),
      [/web\.yml:\d+: tls_server_config\.key: expected the key of the certificate, found another$/],
    ],
  ])('are refused: %s', (_name, tls, faults) => {
    expect(faultsOf(tls())).toEqual(faults.map((fault) => expect.stringMatching(fault)));
  });
});
