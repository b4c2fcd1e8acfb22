/** What the event loop and the memory of a daemon went through. */

import { existsSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { type Daemon } from './daemon.ts';
import { until } from '../../support/until.ts';

const PROBE = fileURLToPath(new URL('turns.mjs', import.meta.url));

/** Environment of a daemon that measures its turns. */
export function measuringTurns(file: string): Readonly<Record<string, string>> {
  return { NODE_OPTIONS: `--import=${pathToFileURL(PROBE).href}`, TURNS_FILE: file };
}

/** Forgets the turns so far. */
export async function measureAnew({ child }: Daemon, file: string): Promise<void> {
  rmSync(file, { force: true });
  child.kill('SIGUSR2');
  await until(() => existsSync(file));
}

/** The dearest turn since then, in milliseconds. */
export function dearestTurnMs(file: string): number {
  return Number(readFileSync(file, 'utf8'));
}

/** The most memory that a process has held at once, in MiB. */
export function peakMiB({ child }: Daemon): number {
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
  return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1024;
}
