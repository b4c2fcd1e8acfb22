/** Scenario files: JSON or YAML. */

import { readFile } from 'node:fs/promises';
import { parse, YAMLError } from 'yaml';
import { parseScenario, ScenarioError } from './scenario-schema.ts';
import type { Scenario } from './scenario.ts';

function parseYaml(text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof YAMLError) throw new ScenarioError([error.message]);
    throw error;
  }
}

/** Reads the text of a scenario, JSON or YAML. Throws ScenarioError with every fault. */
export function parseScenarioText(text: string): Scenario {
  return parseScenario(parseYaml(text));
}

/**
 * Reads a scenario file.
 * @throws ScenarioError with every fault, or what reading the file throws.
 */
export async function loadScenario(path: string, signal: AbortSignal): Promise<Scenario> {
  return parseScenarioText(await readFile(path, { encoding: 'utf8', signal }));
}
