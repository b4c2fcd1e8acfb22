/** What a web configuration does to requests, and the example and the documentation of it. */

import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { hashSync } from 'bcryptjs';
import { stringify } from 'yaml';

import { WorkerComparer } from '../../src/http/auth/password-comparer.ts';
import { loadWebConfig } from '../../src/http/web-config/web-config.ts';
import { checkWebConfig } from '../../src/http/web-config/schema.ts';
import { ask } from './support/ask.ts';
import { countingComparer } from './support/comparer.ts';
import { startExporter, stopExporters } from './support/exporter.ts';
import { faultsOf } from './support/web-config.ts';
import { isInstalled } from '../support/tools.ts';
import { until } from '../support/until.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'web-'));
let files = 0;

afterEach(stopExporters);
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function write(document: object): string {
  const file = path.join(folder, `web-${(files += 1)}.yml`);
  writeFileSync(file, stringify(document));
  return file;
}

const login = (user: string, password: string) => ({
  Authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
});

describe('basic_auth_users', () => {
  const users = { basic_auth_users: { alice: hashSync('right', 4) } };

  it('guards every path', async () => {
    const comparer = countingComparer('right');
    const { url } = await startExporter({ webConfigFile: write(users), comparer });
    for (const path of ['/metrics', '/', '/-/healthy', '/-/ready', '/nothing', '/%zz']) {
      const reply = await ask(url, { path });
      expect(reply).toMatchObject({
        status: 401,
        body: 'unauthorised\n',
        headers: { 'www-authenticate': 'Basic realm="alicloud-vpn-exporter", charset="UTF-8"' },
      });
    }
    expect((await ask(url, { path: '/-/reload', method: 'POST' })).status).toBe(401);
    const right = login('alice', 'right');
    expect((await ask(url, { path: '/metrics', headers: right })).status).toBe(200);
    expect((await ask(url, { path: '/nothing', headers: right })).status).toBe(404);
    expect((await ask(url, { path: '/metrics', headers: login('alice', 'x') })).status).toBe(401);
    expect((await ask(url, { path: '/metrics', headers: login('bob', 'right') })).status).toBe(401);
  });

  it('compares with real hashes', async () => {
    const comparer = new WorkerComparer();
    const { url } = await startExporter({ webConfigFile: write(users), comparer });
    expect((await ask(url, { headers: login('alice', 'right') })).status).toBe(200);
    expect((await ask(url, { headers: login('alice', 'wrong') })).status).toBe(401);
  });

  it('changes with the file', async () => {
    const comparer = countingComparer('right');
    const file = write(users);
    const { url, clock } = await startExporter({ webConfigFile: file, comparer });
    expect((await ask(url, { headers: login('bob', 'right') })).status).toBe(401);
    writeFileSync(file, stringify({ basic_auth_users: { bob: hashSync('x', 4) } }));
    await clock.advance(1_000);
    expect((await ask(url, { headers: login('bob', 'right') })).status).toBe(200);
    expect((await ask(url, { headers: login('alice', 'right') })).status).toBe(401);
  });

  it('stays on whatever part of the file is written so far', async () => {
    const comparer = countingComparer('right');
    const both = { basic_auth_users: { alice: hashSync('right', 4), bob: hashSync('right', 4) } };
    const file = write({ rate_limit: { interval: '1ms', burst: 9 }, ...both });
    const text = readFileSync(file, 'utf8');
    const { url, clock } = await startExporter({ webConfigFile: file, comparer });
    for (let end = 0; end < text.length; end += 1) {
      writeFileSync(file, text.slice(0, end));
      await clock.advance(1_000);
      expect([end, (await ask(url)).status]).toEqual([end, 401]);
    }
    writeFileSync(file, text);
    await clock.advance(1_000);
    expect((await ask(url, { headers: login('alice', 'right') })).status).toBe(200);
  });

  it.each<[string, (file: string) => void]>([
    ['is emptied', (file) => writeFileSync(file, '')],
    ['is removed', (file) => rmSync(file)],
    ['loses its users', (file) => writeFileSync(file, 'basic_auth_users: {}\n')],
    ['has other settings', (file) => writeFileSync(file, 'http_server_config: {http2: true}\n')],
    ['is no YAML', (file) => writeFileSync(file, 'basic_auth_users: {')],
    [
      'has a password in place of a hash',
      (file) => writeFileSync(file, 'basic_auth_users: {eve: open}'),
    ],
  ])('stays on when the file %s', async (_name, damage) => {
    const comparer = countingComparer('right');
    const file = write(users);
    const reloads: boolean[] = [];
    const { url, clock, log } = await startExporter({
      webConfigFile: file,
      comparer,
      onWebConfigReload: (isSuccessful) => reloads.push(isSuccessful),
    });
    damage(file);
    await clock.advance(10_000);
    expect((await ask(url)).status).toBe(401);
    expect((await ask(url, { headers: login('eve', 'open') })).status).toBe(401);
    expect((await ask(url, { headers: login('alice', 'right') })).status).toBe(200);
    expect(log.lines.filter(({ level }) => level === 'error')).toHaveLength(1);
    expect(JSON.stringify(log.lines)).not.toContain('open"');
    expect(reloads).toEqual([false]);

    writeFileSync(file, stringify({ basic_auth_users: { bob: hashSync('x', 4) } }));
    await clock.advance(1_000);
    expect((await ask(url, { headers: login('bob', 'right') })).status).toBe(200);
    expect((await ask(url, { headers: login('alice', 'right') })).status).toBe(401);
    expect(reloads).toEqual([false, true]);
  });

  it('answers 503 to more logins at once than can be judged', async () => {
    const comparer = countingComparer('right');
    const { url } = await startExporter({
      webConfigFile: write(users),
      comparer,
      limits: { maxWaitingLoginsPerClient: 1 },
    });
    comparer.hold();
    const guess = ask(url, { headers: login('alice', 'a') });
    while (comparer.hashes.length === 0) await new Promise(setImmediate);
    const others = ['b', 'c'].map((password) => ask(url, { headers: login('alice', password) }));
    expect(await Promise.race(others)).toMatchObject({
      status: 503,
      headers: { 'retry-after': '1' },
    });
    // Another client has a turn of its own.
    const other = ask(url, { headers: login('alice', 'right'), localAddress: '127.0.0.2' });
    await ask(url);
    comparer.release();
    expect((await guess).status).toBe(401);
    expect((await other).status).toBe(200);
  });

  it('compares nothing for a client that has left while its login waited', async () => {
    const comparer = countingComparer('right');
    const { url, port } = await startExporter({
      webConfigFile: write(users),
      comparer,
      limits: { maxConnectionsPerClient: 1 },
    });
    comparer.hold();
    const stays = ask(url, { headers: login('alice', 'a') });
    await until(() => comparer.hashes.length === 1);

    const localAddress = '127.0.0.2';
    const leaver = connect({ port, host: '127.0.0.1', localAddress });
    await once(leaver, 'connect');
    const { Authorization } = login('alice', 'b');
    leaver.write(`GET / HTTP/1.1\r\nHost: x\r\nAuthorization: ${Authorization}\r\n\r\n`);
    // What comes later is answered later: by then the login waits.
    await ask(url, { localAddress: '127.0.0.3' });
    leaver.destroy();
    // Its one connection is free again only after the server has seen it go.
    await until(() => ask(url, { localAddress }).then(Boolean, () => false));

    comparer.release();
    expect((await stays).status).toBe(401);
    expect(comparer.hashes).toHaveLength(1);
  });

  it('answers 500 when a login cannot be judged', async () => {
    const { url, log } = await startExporter({ webConfigFile: write(users) });
    expect((await ask(url, { headers: login('alice', 'right') })).status).toBe(500);
    const shown = JSON.stringify(log.lines);
    expect(shown).toContain('a request failed');
    expect(shown).not.toContain('right');
  });
});

describe('headers', () => {
  it('are added, replace the defaults or take them away', async () => {
    const headers = {
      'Content-Security-Policy': "default-src 'self'",
      'X-Frame-Options': '',
      'X-Content-Type-Options': 'nosniff',
      'X-XSS-Protection': '1; mode=block',
      'Strict-Transport-Security': 'max-age=31536000',
    };
    const { url } = await startExporter({
      webConfigFile: write({ http_server_config: { headers } }),
    });
    for (const path of ['/', '/metrics', '/nothing']) {
      const reply = await ask(url, { path });
      expect(reply.headers).toMatchObject({
        'content-security-policy': "default-src 'self'",
        'x-content-type-options': 'nosniff',
        'x-xss-protection': '1; mode=block',
        'strict-transport-security': 'max-age=31536000',
        'referrer-policy': 'no-referrer',
      });
      expect(reply.headers).not.toHaveProperty('x-frame-options');
    }
  });
});

describe('rate_limit', () => {
  const CSP = { 'Content-Security-Policy': "default-src 'none'" };

  it('answers 429 past the burst, until a request is earned again', async () => {
    const limit = (interval: string, burst: number) => ({ rate_limit: { interval, burst } });
    const file = write(limit('10s', 2));
    const { url, clock } = await startExporter({ webConfigFile: file });
    const visit = async () => (await ask(url, { path: '/-/healthy' })).status;
    expect([await visit(), await visit(), await visit()]).toEqual([200, 200, 429]);
    expect((await ask(url)).headers['retry-after']).toBe('10');
    await clock.advance(9_999);
    expect(await visit()).toBe(429);
    await clock.advance(1);
    expect([await visit(), await visit()]).toEqual([200, 429]);
    await clock.advance(3_600_000);
    expect([await visit(), await visit(), await visit()]).toEqual([200, 200, 429]);

    writeFileSync(file, stringify(limit('1s', 3)));
    await clock.advance(1_000);
    expect([await visit(), await visit(), await visit(), await visit()]).toEqual([
      200, 200, 200, 429,
    ]);
    writeFileSync(file, stringify({ ...limit('0', 0), http_server_config: { headers: CSP } }));
    await clock.advance(1_000);
    expect([await visit(), await visit(), await visit(), await visit()]).toEqual([
      200, 200, 200, 200,
    ]);
  });

  it('comes before the login, which it protects', async () => {
    const comparer = countingComparer('right');
    const { url } = await startExporter({
      webConfigFile: write({
        basic_auth_users: { alice: hashSync('right', 4) },
        rate_limit: { interval: '1h', burst: 1 },
      }),
      comparer,
    });
    expect((await ask(url, { headers: login('alice', 'a') })).status).toBe(401);
    expect((await ask(url, { headers: login('alice', 'right') })).status).toBe(429);
    expect(comparer.hashes).toHaveLength(1);
  });
});

describe('the example', () => {
  const file = path.resolve('config/web.yml');
  const text = readFileSync(file, 'utf8');

  it('is valid and changes nothing', () => {
    expect(loadWebConfig(file).result.value).toEqual({
      tls: undefined,
      headers: {},
      users: new Map(),
      rateLimit: undefined,
      isBlank: true,
    });
  });

  it('is valid with every comment turned into a setting', () => {
    const active = text.replaceAll(/^( *)# ( *(?:[\w-]+:|- ))/gm, '$1$2');
    const { value, faults } = checkWebConfig(active);
    expect(faults).toBeUndefined();
    expect(Object.keys(value ?? {})).toHaveLength(4);
  });
});

(isInstalled('promtool') ? describe : describe.skip)('Prometheus', () => {
  it('takes the example for a web configuration of its own', () => {
    const { status, stderr } = spawnSync('promtool', ['check', 'web-config', 'config/web.yml']);
    expect({ status, stderr: stderr.toString() }).toEqual({
      status: 0,
      stderr: 'config/web.yml SUCCESS\n',
    });
  });
});

describe('the documentation', () => {
  it('names every key', () => {
    const documentation = readFileSync('docs/web-configuration.md', 'utf8');
    const faults = faultsOf(
      stringify({
        x: 1,
        tls_server_config: { x: 1 },
        http_server_config: { x: 1, headers: { x: 1 } },
        rate_limit: { x: 1 },
      }),
    );
    const keys = (faults ?? [])
      .filter((line) => line.endsWith('found "x"'))
      .flatMap((line) =>
        line.replace(/^.*: expected one of the keys (.*), found.*$/, '$1').split(', '),
      );
    expect(keys.length).toBeGreaterThan(20);
    for (const key of keys) expect(documentation).toContain(`\`${key}\``);
  });
});
