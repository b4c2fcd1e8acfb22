/** Starts programs of the Prometheus family on a free loopback port, which they ask the system for by themselves. */

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Cleanup } from './cleanup.ts';
import { until } from './daemon.ts';

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

async function kill(child: ChildProcess): Promise<void> {
  // Without a process id it never ran.
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

/** Starts the program, given without its address, and waits until it is ready. @returns http://127.0.0.1:port */
export async function startListening(
  command: string,
  args: readonly string[],
  cleanup: Cleanup,
): Promise<string> {
  const child = spawn(command, [...args, '--web.listen-address=127.0.0.1:0'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  cleanup.add(() => kill(child));
  const url = `http://${await addressOf(child)}`;
  // It listens before it has read its data, and answers 503 until then.
  await until(async () => (await fetch(`${url}/-/ready`)).ok);
  return url;
}
