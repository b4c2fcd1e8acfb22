/** Scenario files: JSON or YAML, and the folders of recordings. */

import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parse, YAMLError } from 'yaml';
import { isMapping } from '../model/mapping.ts';
import { parseScenario, ScenarioError } from './scenario-schema.ts';
import { SCENARIO_FILE, type Scenario } from './scenario.ts';

/** A file below the folder of the scenario. */
const ANSWER_FILE = /^[\w-]+(?:\/[\w-]+)*\.json$/;

type Tree = Readonly<Record<string, unknown>>;

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

async function mapped(value: unknown, map: (item: Tree) => Promise<Tree>): Promise<unknown> {
  if (!Array.isArray(value)) return value;
  const items: readonly unknown[] = value;
  return Promise.all(items.map((item) => (isMapping(item) ? map(item) : item)));
}

/** Puts the bodies in place of the names of their files. */
async function withBodies(document: unknown, folder: string, signal: AbortSignal) {
  const withBody = async ({ file, ...answer }: Tree): Promise<Tree> => {
    if (file === undefined) return answer;
    if (typeof file !== 'string' || !ANSWER_FILE.test(file)) {
      throw new ScenarioError(['answers: file: expected the path of a .json file in the folder']);
    }
    const text = await readFile(join(folder, file), { encoding: 'utf8', signal });
    return { ...answer, body: parseYaml(text) };
  };
  if (!isMapping(document)) return document;
  const accounts = await mapped(document['accounts'], async (account) => ({
    ...account,
    ...('answers' in account && { answers: await mapped(account['answers'], withBody) }),
  }));
  return { ...document, accounts };
}

/**
 * Reads a scenario file, or that of a folder.
 * @throws ScenarioError with every fault, or what reading a file throws.
 */
export async function loadScenario(path: string, signal: AbortSignal): Promise<Scenario> {
  const file = (await stat(path)).isDirectory() ? join(path, SCENARIO_FILE) : path;
  const document = parseYaml(await readFile(file, { encoding: 'utf8', signal }));
  return parseScenario(await withBodies(document, dirname(file), signal));
}
