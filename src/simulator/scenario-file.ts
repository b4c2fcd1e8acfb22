/** Scenario files: JSON or YAML, and the folders of recordings. */

import { readFile, realpath, stat } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { parseYaml } from '../config/document.ts';
import { ConfigError } from '../config/error.ts';
import { withLines } from '../config/path.ts';
import { systemClock, type Clock } from '../model/clock.ts';
import type { Json } from './json.ts';
import { parseScenario, SCENARIO_FILE, type RecordedAnswer, type Scenario } from './scenario.ts';
import { withoutShortForms } from './templates.ts';

/**
 * Reads the text of a scenario, JSON or YAML.
 * @param startMs what its times count from, in milliseconds since the epoch.
 * @throws ConfigError with every fault and its line
 */
export function parseScenarioText(
  text: string,
  file = SCENARIO_FILE,
  startMs = systemClock.now(),
): Scenario {
  return located(file, text, () => parseScenario(withoutShortForms(parseYaml(text), startMs)));
}

function located<Value>(file: string, text: string, parse: () => Value): Value {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new ConfigError(withLines(error.faults, file, text));
  }
}

/** Where a file really is. @throws Error when a symbolic link leads out of the folder: recordings come from others. */
async function inside(folder: string, file: string): Promise<string> {
  const real = await realpath(file);
  if (real.startsWith(`${await realpath(folder)}${sep}`)) return real;
  throw new Error(`${file}: expected a file in the folder of the scenario, found a link out of it`);
}

/**
 * Reads a scenario file, or that of a folder, and the bodies of its answers.
 * @throws ConfigError with every fault, or what reading a file throws.
 */
export async function loadScenario(
  path: string,
  signal: AbortSignal,
  clock: Clock = systemClock,
): Promise<Scenario> {
  const read = (name: string) => readFile(name, { encoding: 'utf8', signal });
  const file = (await stat(path)).isDirectory() ? join(path, SCENARIO_FILE) : path;
  const scenario = parseScenarioText(await read(file), file, clock.now());
  const withBody = async ({ file: name, ...answer }: RecordedAnswer): Promise<RecordedAnswer> => {
    if (name === undefined) return answer;
    const bodyFile = join(dirname(file), name);
    const text = await read(await inside(dirname(file), bodyFile));
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- A document of YAML's core schema is JSON.
    return { ...answer, body: located(bodyFile, text, () => parseYaml(text)) as Json };
  };
  const accounts = scenario.accounts.map(async (account) => ({
    ...account,
    answers: await Promise.all(account.answers.map(withBody)),
  }));
  return { ...scenario, accounts: await Promise.all(accounts) };
}
