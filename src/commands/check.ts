/** `--config.check`: validates a configuration and says what it will do. */

import type { CheckCommand } from '../cli/command.ts';
import { WebConfigError } from '../http/web-config/faults.ts';
import { loadWebConfig } from '../http/web-config/load.ts';
import { planOf } from './plan.ts';
import { renderPlan } from './plan-text.ts';
import { openSettings } from './settings.ts';
import { systemClock } from '../model/clock.ts';
import type { Environment } from './surroundings.ts';

function checkWebConfig(file: string | undefined): void {
  if (file === undefined) return;
  const { result } = loadWebConfig(file);
  if (result.faults !== undefined) throw new WebConfigError(file, result.faults);
}

/**
 * The plan as text. The web configuration is read as well, where one is named.
 * @throws ConfigError or WebConfigError with all faults.
 */
export async function checkConfig(
  command: CheckCommand,
  environment: Environment,
): Promise<string> {
  checkWebConfig(command.webConfigFile);
  const settings = await openSettings(command.source, environment, systemClock);
  await settings.close();
  return renderPlan(planOf(settings.config, command.shard));
}
