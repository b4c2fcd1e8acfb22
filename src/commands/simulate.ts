/** The command `simulate`: the simulator on its own until it is told to stop. */

import { aborted } from '../model/abort.ts';
import type { ListenAddress } from '../model/address.ts';
import type { Clock } from '../model/clock.ts';
import type { Logger } from '../model/log.ts';
import { demoScenario } from '../simulator/demo.ts';
import { loadScenario } from '../simulator/scenario-file.ts';
import { startSimulator } from '../simulator/simulator.ts';

/** What the command line says. */
export interface SimulateOptions {
  /** Without a host: 127.0.0.1. */
  readonly listen: ListenAddress;
  /** JSON or YAML; undefined: the demo's scenario. */
  readonly scenarioFile: string | undefined;
}

/**
 * Runs the simulator until `signal` is aborted.
 * @throws RangeError for an address that is not loopback, ConfigError for a bad file, and what reading it or listening throws.
 */
export async function simulate(
  options: SimulateOptions,
  clock: Clock,
  log: Logger,
  signal: AbortSignal,
): Promise<void> {
  const { host = '127.0.0.1', port } = options.listen;
  const scenario =
    options.scenarioFile === undefined
      ? demoScenario(clock.now())
      : await loadScenario(options.scenarioFile, signal, clock);
  const simulator = await startSimulator({ host, port, scenario, clock });
  log.info({ url: simulator.url, scenario: options.scenarioFile ?? 'demo' }, 'simulator listens');
  for (const { name, accessKeys, regions } of scenario.accounts) {
    const keys = accessKeys.map(({ id }) => id).join(',');
    log.info(
      { account: name, access_key_ids: keys, regions: Object.keys(regions).join(',') },
      'simulated account',
    );
  }
  await aborted(signal);
  await simulator.close();
  log.info({ url: simulator.url }, 'simulator closed');
}
