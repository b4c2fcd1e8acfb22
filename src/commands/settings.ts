/** From the command line to a configuration, to its changes, and to the simulator where the demo asks for it. */

import { createHash } from 'node:crypto';

import { environmentFaults } from '../alicloud/credentials/environment.ts';
import type { ConfigSource } from '../cli/command.ts';
import type { Clock } from '../model/clock.ts';
import type { Config } from '../config/config.ts';
import { ConfigError } from '../config/error.ts';
import { readSmallFile } from '../config/file.ts';
import { fileConfigFromRegions, loadConfig } from '../config/load.ts';
import type { Environment } from '../model/environment.ts';

/** A configuration that can be loaded again, and what came up with it. */
export interface Settings {
  readonly config: Config;
  /** @throws ConfigError with all faults. */
  readonly reload: () => Promise<Config>;
  /** Ends what came up with the configuration. */
  readonly close: () => Promise<void>;
}

async function demoSettings(clock: Clock): Promise<Settings> {
  const { demoConfig, demoScenario } = await import('../simulator/demo.ts');
  const { startSimulator } = await import('../simulator/simulator.ts');
  const simulator = await startSimulator({ scenario: demoScenario(clock.now()), clock });
  const config = demoConfig(simulator.url);
  return {
    config,
    reload: () => Promise.resolve(config),
    close: () => simulator.close(),
  };
}

/**
 * Loads what `source` names.
 * @throws ConfigError with all faults of a file, or, once it has none, of the variables that its accounts need.
 */
export async function openSettings(
  source: ConfigSource,
  environment: Environment,
  clock: Clock,
): Promise<Settings> {
  if (source.kind === 'demo') return demoSettings(clock);
  const load = async (isFirst: boolean): Promise<Config> => {
    const config =
      source.kind === 'file'
        ? await loadConfig(source.file, environment, isFirst)
        : fileConfigFromRegions(source.regions);
    const faults = environmentFaults(config.accounts, environment);
    if (faults.length > 0) throw new ConfigError(faults);
    return config;
  };
  return {
    config: await load(true),
    reload: () => load(false),
    close: () => Promise.resolve(),
  };
}

const LOOK_EVERY_MS = 1_000;

/**
 * For --config.enable-auto-reload: looks at the file once a second. A content that two looks in a row have found, and that differs from the last one that
 * was loaded or tried, is loaded once: neither a file that is being written nor a bad one is tried again and again. A file
 * that cannot be read is no change, so that a replacement may take a moment.
 */
export class ConfigWatch {
  readonly #file: string;
  readonly #clock: Clock;
  /** Digest of the content that was loaded or tried last. */
  #tried: string | undefined;
  /** Digest of what the last look has found. */
  #seen: string | undefined;
  #cancel: () => void = () => undefined;
  #isStopped = false;

  private constructor(file: string, clock: Clock, digest: string | undefined) {
    this.#file = file;
    this.#clock = clock;
    this.#tried = digest;
  }

  /** Notes the content as it is now; `start` begins to look. */
  static async open(file: string, clock: Clock): Promise<ConfigWatch> {
    return new ConfigWatch(file, clock, await digestOf(file));
  }

  /** Calls `reload` for each change from now on, never while it is at it. */
  start(reload: () => Promise<unknown>): void {
    this.#cancel = this.#clock.after(LOOK_EVERY_MS, () => {
      void this.#look(reload).then(() => {
        if (!this.#isStopped) this.start(reload);
      });
    });
  }

  /** Ends it. */
  stop(): void {
    this.#isStopped = true;
    this.#cancel();
  }

  async #look(reload: () => Promise<unknown>): Promise<void> {
    const digest = await digestOf(this.#file);
    const isSettled = digest === this.#seen;
    this.#seen = digest;
    if (digest === undefined || digest === this.#tried || !isSettled || this.#isStopped) return;
    this.#tried = digest;
    await reload();
  }
}

/** Undefined where there is nothing to read: pipes are read once, and not by this. */
async function digestOf(file: string): Promise<string | undefined> {
  try {
    const { content } = await readSmallFile(file);
    return createHash('sha256').update(content).digest('base64');
  } catch {
    return undefined;
  }
}
