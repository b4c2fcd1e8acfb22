/** Runs the built program as a real process. */

import { afterAll } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { connect, Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../support/free-port.ts';
import { until } from '../../support/until.ts';

/** The built program. */
export const MAIN = fileURLToPath(new URL('../../../dist/main.js', import.meta.url));

/** How a process ended. */
export interface Exit {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A process that runs. */
export interface Running {
  readonly child: ChildProcess;
  readonly stdout: () => string;
  readonly stderr: () => string;
  readonly exited: Promise<Exit>;
}

/** A daemon that listens. */
export interface Daemon extends Running {
  /** http://127.0.0.1:port */
  readonly url: string;
}

/** The processes that still run. A test that fails before it ends its daemon must not leave it behind. */
const alive = new Set<ChildProcess>();
// Not at the exit of the process: jest gives a test an object in its place that never emits it.
afterAll(() => {
  for (const child of alive) child.kill('SIGKILL');
});

/** Starts the program. `npm test` builds it first. */
export function run(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  node = process.execPath,
): Running {
  if (!existsSync(MAIN)) throw new Error(`${MAIN} is missing: run npm run build`);
  const child = spawn(node, [MAIN, ...args], {
    env: { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // Nor must it keep the runner waiting.
  child.unref();
  alive.add(child);
  child.once('exit', () => alive.delete(child));
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    if (child[name] instanceof Socket) child[name].unref();
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
    });
  }
  const exited = once(child, 'close').then(([code]: (number | null)[]) => ({
    code: code ?? null,
    ...output,
  }));
  return { child, exited, stdout: () => output.stdout, stderr: () => output.stderr };
}

/** Runs the program to its end. */
export function runToEnd(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Exit> {
  return run(args, env).exited;
}

/** Whether something answers at the port. */
async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  const isOpen = await once(socket, 'connect').then(
    () => true,
    () => false,
  );
  socket.destroy();
  return isOpen;
}

/** Starts the daemon on a port, by default a free one, and waits until it listens. */
export async function startDaemon(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  node = process.execPath,
  fixedPort?: number,
): Promise<Daemon> {
  const port = fixedPort ?? (await freePort());
  const running = run([`--web.listen-address=127.0.0.1:${port}`, ...args], env, node);
  await until(() => {
    if (running.child.exitCode !== null) throw new Error(`the daemon ended: ${running.stderr()}`);
    return answers(port);
  });
  return { ...running, url: `http://127.0.0.1:${port}` };
}

/** Ends a daemon, whatever state it is in. */
export async function stopDaemon(daemon: Running | undefined): Promise<void> {
  if (daemon === undefined) return;
  if (daemon.child.exitCode === null) daemon.child.kill('SIGKILL');
  await daemon.exited;
}
