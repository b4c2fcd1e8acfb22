/** HTTPS: who may connect, how, and what changes while the server runs. */

import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';

import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { stringify } from 'yaml';

import { ask, type Question } from './support/ask.ts';
import { Authority, type Pair } from './support/certificates.ts';
import { startExporter, stopExporters, type Setup } from './support/exporter.ts';
import { exchange, openWire } from '../support/wire.ts';
import { hasOpenssl } from '../support/tools.ts';

const describeTls = hasOpenssl() ? describe : describe.skip;

interface World {
  readonly authority: Authority;
  readonly stranger: Authority;
  readonly server: Pair;
  /** Client certificates. */
  readonly clients: Readonly<
    Record<'named' | 'nameless' | 'expired' | 'foreign' | 'wrongUsage', Pair>
  >;
}

let world: World;
let files = 0;

function makeWorld(): World {
  const authority = new Authority();
  const stranger = new Authority('somebody else');
  const names = 'DNS:scraper.example,IP:fd00::1,email:a@example.com,URI:spiffe://example/scraper';
  return {
    authority,
    stranger,
    server: authority.issue('server', { names: 'IP:127.0.0.1', usage: 'serverAuth' }),
    clients: {
      named: authority.issue('named', { names }),
      nameless: authority.issue('nameless'),
      expired: authority.issue('expired', { days: -1 }),
      foreign: stranger.issue('foreign', { names }),
      wrongUsage: authority.issue('wrong-usage', { usage: 'serverAuth' }),
    },
  };
}

/** Writes a web configuration with the server's certificate and these TLS settings. */
function writeConfig(tls: object, rest: object = {}): string {
  const file = path.join(world.authority.folder, `web-${(files += 1)}.yml`);
  rewrite(file, tls, rest);
  return file;
}

function rewrite(file: string, tls: object, rest: object = {}): void {
  const server = { cert_file: 'server.pem', key_file: 'server.key' };
  writeFileSync(file, stringify({ tls_server_config: { ...server, ...tls }, ...rest }));
}

function start(tls: object = {}, setup: Setup = {}) {
  return startExporter({ ...setup, webConfigFile: writeConfig(tls) });
}

/** The status of /-/healthy, or `refused` when the connection does not come about. */
async function visit(
  url: string,
  client?: Pair,
  tls: Question['tls'] = {},
): Promise<number | 'refused'> {
  const question = { path: '/-/healthy', ca: world.authority.cert, tls };
  try {
    return (await ask(url, { ...question, ...(client && { cert: client.cert, key: client.key }) }))
      .status;
  } catch {
    return 'refused';
  }
}

/** Completes a handshake and hands the socket over. */
function shakeHands(port: number, options: ConnectionOptions = {}): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', ca: world.authority.cert, ...options });
    socket.once('secureConnect', () => {
      resolve(socket);
    });
    socket.once('error', reject);
  });
}

describeTls('HTTPS', () => {
  beforeAll(() => {
    world = makeWorld();
  });
  afterAll(() => {
    world.authority.remove();
    world.stranger.remove();
  });
  afterEach(stopExporters);

  describe('without client certificates', () => {
    it('serves the same routes', async () => {
      const { url } = await start();
      expect(url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
      const reply = await ask(url, { path: '/metrics', ca: world.authority.cert });
      expect(reply).toMatchObject({ status: 200, body: '# text identity\n' });
    });

    it('takes certificate and key from the file itself, too', async () => {
      const { cert, key } = world.server;
      const { url } = await start({ cert_file: null, key_file: null, cert, key });
      expect(await visit(url)).toBe(200);
    });

    it('answers nothing in the clear', async () => {
      const { port } = await start();
      const text = await exchange(port, 'GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n');
      expect(text).not.toContain('HTTP/');
    });

    it('cuts off a handshake that does not end', async () => {
      const { port } = await start({}, { limits: { handshakeTimeout: 40 } });
      expect(await exchange(port, '')).not.toContain('HTTP/');
    });

    it('cuts off headers that do not end', async () => {
      const limits = { headersTimeout: 60, requestTimeout: 60, checkInterval: 20 };
      const { port } = await start({}, { limits });
      const socket = await shakeHands(port);
      socket.write('GET /metrics HTTP/1.1\r\nHost: x\r\n');
      let text = '';
      for await (const chunk of socket) text += String(chunk);
      expect(text).toMatch(/^$|^HTTP\/1.1 408 /);
    });

    it('keeps a connection for several requests', async () => {
      const { port } = await start();
      const socket = await shakeHands(port, { ALPNProtocols: ['h2', 'http/1.1'] });
      expect(socket.alpnProtocol).toBe('http/1.1');
      const one = 'GET /-/healthy HTTP/1.1\r\nHost: x\r\n\r\n';
      socket.write(one + one.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'));
      let text = '';
      for await (const chunk of socket) text += String(chunk);
      expect(text.match(/ 200 OK/g)).toHaveLength(2);
    });

    it('survives clients that leave in the middle of a handshake', async () => {
      const { url, port } = await start();
      for (const bytes of ['', '\x16\x03\x01', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03']) {
        const wire = await openWire(port, Buffer.from(bytes, 'latin1'));
        wire.socket.resetAndDestroy();
        const other = await openWire(port, Buffer.from(bytes, 'latin1'));
        other.socket.end();
        await other.ended;
      }
      expect(await visit(url)).toBe(200);
    });
  });

  describe('client certificates', () => {
    const ca = { client_ca_file: 'ca.pem' };

    it.each<[string, object, Readonly<Record<string, number | 'refused'>>]>([
      ['NoClientCert', {}, { none: 200, named: 200, foreign: 200, expired: 200 }],
      ['RequestClientCert', {}, { none: 200, named: 200, foreign: 200, expired: 200 }],
      ['RequireAnyClientCert', {}, { none: 'refused', named: 200, foreign: 200, expired: 200 }],
      [
        'VerifyClientCertIfGiven',
        ca,
        { none: 200, named: 200, foreign: 'refused', expired: 'refused', wrongUsage: 'refused' },
      ],
      [
        'RequireAndVerifyClientCert',
        ca,
        {
          none: 'refused',
          named: 200,
          foreign: 'refused',
          expired: 'refused',
          wrongUsage: 'refused',
        },
      ],
    ])('%s', async (client_auth_type, more, expected) => {
      const { url } = await start({ client_auth_type, ...more });
      const clients: Readonly<Record<string, Pair>> = world.clients;
      const seen: Record<string, number | 'refused'> = {};
      for (const name of Object.keys(expected)) {
        seen[name] = await visit(url, clients[name]);
        // TLS 1.2 learns of the certificate within the handshake, TLS 1.3 only after the client took it for done.
        const again = await visit(url, clients[name], { maxVersion: 'TLSv1.2' });
        expect(again).toBe(seen[name]);
      }
      expect(seen).toEqual(expected);
    });

    it('tells a client that a certificate is missing', async () => {
      const { port } = await start({ client_auth_type: 'RequireAndVerifyClientCert', ...ca });
      await expect(shakeHands(port, { maxVersion: 'TLSv1.2' })).rejects.toMatchObject({
        code: expect.stringContaining('_ALERT_'),
      });
    });

    it('takes the client CA from the file itself, too', async () => {
      const tls = {
        client_auth_type: 'RequireAndVerifyClientCert',
        client_ca: world.authority.cert,
      };
      const { url } = await start(tls);
      expect(await visit(url, world.clients.nameless)).toBe(200);
      expect(await visit(url, world.clients.foreign)).toBe('refused');
    });

    it.each([
      ['scraper.example', 200],
      ['fd00:0::1', 200],
      ['a@example.com', 200],
      ['spiffe://example/scraper', 200],
      ['other.example', 'refused'],
      ['SCRAPER.EXAMPLE', 'refused'],
      ['example', 'refused'],
      ['DNS:scraper.example', 'refused'],
    ])('with the name %s allowed: %s', async (name, expected) => {
      const { url } = await start({
        ...ca,
        client_auth_type: 'RequireAndVerifyClientCert',
        client_allowed_sans: ['unrelated.example', name],
      });
      expect(await visit(url, world.clients.named)).toBe(expected);
      expect(await visit(url, world.clients.nameless)).toBe('refused');
      expect(await visit(url, world.clients.foreign)).toBe('refused');
    });

    it('may allow names without verifying', async () => {
      const { url } = await start({
        client_auth_type: 'RequireAnyClientCert',
        client_allowed_sans: ['scraper.example'],
      });
      expect(await visit(url, world.clients.foreign)).toBe(200);
      expect(await visit(url, world.clients.nameless)).toBe('refused');
      expect(await visit(url)).toBe('refused');
    });
  });

  describe('versions, ciphers and curves', () => {
    it.each<[object, Question['tls'], number | 'refused']>([
      [{}, { maxVersion: 'TLSv1.2' }, 200],
      [{}, { minVersion: 'TLSv1.3' }, 200],
      [{}, { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL@SECLEVEL=0' }, 'refused'],
      [{ min_version: 'TLS13' }, { maxVersion: 'TLSv1.2' }, 'refused'],
      [{ min_version: 'TLS13' }, { minVersion: 'TLSv1.3' }, 200],
      [{ max_version: 'TLS12' }, { minVersion: 'TLSv1.3' }, 'refused'],
      [{ max_version: 'TLS12' }, { maxVersion: 'TLSv1.2' }, 200],
      [
        { min_version: 'TLS10' },
        { maxVersion: 'TLSv1', minVersion: 'TLSv1', ciphers: 'ALL@SECLEVEL=0' },
        200,
      ],
      [
        { min_version: 'TLS11' },
        { maxVersion: 'TLSv1.1', minVersion: 'TLSv1', ciphers: 'ALL@SECLEVEL=0' },
        200,
      ],
      [
        { min_version: 'TLS11' },
        { maxVersion: 'TLSv1', minVersion: 'TLSv1', ciphers: 'ALL@SECLEVEL=0' },
        'refused',
      ],
      [
        { min_version: 'TLS10', cipher_suites: ['TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA'] },
        { maxVersion: 'TLSv1', minVersion: 'TLSv1', ciphers: 'ECDHE-ECDSA-AES256-SHA@SECLEVEL=0' },
        200,
      ],
      [
        { cipher_suites: ['TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384'] },
        { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES256-GCM-SHA384' },
        200,
      ],
      [
        { cipher_suites: ['TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384'] },
        { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-GCM-SHA256' },
        'refused',
      ],
      [
        { cipher_suites: ['TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384'] },
        { minVersion: 'TLSv1.3' },
        200,
      ],
      [{ cipher_suites: ['TLS_AES_128_GCM_SHA256'] }, { maxVersion: 'TLSv1.2' }, 'refused'],
      [{ cipher_suites: ['TLS_AES_128_GCM_SHA256'] }, { minVersion: 'TLSv1.3' }, 200],
      [{ cipher_suites: [] }, { maxVersion: 'TLSv1.2' }, 200],
      [{ curve_preferences: ['CurveP384'] }, { ecdhCurve: 'P-384' }, 200],
      [{ curve_preferences: ['CurveP384'] }, { ecdhCurve: 'P-521' }, 'refused'],
      [{ curve_preferences: ['CurveP521', 'X25519'] }, { ecdhCurve: 'X25519' }, 200],
    ])('%j and a client with %j: %s', async (server, client, expected) => {
      const { url } = await start(server);
      expect(await visit(url, undefined, client)).toBe(expected);
    });

    it.each([
      [true, 'ECDHE-ECDSA-AES256-GCM-SHA384'],
      [false, 'ECDHE-ECDSA-AES128-GCM-SHA256'],
    ])('with prefer_server_cipher_suites %s chooses %s', async (prefer, expected) => {
      const { port } = await start({
        prefer_server_cipher_suites: prefer,
        cipher_suites: [
          'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384',
          'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
        ],
      });
      const socket = await shakeHands(port, {
        maxVersion: 'TLSv1.2',
        ciphers: 'ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384',
      });
      expect(socket.getCipher().name).toBe(expected);
      socket.destroy();
    });
  });

  describe('while it runs', () => {
    /** The name in the certificate that a new connection is shown. */
    async function shownName(port: number): Promise<string> {
      const socket = await shakeHands(port);
      const { subject } = socket.getPeerCertificate();
      socket.destroy();
      return String(subject.CN);
    }

    it('shows a renewed certificate to new connections and keeps old ones', async () => {
      const { certFile, keyFile } = world.authority.issue('before', {
        names: 'IP:127.0.0.1',
        usage: 'serverAuth',
      });
      const next = world.authority.issue('after', { names: 'IP:127.0.0.1', usage: 'serverAuth' });
      const { port, clock, log } = await start({ cert_file: 'before.pem', key_file: 'before.key' });
      const old = await shakeHands(port);

      writeFileSync(certFile, next.cert);
      await clock.advance(1_000);
      expect(await shownName(port)).toBe('before');
      expect(log.lines.at(-1)).toMatchObject({
        level: 'error',
        fields: {
          error: expect.stringContaining('key_file: expected the key of the certificate'),
        },
      });

      writeFileSync(keyFile, next.key);
      expect(await shownName(port)).toBe('before');
      await clock.advance(1_000);
      expect(await shownName(port)).toBe('after');

      old.write('GET /-/healthy HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
      let text = '';
      for await (const chunk of old) text += String(chunk);
      expect(text).toContain('200 OK');
    });

    it('takes over a change of every other setting', async () => {
      const file = writeConfig({});
      const { url, clock } = await startExporter({ webConfigFile: file });
      expect(await visit(url)).toBe(200);
      rewrite(file, { max_version: 'TLS12' });
      await clock.advance(1_000);
      expect(await visit(url, undefined, { minVersion: 'TLSv1.3' })).toBe('refused');
      expect(await visit(url)).toBe(200);
      const verified = { client_auth_type: 'RequireAndVerifyClientCert', client_ca_file: 'ca.pem' };
      rewrite(file, verified);
      await clock.advance(1_000);
      expect(await visit(url)).toBe('refused');
      expect(await visit(url, world.clients.named)).toBe(200);
      rewrite(file, { ...verified, client_allowed_sans: ['scraper.example'] });
      await clock.advance(1_000);
      expect(await visit(url, world.clients.named)).toBe(200);
      expect(await visit(url, world.clients.nameless)).toBe('refused');
    });

    describe('keeps its client certificate policy until a restart', () => {
      const ca = { client_ca_file: 'ca.pem' };
      const verified = { client_auth_type: 'RequireAndVerifyClientCert', ...ca };

      it.each<[string, object, object, RegExp]>([
        ['no type', verified, {}, /client_auth_type: expected a type that asks for client/],
        [
          'a type that requires none',
          verified,
          { client_auth_type: 'VerifyClientCertIfGiven', ...ca },
          /client_auth_type: expected a type that requires client certificates until a restart/,
        ],
        [
          'a type that verifies none',
          verified,
          { client_auth_type: 'RequireAnyClientCert' },
          /client_auth_type: expected a type that verifies client certificates until a restart/,
        ],
        [
          'no allowed name',
          { ...verified, client_allowed_sans: ['scraper.example'] },
          verified,
          /client_allowed_sans: expected at least one name until a restart, found none/,
        ],
      ])('against %s', async (_name, running, next, error) => {
        const file = writeConfig(running);
        const reloads: boolean[] = [];
        const { url, clock, log } = await startExporter({
          webConfigFile: file,
          onWebConfigReload: (isSuccessful) => reloads.push(isSuccessful),
        });
        rewrite(file, next);
        await clock.advance(5_000);
        expect(await visit(url)).toBe('refused');
        expect(await visit(url, world.clients.foreign)).toBe('refused');
        expect(await visit(url, world.clients.named)).toBe(200);
        expect(await visit(url, world.clients.nameless)).toBe(
          'client_allowed_sans' in running ? 'refused' : 200,
        );
        const lines = log.lines.filter(({ level }) => level === 'error');
        expect(lines.map(({ fields }) => fields['error'])).toEqual([expect.stringMatching(error)]);
        expect(reloads).toEqual([false]);
      });

      it('whatever part of the file is written so far', async () => {
        const file = writeConfig(verified);
        const text = readFileSync(file, 'utf8');
        const { url, clock } = await startExporter({ webConfigFile: file });
        for (let end = 0; end < text.length; end += 1) {
          writeFileSync(file, text.slice(0, end));
          await clock.advance(1_000);
          expect([end, await visit(url)]).toEqual([end, 'refused']);
        }
        expect(await visit(url, world.clients.named)).toBe(200);
      });
    });

    it('forgets the sessions of clients that earlier settings let in', async () => {
      const tls = { client_auth_type: 'RequireAndVerifyClientCert', client_ca_file: 'ca.pem' };
      const file = writeConfig(tls);
      const { port, clock } = await startExporter({ webConfigFile: file });
      const { cert, key } = world.clients.nameless;
      const first = await shakeHands(port, { maxVersion: 'TLSv1.2', cert, key });
      const session = first.getSession();
      first.destroy();
      const resume = { maxVersion: 'TLSv1.2', ...(session && { session }) } as const;
      const resumed = await shakeHands(port, resume);
      expect(resumed.isSessionReused()).toBe(true);
      resumed.destroy();

      rewrite(file, { ...tls, client_allowed_sans: ['scraper.example'] });
      await clock.advance(1_000);
      await expect(shakeHands(port, resume)).rejects.toMatchObject({
        code: expect.stringMatching(/^(ERR_SSL_|ECONNRESET)/),
      });
    });

    it('does not fall back to plain HTTP when the settings are gone', async () => {
      const file = writeConfig({});
      const { url, clock, log } = await startExporter({ webConfigFile: file });
      writeFileSync(file, '');
      await clock.advance(1_000);
      expect(await visit(url)).toBe(200);
      expect(log.lines.at(-1)).toMatchObject({
        level: 'error',
        fields: { error: 'tls_server_config: expected TLS settings until a restart, found none' },
      });
    });

    it('closes connections with and without a handshake', async () => {
      const exporter = await start();
      const idle = await shakeHands(exporter.port);
      const mute = await openWire(exporter.port);
      const closed = exporter.close(1_000);
      for await (const _ of idle) void _;
      await exporter.clock.advance(1_000);
      expect(await mute.ended).toBe('');
      await closed;
    });
  });
});
