/** A daemon that listens on sockets it was given, as systemd gives them. */

import { afterEach, describe, expect, it } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { execPath } from 'node:process';
import { isInstalled } from '../support/tools.ts';
import { MAIN, runToEnd } from './support/daemon.ts';
import { freePort } from '../support/free-port.ts';
import { until } from '../support/until.ts';

let child: ChildProcess | undefined;

afterEach(async () => {
  if (child?.exitCode === null && child.signalCode === null) {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  child = undefined;
});

const ARGS = [MAIN, '--demo', '--web.systemd-socket'];

async function healthy(port: number): Promise<boolean> {
  const answer = await fetch(`http://127.0.0.1:${port}/-/healthy`).catch(() => undefined);
  return answer?.status === 200;
}

async function passedServer(): Promise<{ readonly server: Server; readonly port: number }> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port };
}

/** The descriptor of a server; Node.js has no public name for it. */
function descriptorOf(server: Server): number {
  const handle: unknown = Reflect.get(server, '_handle');
  return Number(Reflect.get(handle as object, 'fd'));
}

describe('--web.systemd-socket', () => {
  it('serves every socket that it is given, and logs its address', async () => {
    const passed = [await passedServer(), await passedServer()];
    // The shell becomes the program, whose number is then right.
    const script = 'LISTEN_PID=$$ LISTEN_FDS=2 exec "$@"';
    const running = spawn('/bin/sh', ['-c', script, 'sh', execPath, ...ARGS], {
      stdio: ['ignore', 'ignore', 'pipe', ...passed.map(({ server }) => descriptorOf(server))],
    });
    child = running;
    let log = '';
    running.stderr?.setEncoding('utf8').on('data', (text: string) => {
      log += text;
    });
    // The child has its own descriptors; here nothing must accept what is meant for it.
    for (const { server } of passed) server.close();
    for (const { port } of passed) await until(() => healthy(port));
    for (const { port } of passed) expect(log).toContain(`"address":"http://127.0.0.1:${port}"`);
    running.kill('SIGTERM');
    expect((await once(running, 'exit'))[0]).toBe(0);
  });

  it.each([
    ['no socket', {}, /systemd passed no socket \(LISTEN_FDS\)/],
    [
      'sockets of another process',
      { LISTEN_PID: '1', LISTEN_FDS: '1' },
      /the sockets are meant for process .*1.* \(LISTEN_PID\)/,
    ],
  ])('says that there is %s, and ends with 1', async (_name, env, line) => {
    const { code, stderr } = await runToEnd(ARGS.slice(1), env);
    expect(code).toBe(1);
    expect(stderr).toMatch(line);
  });
});

(isInstalled('systemd-socket-activate') ? describe : describe.skip)('systemd itself', () => {
  it('starts the daemon with the first connection', async () => {
    const port = await freePort();
    child = spawn('systemd-socket-activate', [`--listen=127.0.0.1:${port}`, execPath, ...ARGS], {
      stdio: 'ignore',
    });
    await until(() => healthy(port));
    child.kill('SIGTERM');
    expect((await once(child, 'exit'))[0]).toBe(0);
  });
});
