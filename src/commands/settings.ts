/** From the command line to a configuration, and to the simulator where the demo asks for it. */

import type { ConfigSource } from '../cli/command.ts';
import type { Clock } from '../model/clock.ts';
import type { Config } from '../config/config.ts';
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
 * @throws ConfigError with all faults of a file.
 */
export async function openSettings(
  source: ConfigSource,
  environment: Environment,
  clock: Clock,
): Promise<Settings> {
  if (source.kind === 'demo') return demoSettings(clock);
  const load = (): Promise<Config> =>
    source.kind === 'file'
      ? loadConfig(source.file, environment)
      : Promise.resolve(fileConfigFromRegions(source.regions));
  return { config: await load(), reload: load, close: () => Promise.resolve() };
}
