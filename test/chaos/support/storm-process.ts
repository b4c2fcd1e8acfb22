/** Storms in a process of their own, whose memory is theirs alone and which dies of what nobody catches. */

import { execFile } from 'node:child_process';
import { execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Run, Seen } from './storm.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const PROGRAM = fileURLToPath(new URL('storm-program.ts', import.meta.url));

/** Far more than what was seen in a storm takes. */
const MAX_BYTES = 2 ** 26;

/** Runs a storm to its end, or for `timeout` milliseconds. Rejects with what the process wrote to stderr when it fails. */
export async function runStorm(run: Run, timeout: number): Promise<Seen> {
  const args = ['--expose-gc', '--import', 'tsx', PROGRAM, JSON.stringify(run)];
  const options = { cwd: ROOT, timeout, maxBuffer: MAX_BYTES };
  const { stdout } = await promisify(execFile)(execPath, args, options);
  return JSON.parse(stdout);
}
