/** Scenario files: JSON or YAML with short forms for what repeats, and the folders of recordings. */

import { readFile, realpath, stat } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { parseYaml } from '../config/document.ts';
import { ConfigError, type ConfigFault } from '../config/error.ts';
import { fileProblem } from '../config/file.ts';
import { withLines } from '../config/lines.ts';
import { formatPath, type Path } from '../config/path.ts';
import { quote } from '../config/text.ts';
import { systemClock, type Clock } from '../model/clock.ts';
import { isObject, type Json, type JsonObject } from './json.ts';
import { parseScenario, SCENARIO_FILE, type RecordedAnswer, type Scenario } from './scenario.ts';

const DAY_MS = 86_400_000;

/** The rows that `repeat` makes of one. */
const MAX_REPEATS = 10_000;

/** Mappings are merged key by key and lists item by item; of anything else `over` wins. */
function merged(under: Json | undefined, over: Json | undefined): Json {
  if (over === undefined) return under ?? null;
  if (Array.isArray(under) && Array.isArray(over)) {
    const length = Math.max(under.length, over.length);
    return Array.from({ length }, (_, index) => merged(under[index], over[index]));
  }
  if (!isObject(under) || !isObject(over)) return over;
  const keys = new Set([...Object.keys(under), ...Object.keys(over)]);
  return Object.fromEntries([...keys].map((key) => [key, merged(under[key], over[key])]));
}

function withIndex(value: Json, index: number): Json {
  if (typeof value === 'string') return value.replaceAll('$index', String(index));
  if (Array.isArray(value)) return value.map((item: Json) => withIndex(item, index));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, withIndex(item, index)]),
  );
}

/** `{daysFromStart: 5}` in milliseconds since the epoch, `{isoDaysFromStart: 5}` written out; undefined for another mapping. */
function timeOf(value: JsonObject, startMs: number): Json | undefined {
  const { daysFromStart, isoDaysFromStart, ...more } = value;
  if (Object.keys(more).length > 0) return undefined;
  if (typeof daysFromStart === 'number') return Math.round(startMs + daysFromStart * DAY_MS);
  if (typeof isoDaysFromStart !== 'number') return undefined;
  const ms = startMs + isoDaysFromStart * DAY_MS;
  return Math.abs(ms) < 8.64e15 ? `${new Date(ms).toISOString().slice(0, 19)}Z` : undefined;
}

/** Writes out one document. */
class Expansion {
  readonly #templates: ReadonlyMap<string, Json>;
  readonly #startMs: number;
  readonly faults: ConfigFault[] = [];

  constructor(templates: Json | undefined, startMs: number) {
    this.#templates = new Map(isObject(templates) ? Object.entries(templates) : []);
    this.#startMs = startMs;
  }

  expand(value: Json, path: Path): Json {
    if (Array.isArray(value)) {
      return value.flatMap((item: Json, index) => this.#rows(item, [...path, index]));
    }
    if (!isObject(value)) return value;
    return (
      timeOf(value, this.#startMs) ??
      Object.fromEntries(
        Object.entries(value).map(([key, item]) => [key, this.expand(item, [...path, key])]),
      )
    );
  }

  #rows(item: Json, path: Path): readonly Json[] {
    if (!isObject(item) || !('like' in item || 'repeat' in item)) return [this.expand(item, path)];
    const { like = [], repeat = 1, ...own } = item;
    const names = Array.isArray(like) ? like : [like];
    const under = names.map((name) => this.#template(name, [...path, 'like']));
    const row = this.expand([...under, own].reduce<Json>(merged, {}), path);
    const isCount = Number.isInteger(repeat) && Number(repeat) >= 0;
    if (!isCount || Number(repeat) > MAX_REPEATS) {
      this.#report([...path, 'repeat'], `a whole number up to ${MAX_REPEATS}`, repeat);
      return [];
    }
    return 'repeat' in item
      ? Array.from({ length: Number(repeat) }, (_, index) => withIndex(row, index))
      : [row];
  }

  #template(name: Json, path: Path): Json {
    const found = typeof name === 'string' ? this.#templates.get(name) : undefined;
    if (found === undefined) this.#report(path, 'the name of one of the templates', name);
    return found ?? {};
  }

  #report(path: Path, expected: string, found: Json): void {
    const shown = typeof found === 'string' ? quote(found) : 'something else';
    this.faults.push({ path: formatPath(path), expected, found: shown });
  }
}

/**
 * Writes out the short forms of a scenario: `templates`, and in rows `like`, `repeat` and times from `startMs`
 * (milliseconds since the epoch).
 * @throws ConfigError for what cannot be written out
 */
function withoutShortForms(document: unknown, startMs: number): unknown {
  if (!isObject(document)) return document;
  const { templates, ...scenario } = document;
  const expansion = new Expansion(templates, startMs);
  const written = expansion.expand(scenario, []);
  if (expansion.faults.length > 0) throw new ConfigError(expansion.faults);
  return written;
}

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

/** Makes an error in words of one that a file gave; not of the end of the program. */
function refused(name: string, signal: AbortSignal): (error: unknown) => never {
  return (error) => {
    if (signal.aborted) throw error;
    const expected = 'a readable file or folder';
    throw new ConfigError([{ path: name, expected, found: fileProblem(error) }]);
  };
}

/** Where a file really is. @throws Error when a symbolic link leads out of the folder: recordings come from others. */
async function inside(folder: string, file: string, signal: AbortSignal): Promise<string> {
  const real = await realpath(file).catch(refused(file, signal));
  if (real.startsWith(`${await realpath(folder)}${sep}`)) return real;
  throw new Error(`${file}: expected a file in the folder of the scenario, found a link out of it`);
}

/**
 * Reads a scenario file, or that of a folder, and the bodies of its answers.
 * @throws ConfigError with every fault, and for a file that cannot be read.
 */
export async function loadScenario(
  path: string,
  signal: AbortSignal,
  clock: Clock = systemClock,
): Promise<Scenario> {
  const read = (name: string) =>
    readFile(name, { encoding: 'utf8', signal }).catch(refused(name, signal));
  const { isFolder } = await stat(path).then(
    (found) => ({ isFolder: found.isDirectory() }),
    refused(path, signal),
  );
  const file = isFolder ? join(path, SCENARIO_FILE) : path;
  const scenario = parseScenarioText(await read(file), file, clock.now());
  const withBody = async ({ file: name, ...answer }: RecordedAnswer): Promise<RecordedAnswer> => {
    if (name === undefined) return answer;
    const bodyFile = join(dirname(file), name);
    const text = await read(await inside(dirname(file), bodyFile, signal));
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- A document of YAML's core schema is JSON.
    return { ...answer, body: located(bodyFile, text, () => parseYaml(text)) as Json };
  };
  const accounts = scenario.accounts.map(async (account) => ({
    ...account,
    answers: await Promise.all(account.answers.map(withBody)),
  }));
  return { ...scenario, accounts: await Promise.all(accounts) };
}
