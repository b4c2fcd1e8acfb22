#!/usr/bin/env node
/**
 * The program: arguments -> command -> exit code. The only user of process.*.
 *
 * Node.js evaluates static imports before the first line of a file, so there are none: the check of its version and the
 * handlers of signals come first. Node.js 14 can read the syntax used here, which the check needs.
 */

import type { Command, LogOptions } from './cli/command.ts';
import type { CommandContext } from './commands/context.ts';
import type { Logger } from './model/log.ts';

const NAME = 'alicloud-vpn-exporter';
const EXIT = { ok: 0, failure: 1, usage: 2 } as const;

/** As in package.json: engines. */
const OLDEST_NODE = '20.19';

/** After this long the process ends whatever still holds it; it has promised to be gone within 5 s. */
const LAST_RESORT_MS = 4_500;

function requireNode(): void {
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST_NODE.split('.').map(Number);
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
  const problem = `Node.js ${OLDEST_NODE} or newer is required, this is ${process.version}`;
  process.stderr.write(`${NAME}: ${problem}: install one from https://nodejs.org/en/download\n`);
  process.exit(EXIT.usage);
}

/** Aborted by the first SIGTERM or SIGINT. */
function stopOnSignals(): AbortSignal {
  const stop = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      stop.abort();
      setTimeout(() => process.exit(), LAST_RESORT_MS).unref();
    });
  }
  return stop.signal;
}

/** Registers what SIGHUP does. One that comes before that, while the program loads, must not end it, and counts. */
function listenForHangups(): (listener: () => void) => void {
  let wasEarly = false;
  let act = (): void => {
    wasEarly = true;
  };
  process.on('SIGHUP', () => {
    act();
  });
  return (listener) => {
    act = listener;
    if (wasEarly) listener();
  };
}

/** Node.js would open its debugger, which shows every secret to whoever connects from this machine. */
function keepDebuggerShut(): void {
  process.on('SIGUSR1', () => undefined);
}

requireNode();
keepDebuggerShut();
const stop = stopOnSignals();
const onHangup = listenForHangups();

/** Where nobody reads stderr, nobody can be told; without a listener each lost line would raise an error, which would be logged. */
function surviveLostReader(): void {
  process.stderr.on('error', () => undefined);
}

/** Prints what was asked for. */
async function print(text: string): Promise<void> {
  const { writeAll } = await import('./report/write.ts');
  await writeAll(process.stdout, text);
}

/** The frames of a stack without its first line, which may quote data. */
function frames(error: unknown): string {
  const stack = error instanceof Error ? String(error.stack) : '';
  return stack.slice(stack.indexOf('\n    at ')).trim();
}

/** A defect in a library's callback must not end the polling of everything else. */
function surviveDefects(log: Logger): void {
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      const name = error instanceof Error ? error.name : typeof error;
      log.error({ event, error: name, stack: frames(error) }, 'unexpected error');
    });
  }
}

/**
 * Every poll leaves behind what it parsed, and V8 would let that grow to several times of what is in use: 770 MB with
 * 10,000 connections, where it is 400 MB so. A flag of V8 that Node.js does not take from NODE_OPTIONS.
 */
async function collectGarbageEarly(): Promise<void> {
  const { setFlagsFromString } = await import('node:v8');
  setFlagsFromString('--heap-growing-percent=30');
}

/** Logs go to stderr: stdout belongs to what was asked for. */
async function contextOf(options: LogOptions): Promise<CommandContext> {
  const { createContext } = await import('./commands/context.ts');
  const { stderr, env, version, pid } = process;
  const parts = { stderr, environment: env, nodeVersion: version, pid, stop };
  return createContext(options, parts);
}

/** The lines that say what went wrong. */
function linesOf(error: unknown): readonly string[] {
  return (error instanceof Error ? error.message : 'unexpected error').split('\n');
}

/** Says on stderr why the command cannot be run; returns the exit code. */
function report(error: unknown): number {
  for (const line of linesOf(error)) process.stderr.write(`${NAME}: ${line}\n`);
  return error instanceof Error && error.name === 'UsageError' ? EXIT.usage : EXIT.failure;
}

/**
 * Runs a command that logs, and logs why it cannot go on.
 * @param stopped the exit code where the process is told to stop first: what was to be judged and was not is no success
 */
async function logged(
  options: LogOptions,
  use: (context: CommandContext) => Promise<number>,
  stopped: number = EXIT.ok,
): Promise<number> {
  const context = await contextOf(options);
  const { yieldToEventLoop } = await import('./model/concurrency.ts');
  try {
    // From Node.js 22 on, modules load in one turn of the event loop: a signal that came meanwhile is told in the next.
    await yieldToEventLoop();
    stop.throwIfAborted();
    return await use(context);
  } catch (error) {
    if (error === stop.reason) return stopped;
    for (const line of linesOf(error)) context.log.error({ error: line }, 'exiting');
    return EXIT.failure;
  }
}

async function run(command: Command): Promise<number> {
  switch (command.kind) {
    case 'help':
      await print(command.text);
      return EXIT.ok;
    case 'version': {
      const { readBuildInfo } = await import('./commands/context.ts');
      const { version, revision } = readBuildInfo(process.version);
      await print(`${NAME} ${version} (revision ${revision})\n`);
      return EXIT.ok;
    }
    case 'check': {
      const { checkConfig } = await import('./commands/check.ts');
      await print(await checkConfig(command, process.env));
      return EXIT.ok;
    }
    case 'check-live': {
      const { checkConfigLive } = await import('./commands/check.ts');
      return logged(
        command.log,
        async (context) =>
          (await checkConfigLive(command, print, context)) ? EXIT.ok : EXIT.failure,
        EXIT.failure,
      );
    }
    case 'once': {
      const { runOnce } = await import('./commands/once.ts');
      // Node.js looks at NO_COLOR and TERM; what is not a terminal has no such method.
      const color = process.stdout.isTTY && process.stdout.hasColors();
      return logged(
        command.log,
        async (context) => {
          const result = await runOnce(command, { color }, context);
          await print(result.output);
          return result.exitCode;
        },
        EXIT.failure,
      );
    }
    case 'simulate': {
      const { simulate } = await import('./commands/simulate.ts');
      return logged(command.log, async ({ clock, log }) => {
        await simulate(command, clock, log, stop);
        return EXIT.ok;
      });
    }
    case 'run': {
      await collectGarbageEarly();
      const { runDaemon } = await import('./commands/run.ts');
      return logged(command.log, async (context) => {
        surviveDefects(context.log);
        await runDaemon(command, { onHangup }, context);
        return EXIT.ok;
      });
    }
  }
}

async function main(): Promise<void> {
  surviveLostReader();
  try {
    const { parseFlags } = await import('./cli/command-line.ts');
    process.exitCode = await run(parseFlags(process.argv.slice(2)));
  } catch (error) {
    process.exitCode = report(error);
  }
}

void main();
