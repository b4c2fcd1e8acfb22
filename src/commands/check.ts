/** `--config.check` and `--config.check.live`: validate a configuration, say what it will do, and whether the API lets it. */

import { proxyFaults } from '../alicloud/http/announce.ts';
import type { CheckCommand } from '../cli/command.ts';
import type { Shard } from '../model/target.ts';
import type { Config } from '../config/config.ts';
import { ConfigError } from '../config/error.ts';
import { loadWebConfig } from '../http/web-config/web-config.ts';
import { LiveCheck } from './live/check.ts';
import { isGood, renderLive } from './live/text.ts';
import { planOf } from './plan.ts';
import { renderPlan } from './plan-text.ts';
import { openSettings } from './settings.ts';
import { systemClock } from '../model/clock.ts';
import type { Environment } from '../model/environment.ts';
import type { CommandContext } from './context.ts';

function checkWebConfig(file: string | undefined): void {
  if (file === undefined) return;
  const { result } = loadWebConfig(file);
  if (result.faults !== undefined) throw new ConfigError(result.faults);
}

/** The plan, with what is wrong in the environment. */
function planText(config: Config, shard: Shard, environment: Environment): string {
  const plan = planOf(config, shard);
  const faults = proxyFaults(config.accounts, environment);
  return renderPlan({ ...plan, warnings: [...plan.warnings, ...faults.map((each) => `${each}.`)] });
}

/**
 * The plan as text. The web configuration is read as well, where one is named.
 * @throws ConfigError with all faults of the web configuration, or of the configuration.
 */
export async function checkConfig(
  command: CheckCommand,
  environment: Environment,
): Promise<string> {
  checkWebConfig(command.webConfigFile);
  const settings = await openSettings(command.source, environment, systemClock);
  await settings.close();
  return planText(settings.config, command.shard, environment);
}

/**
 * Prints the plan, then what came of the calls.
 * @returns whether everything that the configuration needs works.
 * @throws ConfigError with all faults of the web configuration, or of the configuration.
 */
export async function checkConfigLive(
  { source, shard, webConfigFile }: CheckCommand,
  print: (text: string) => Promise<void>,
  context: CommandContext,
): Promise<boolean> {
  checkWebConfig(webConfigFile);
  const settings = await openSettings(source, context.environment, context.clock);
  try {
    await print(`${planText(settings.config, shard, context.environment)}\n`);
    const results = await new LiveCheck(settings.config, context).run(shard);
    await print(renderLive(results));
    return isGood(results);
  } finally {
    await settings.close();
  }
}
