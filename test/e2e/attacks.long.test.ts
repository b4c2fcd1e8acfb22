/** Clients that attack a running daemon, on each release of Node.js that is there. */

import { request } from 'node:http';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';

import { afterEach, describe, expect, it } from '@jest/globals';
import { hashSync } from 'bcryptjs';

import { nodeReleases } from '../support/nodes.ts';
import { Cleanup } from './support/cleanup.ts';
import { startDaemon, stopDaemon, type Daemon } from './support/daemon.ts';
import { temporaryFolder } from '../support/folder.ts';

const cleanup = new Cleanup();
afterEach(() => cleanup.run());

const LOGIN = `Basic ${Buffer.from('alice:right').toString('base64')}`;

const get = (path: string, headers = ''): string =>
  `GET ${path} HTTP/1.1\r\nHost: x\r\n${headers}\r\n`;

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

async function start(node: string, args: readonly string[]): Promise<Daemon> {
  const daemon = await startDaemon(['--demo', ...args], {}, node);
  cleanup.add(() => stopDaemon(daemon));
  return daemon;
}

async function startWithLogin(node: string): Promise<Daemon> {
  const folder = temporaryFolder();
  cleanup.add(() => {
    folder.remove();
  });
  const users = `basic_auth_users: {alice: '${hashSync('right', 10)}'}\n`;
  return start(node, [`--web.config.file=${folder.write('web.yml', users)}`]);
}

/** The status of a GET on a connection of its own. Rejects when the connection breaks. */
function ask(
  daemon: Daemon,
  path: string,
  options: { readonly authorization?: string; readonly localAddress?: string } = {},
): Promise<{ readonly status: number }> {
  const { authorization, localAddress } = options;
  return new Promise((resolve, reject) => {
    const sent = request(new URL(path, daemon.url), {
      agent: false,
      ...(localAddress !== undefined && { localAddress }),
      ...(authorization !== undefined && { headers: { authorization } }),
    });
    sent.on('error', reject).on('response', (response) => {
      response.resume().on('end', () => {
        resolve({ status: response.statusCode ?? 0 });
      });
    });
    sent.end();
  });
}

async function open(daemon: Daemon, bytes: string): Promise<Socket> {
  const socket = connect(Number(new URL(daemon.url).port), '127.0.0.1');
  socket.on('error', () => undefined);
  await new Promise<void>((resolve) => {
    socket.once('connect', resolve);
  });
  socket.write(bytes);
  return socket;
}

function residentMiB({ child }: Daemon): number {
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
}

describe.each(nodeReleases())('on Node.js %s', (_version, node) => {
  it('/metrics is served after pipelined requests that were never read and reset', async () => {
    const daemon = await start(node, []);
    for (let round = 0; round < 3; round += 1) {
      const socket = await open(daemon, get('/').repeat(300) + get('/metrics').repeat(41));
      socket.pause();
      await pause(100);
      socket.resetAndDestroy();
    }
    await pause(500);
    expect((await ask(daemon, '/metrics')).status).toBe(200);
    const page = await (await fetch(`${daemon.url}/metrics`)).text();
    expect(page).toMatch(/http_requests_total\{handler="metrics",code="200"\} \d+/);
  });

  it('/metrics is served after clients that left before the verdict on their password', async () => {
    const daemon = await startWithLogin(node);
    const scrape = get('/metrics', `Authorization: ${LOGIN}\r\n`);
    const sockets = await Promise.all(Array.from({ length: 41 }, () => open(daemon, scrape)));
    await pause(60);
    for (const socket of sockets) socket.destroy();
    expect((await ask(daemon, '/metrics', { authorization: LOGIN })).status).toBe(200);
  });

  it('a first login is accepted at once beside 40 connections that guess from elsewhere', async () => {
    const daemon = await startWithLogin(node);
    const flood = new AbortController();
    let judged = 0;
    const guess = async (): Promise<void> => {
      while (!flood.signal.aborted) {
        const password = Buffer.from(`alice:${Math.random()}`).toString('base64');
        const from = { authorization: `Basic ${password}`, localAddress: '127.0.0.2' };
        await ask(daemon, '/metrics', from);
        judged += 1;
      }
    };
    const guesses = Array.from({ length: 40 }, guess);
    await pause(20_000);
    const before = judged;
    const { status } = await ask(daemon, '/metrics', { authorization: LOGIN });
    const meanwhile = judged - before;
    flood.abort();
    expect(status).toBe(200);
    // Counted in comparisons, since a busy machine takes longer for each: one that ran, and those that ended before this
    // process came to ask. In order of arrival there would be 40.
    expect(meanwhile).toBeLessThanOrEqual(15);
    await Promise.all(guesses);
  });

  it('200 pipelined status pages leave the others answered and the memory free', async () => {
    const daemon = await start(node, []);
    await ask(daemon, '/');
    const before = residentMiB(daemon);
    const socket = await open(daemon, get('/').repeat(200));
    socket.resume();
    let most = before;
    for (let probe = 0; probe < 100; probe += 1) {
      expect(await ask(daemon, '/-/healthy')).toMatchObject({ status: 200 });
      most = Math.max(most, residentMiB(daemon));
    }
    socket.destroy();
    expect(most - before).toBeLessThan(100);
  });
});
