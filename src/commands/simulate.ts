/** The command `simulate`: the simulator on its own until it is told to stop. */

import type { SimulateCommand } from '../cli/command.ts';
import { aborted } from '../model/concurrency.ts';
import type { Clock } from '../model/clock.ts';
import type { Logger } from '../model/log.ts';
import { demoScenario } from '../simulator/demo.ts';
import { loadScenario } from '../simulator/scenario-file.ts';
import { startSimulator } from '../simulator/simulator.ts';

/**
 * Runs the simulator until `signal` is aborted.
 * @throws RangeError for an address that is not loopback, ConfigError for a bad file, and what reading it or listening throws.
 */
export async function simulate(
  { listen, scenarioFile }: Pick<SimulateCommand, 'listen' | 'scenarioFile'>,
  clock: Clock,
  log: Logger,
  signal: AbortSignal,
): Promise<void> {
  const { host = '127.0.0.1', port } = listen;
  const scenario =
    scenarioFile === undefined
      ? demoScenario(clock.now())
      : await loadScenario(scenarioFile, signal, clock);
  const simulator = await startSimulator({ host, port, scenario, clock });
  log.info({ url: simulator.url, scenario: scenarioFile ?? 'demo' }, 'simulator listens');
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
