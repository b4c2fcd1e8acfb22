/** What a command is given of the process it runs in. */

import { setMaxListeners } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Writable } from 'node:stream';

import type { LogOptions } from '../cli/command.ts';
import type { BuildInfo } from '../model/build-info.ts';
import { type Clock, systemClock } from '../model/clock.ts';
import type { Environment } from '../model/environment.ts';
import type { Logger } from '../model/log.ts';
import { createLogger } from './logging.ts';

/** What the process gives. */
export interface CommandContext {
  readonly clock: Clock;
  readonly log: Logger;
  readonly environment: Environment;
  readonly build: BuildInfo;
  /** Number of the process. */
  readonly pid: number;
  /** Aborted when the process is to end. */
  readonly stop: AbortSignal;
}

interface ProcessParts {
  readonly stderr: Writable;
  readonly environment: Environment;
  readonly nodeVersion: string;
  readonly pid: number;
  readonly stop: AbortSignal;
}

/** The context of a command that logs to stderr. */
export function createContext(
  options: LogOptions,
  { stderr, environment, nodeVersion, pid, stop }: ProcessParts,
): CommandContext {
  // Every call in flight listens to it; Node.js would take them for a leak.
  setMaxListeners(0, stop);
  return {
    clock: systemClock,
    log: createLogger(options, stderr),
    environment,
    build: readBuildInfo(nodeVersion),
    pid,
    stop,
  };
}

/** What this build is, as the build wrote it beside the program. */
const BUILD_FILE = new URL('../build-info.json', import.meta.url);

/** Version and revision; `unknown` when the program runs from its sources. */
export function readBuildInfo(nodeVersion: string): BuildInfo {
  try {
    const { version, revision }: { version: unknown; revision: unknown } = JSON.parse(
      readFileSync(BUILD_FILE, 'utf8'),
    );
    return { version: String(version), revision: String(revision), nodeVersion };
  } catch {
    return { version: 'unknown', revision: 'unknown', nodeVersion };
  }
}
