/** Programs under measurement: started, watched, ended by their own process id. */

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { execPath } from 'node:process';
import { fileURLToPath } from 'node:url';

/** A running program. */
export interface Running {
  readonly pid: number;
  /** What the pattern found in its output. */
  readonly found: readonly string[];
  stop(): Promise<void>;
}

const running = new Set<ChildProcess>();

/** Waits until `pattern` stands in what a program writes to stdout or stderr. */
function untilOutput(child: ChildProcess, pattern: RegExp): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    let output = '';
    const read = (chunk: Buffer): void => {
      output = (output + chunk.toString()).slice(-100_000);
      const match = pattern.exec(output);
      if (match !== null) resolve([...match]);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('error', reject);
    child.once('exit', () => {
      reject(new Error(`${child.spawnargs.join(' ')} ended:\n${output.slice(-2_000)}`));
    });
  });
}

/** Starts a program and waits until it says what `pattern` looks for. */
export async function start(
  command: string,
  args: readonly string[],
  pattern: RegExp,
): Promise<Running> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  const exited = once(child, 'exit').then(() => running.delete(child));
  const found = await untilOutput(child, pattern);
  return {
    pid: child.pid ?? 0,
    found,
    stop: async () => {
      child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), 5_000);
      await exited;
      clearTimeout(late);
    },
  };
}

/** Ends whatever still runs; nginx, if it were killed, would leave its worker behind. */
export function stopAll(): void {
  for (const child of running) child.kill('SIGTERM');
}

/** Runs a program to its end and returns its stdout. */
export async function run(command: string, args: readonly string[]): Promise<string> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  running.add(child);
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const [code] = await once(child, 'close');
  running.delete(child);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}`);
  return output;
}

const scriptArgs = (name: string, args: readonly string[]): readonly string[] => {
  const file = fileURLToPath(new URL(`../${name}`, import.meta.url));
  return ['--expose-gc', '--import', 'tsx', file, ...args];
};

/** Starts a script of bench/ in a process of its own, as `start` does. */
export function startScript(
  name: string,
  args: readonly string[],
  pattern: RegExp,
): Promise<Running> {
  return start(execPath, scriptArgs(name, args), pattern);
}

/** Runs a script of bench/ to its end and returns its stdout. */
export function runScript(name: string, args: readonly string[]): Promise<string> {
  return run(execPath, scriptArgs(name, args));
}

/** Processor time that the threads of a process used so far, in milliseconds. */
export function cpuMs(pid: number): number {
  const of = (thread: string): number =>
    Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]);
  return readdirSync(`/proc/${pid}/task`).reduce((sum, thread) => sum + of(thread), 0) / 1e6;
}

/** Resident memory of a process in MB: now, and at its highest. */
export function memory(pid: number): { readonly now: number; readonly peak: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const of = (name: string): number =>
    (Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) * 1024) / 1e6;
  return { now: of('VmRSS'), peak: of('VmHWM') };
}
