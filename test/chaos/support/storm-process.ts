/** Storms in a process of their own, whose memory is theirs alone and which dies of what nobody catches. */

import { execFile } from 'node:child_process';
import { execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Run, Seen } from './storm.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const PROGRAM = fileURLToPath(new URL('storm-program.ts', import.meta.url));

/** Runs a storm to its end. Rejects with what the process wrote to stderr when it fails. */
export async function runStorm(run: Run): Promise<Seen> {
  const args = ['--expose-gc', '--import', 'tsx', PROGRAM, JSON.stringify(run)];
  const { stdout } = await promisify(execFile)(execPath, args, { cwd: ROOT });
  return JSON.parse(stdout);
}
