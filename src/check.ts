/** `--config.check`: validates a configuration and says what it will do. */

import type { CheckCommand } from './cli/command.ts';
import { planOf } from './plan.ts';
import { renderPlan } from './plan-text.ts';
import { openSettings } from './settings.ts';
import type { Surroundings } from './wiring.ts';

/**
 * The plan as text.
 * @throws ConfigError with all faults.
 */
export async function checkConfig(
  command: CheckCommand,
  { environment, clock }: Pick<Surroundings, 'environment' | 'clock'>,
): Promise<string> {
  const settings = await openSettings(command.source, environment, clock);
  await settings.close();
  return renderPlan(planOf(settings.config, command.shard));
}
