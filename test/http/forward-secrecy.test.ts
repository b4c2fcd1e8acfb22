/** Which key exchanges a server with an RSA key agrees to, asked by openssl. */

import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';
import { stringify } from 'yaml';
import { startExporter, stopExporters } from './support/exporter.ts';
import { hasOpenssl } from '../support/tools.ts';
import { temporaryFolder, type Folder } from '../support/folder.ts';

const run = promisify(execFile);

(hasOpenssl() ? describe : describe.skip)('a server with an RSA key', () => {
  let folder: Folder;
  let pair: { readonly cert_file: string; readonly key_file: string };

  beforeAll(() => {
    folder = temporaryFolder();
    pair = { cert_file: folder.write('rsa.pem', ''), key_file: folder.write('rsa.key', '') };
    const names = [
      '-subj',
      '/CN=localhost',
      '-days',
      '1',
      '-keyout',
      pair.key_file,
      '-out',
      pair.cert_file,
    ];
    execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-noenc', ...names], {
      stdio: 'ignore',
    });
  });

  afterEach(stopExporters);
  afterAll(() => {
    folder.remove();
  });

  /** The suite agreed on; undefined where there is none. */
  async function suiteOf(settings: object, offered: string): Promise<string | undefined> {
    const webConfigFile = folder.write(
      'web.yml',
      stringify({ tls_server_config: { ...pair, ...settings } }),
    );
    const { port } = await startExporter({ webConfigFile });
    const args = [
      's_client',
      '-connect',
      `127.0.0.1:${port}`,
      '-tls1_2',
      '-cipher',
      offered,
      '-brief',
    ];
    const client = run('openssl', args);
    client.child.stdin?.end();
    const output = await client.then(
      ({ stderr }) => stderr,
      () => '',
    );
    return /^Ciphersuite: (\S+)$/m.exec(output)?.[1];
  }

  it.each([
    ['as it is', {}],
    ['with old versions of TLS', { min_version: 'TLS10' }],
  ])('%s keeps every connection secret from who gets the key later', async (_name, settings) => {
    expect(await suiteOf(settings, 'kRSA')).toBeUndefined();
    expect(await suiteOf(settings, 'kRSA:ECDHE-RSA-AES128-GCM-SHA256')).toBe(
      'ECDHE-RSA-AES128-GCM-SHA256',
    );
  });
});
