/** Where the HTTP side listens, and what it says when it cannot. */

import { createServer } from 'node:net';
import { once } from 'node:events';

import { describe, expect, it } from '@jest/globals';

import type { ListenAddress } from '../../src/model/address.ts';
import { listenFailure, urlOf } from '../../src/http/server.ts';
import type { HttpDependencies } from '../../src/http/dependencies.ts';
import { listen } from '../../src/http/listen.ts';
import { ask } from './support/ask.ts';
import { MemoryLog } from '../support/memory-log.ts';

const LOOPBACK: ListenAddress = { host: '127.0.0.1', port: 0 };

function dependencies(log = new MemoryLog()): HttpDependencies {
  return {
    telemetryPath: '/metrics',
    routePrefix: '',
    externalPath: '',
    enableLifecycle: false,
    metrics: () => ({ contentType: 'text/plain', chunks: [], encoding: 'identity' }),
    statusPage: () => '',
    waitingFor: () => undefined,
    countAnswer: () => undefined,
    countRefusedConnection: () => undefined,
    reload: () => Promise.resolve([]),
    onWebConfigReload: () => undefined,
    log,
  };
}

function open(addresses: readonly ListenAddress[], signal = new AbortController().signal) {
  return listen(addresses, dependencies(), undefined, signal);
}

/** A port on which somebody else listens. */
async function takePort() {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const address = other.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  return { port, free: () => other.close() };
}

describe('listening', () => {
  it('serves every address and names it with its real port', async () => {
    const log = new MemoryLog();
    const side = await listen(
      [LOOPBACK, { host: 'localhost', port: 0 }, { host: undefined, port: 0 }],
      dependencies(log),
      undefined,
      new AbortController().signal,
    );
    const [first = '', second = '', third = ''] = side.addresses;
    expect(first).toMatch(/^http:\/\/127\.0\.0\.1:[1-9]\d*$/);
    expect(second).toMatch(/^http:\/\/localhost:[1-9]\d*$/);
    expect(third).toMatch(/^http:\/\/(\[::\]|0\.0\.0\.0):[1-9]\d*$/);
    for (const url of [first, second, `http://127.0.0.1:${new URL(third).port}`]) {
      expect((await ask(url, { path: '/-/healthy' })).status).toBe(200);
    }
    expect(log.lines.map(({ fields }) => fields['address'])).toEqual(side.addresses);
    await side.close(0);
  });

  it('fails with one line when the port is taken, and closes what was open', async () => {
    const { port, free } = await takePort();
    const probe = await takePort();
    probe.free();
    const attempt = open([
      { host: '127.0.0.1', port: probe.port },
      { host: '127.0.0.1', port },
    ]);
    await expect(attempt).rejects.toThrow(
      `cannot listen on 127.0.0.1:${port}: the port is taken by another process (EADDRINUSE)`,
    );
    await expect(ask(`http://127.0.0.1:${probe.port}`)).rejects.toMatchObject({
      code: 'ECONNREFUSED',
    });
    free();
  });

  it('fails with one line when the host has no address', async () => {
    const attempt = open([{ host: 'host.invalid', port: 0 }]);
    await expect(attempt).rejects.toThrow(
      /^cannot listen on host\.invalid:0: the host name cannot be resolved.* \((ENOTFOUND|EAI_AGAIN)\)$/,
    );
  });

  it('fails with one line when the port is none', async () => {
    await expect(open([{ host: '::1', port: 70_000 }])).rejects.toThrow(
      'cannot listen on [::1]:70000: a port is a number from 0 to 65535 (ERR_SOCKET_BAD_PORT)',
    );
  });

  it('gives up when the signal is aborted', async () => {
    const reason = new Error('stopping');
    await expect(open([LOOPBACK], AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});

describe('addresses in words', () => {
  it.each([
    ['http', '127.0.0.1', { address: '127.0.0.1', family: 'IPv4', port: 1 }, 'http://127.0.0.1:1'],
    [
      'https',
      'name.example',
      { address: '::1', family: 'IPv6', port: 2 },
      'https://name.example:2',
    ],
    ['http', undefined, { address: '::', family: 'IPv6', port: 3 }, 'http://[::]:3'],
    ['http', '::1', { address: '::1', family: 'IPv6', port: 4 }, 'http://[::1]:4'],
  ] as const)('%s %s', (scheme, host, bound, url) => {
    expect(urlOf(scheme, { host, port: 0 }, bound)).toBe(url);
  });

  it('names a passed socket by what it is bound to', () => {
    const bound = { address: '127.0.0.1', family: 'IPv4', port: 5 };
    expect(urlOf('http', { fd: 3 }, bound)).toBe('http://127.0.0.1:5');
    expect(urlOf('http', { fd: 3 }, '/run/vpn.sock')).toBe('unix:/run/vpn.sock');
    const error = Object.assign(new Error('listen'), { code: 'EBADF' });
    expect(listenFailure({ fd: 3 }, error).message).toBe(
      'cannot listen on file descriptor 3: it is not open (EBADF)',
    );
  });

  it.each([
    ['EACCES', 'this user may not listen on the port (EACCES)'],
    ['EWHAT', 'the system refuses it (EWHAT)'],
    [undefined, 'the system refuses it (unknown)'],
  ])('%s', (code, cause) => {
    const error = Object.assign(new Error('listen'), code === undefined ? {} : { code });
    expect(listenFailure({ host: undefined, port: 80 }, error).message).toBe(
      `cannot listen on :80: ${cause}`,
    );
  });
});
