/** Starts programs of the Prometheus family on a free loopback port, which they ask the system for by themselves. */

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Cleanup } from './cleanup.ts';
import { until } from '../../support/until.ts';

/** The address that the program writes into its log; what follows is read and forgotten. */
async function addressOf(child: ChildProcess): Promise<string> {
  const log: string[] = [];
  if (child.stderr === null) throw new Error('stderr is not piped');
  const lines = createInterface({ input: child.stderr });
  return new Promise((resolve, reject) => {
    lines.on('line', (line) => {
      const [, address] = /"Listening on".* address=(127\.0\.0\.1:\d+)/.exec(line) ?? [];
      if (address !== undefined) resolve(address);
      log.push(line);
      if (log.length > 100) log.shift();
    });
    lines.once('close', () => {
      reject(new Error(`${child.spawnfile} ended:\n${log.join('\n')}`));
    });
    child.once('error', reject);
  });
}

async function end(child: ChildProcess | undefined, signal: NodeJS.Signals): Promise<void> {
  // Without a process id it never ran.
  if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
}

/** A program that can be ended and started again at the same address. */
export interface Program {
  /** http://127.0.0.1:port */
  readonly url: string;
  /** Ends it at once, as a power cut does. */
  readonly kill: () => Promise<void>;
  /** Lets it write what it knows and end. */
  readonly stop: () => Promise<void>;
  /** Starts it again with the same arguments, and waits until it is ready. */
  readonly start: () => Promise<void>;
}

/** Starts the program, given without its address, on a free port, and waits until it is ready. */
export async function startProgram(
  command: string,
  args: readonly string[],
  cleanup: Cleanup,
): Promise<Program> {
  let child: ChildProcess | undefined;
  cleanup.add(() => end(child, 'SIGKILL'));
  const startAt = async (port: string): Promise<string> => {
    child = spawn(command, [...args, `--web.listen-address=127.0.0.1:${port}`], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const url = `http://${await addressOf(child)}`;
    // It listens before it has read its data, and answers 503 until then.
    await until(async () => (await fetch(`${url}/-/ready`)).ok);
    return url;
  };
  const url = await startAt('0');
  return {
    url,
    kill: () => end(child, 'SIGKILL'),
    stop: () => end(child, 'SIGTERM'),
    start: async () => {
      await startAt(new URL(url).port);
    },
  };
}
