/** The short forms of a scenario file, written out: rows like others, repeated rows, and times counted from the start. Pure. */

import { ConfigError, type ConfigFault } from '../config/error.ts';
import { formatPath, type Path } from '../config/path.ts';
import { quote } from '../config/text.ts';
import { isObject, type Json, type JsonObject } from './json.ts';

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
export function withoutShortForms(document: unknown, startMs: number): unknown {
  if (!isObject(document)) return document;
  const { templates, ...scenario } = document;
  const expansion = new Expansion(templates, startMs);
  const written = expansion.expand(scenario, []);
  if (expansion.faults.length > 0) throw new ConfigError(expansion.faults);
  return written;
}
