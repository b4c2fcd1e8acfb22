#!/usr/bin/env node
/** The program: arguments, wiring, signals, exit codes. The only user of process.*. */

import { abortController } from './model/abort.ts';
import { readBuildInfo } from './commands/build-info.ts';
import { parseFlags } from './cli/command-line.ts';
import type { Command, LogOptions } from './cli/command.ts';
import { UsageError } from './cli/usage-error.ts';
import { systemClock } from './model/clock.ts';
import type { Logger } from './model/log.ts';
import { writeAll } from './report/write.ts';
import type { Surroundings } from './commands/wiring.ts';

const NAME = 'alicloud-vpn-exporter';
const EXIT = { ok: 0, failure: 1, usage: 2 } as const;

/** After this long the process ends whatever still holds it; it has promised to be gone within 5 s. */
const LAST_RESORT_MS = 4_500;

const build = readBuildInfo(process.version);
const stop = abortController();

/** Logs go to stderr: stdout belongs to what was asked for. */
async function openLog(options: LogOptions): Promise<Logger> {
  const { createLogger } = await import('./commands/logging.ts');
  return createLogger(options, process.stderr);
}

/** Nobody is left to be told that nobody reads the log; without a listener each line would raise an error to be logged. */
function surviveLostReader(): void {
  process.stderr.on('error', () => undefined);
}

/** Prints what was asked for. */
function print(text: string): Promise<void> {
  return writeAll(process.stdout, text);
}

/** The frames of a stack without its first line, which may quote data. */
function frames(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
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

function stopOnSignals(): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      stop.abort();
      setTimeout(() => process.exit(), LAST_RESORT_MS).unref();
    });
  }
}

/** Registers what SIGHUP does. One that comes before, while the program loads, must not end it, and counts. */
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

/** Says on stderr why the program cannot go on; returns its exit code. */
function report(error: unknown): number {
  const message = error instanceof Error ? error.message : 'unexpected error';
  process.stderr.write(message.replaceAll(/^/gm, `${NAME}: `) + '\n');
  return error instanceof UsageError ? EXIT.usage : EXIT.failure;
}

async function surroundingsOf(options: LogOptions): Promise<Surroundings> {
  const log = await openLog(options);
  return { clock: systemClock, log, environment: process.env, build, stop: stop.signal };
}

async function run(command: Command): Promise<number> {
  switch (command.kind) {
    case 'help':
      await print(command.text);
      return EXIT.ok;
    case 'version':
      await print(`${NAME} ${build.version} (revision ${build.revision})\n`);
      return EXIT.ok;
    case 'check': {
      const { checkConfig } = await import('./commands/check.ts');
      await print(await checkConfig(command, { environment: process.env, clock: systemClock }));
      return EXIT.ok;
    }
    case 'once': {
      const { runOnce } = await import('./commands/once.ts');
      // Node.js looks at NO_COLOR and TERM; what is not a terminal has no such method.
      const color = process.stdout.isTTY && process.stdout.hasColors();
      const result = await runOnce(command, { color }, await surroundingsOf(command.log));
      await print(result.output);
      return result.exitCode;
    }
    case 'simulate': {
      const { simulate } = await import('./commands/simulate.ts');
      const { host = '127.0.0.1', port } = command.listen;
      const options = { listen: `${host}:${port}`, scenarioFile: command.scenarioFile };
      await simulate(options, systemClock, await openLog(command.log), stop.signal);
      return EXIT.ok;
    }
    case 'run': {
      const onHangup = listenForHangups();
      const { runDaemon } = await import('./commands/run.ts');
      const surroundings = await surroundingsOf(command.log);
      surviveDefects(surroundings.log);
      await runDaemon(command, { onHangup }, surroundings);
      return EXIT.ok;
    }
  }
}

try {
  surviveLostReader();
  stopOnSignals();
  process.exitCode = await run(parseFlags(process.argv.slice(2)));
} catch (error) {
  process.exitCode = error === stop.signal.reason ? EXIT.ok : report(error);
}
