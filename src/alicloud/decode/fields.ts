/** Reads single fields of an API row, and values that several resources have; what the exporter does not name is never looked at. */

import type { Tags } from '../../model/tags.ts';
import { isMapping } from '../../model/values.ts';

/** A field whose value makes the whole row untrustworthy. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError';
  /** The API field at fault, as in the documentation. */
  readonly field: string;
  /** What is wrong with it. */
  readonly problem: string | undefined;

  constructor(field: string, problem?: string) {
    super(`cannot decode ${field}`);
    this.field = field;
    this.problem = problem;
  }
}

/** Longest text taken over into a label; names have up to 128 characters, lists of subnets more. */
const MAX_TEXT = 512;

/** Ids have about 25. */
const MAX_ID = 128;

/** A text of its own: a slice would keep the whole in memory. */
function shortened(text: string): string {
  return text.length > MAX_TEXT ? Array.from(text.slice(0, MAX_TEXT)).join('') : text;
}

/** The API leaves fields out, sends null, or sends '' for "nothing". */
function isMissing(value: unknown): value is undefined | null | '' {
  return value === undefined || value === null || value === '';
}

/**
 * The fields of one JSON object. Fields that decide about up or down throw DecodeError when they have a type
 * that is not documented; descriptive ones are then read as missing and their name is added to `unknownFields`.
 */
export class Fields {
  readonly #row: Readonly<Record<string, unknown>>;
  readonly #path: string;
  /** Names of fields whose values are outside the documented ones, each once in a row. */
  readonly unknownFields: string[];

  private constructor(
    row: Readonly<Record<string, unknown>>,
    path: string,
    unknownFields: string[],
  ) {
    this.#row = row;
    this.#path = path;
    this.unknownFields = unknownFields;
  }

  /**
   * @param name the documented name of the row, used when it is not an object.
   * @throws DecodeError when `row` is not an object.
   */
  static of(row: unknown, name: string): Fields {
    if (!isMapping(row)) throw new DecodeError(name);
    return new Fields(row, '', []);
  }

  /** A required id. */
  id(name: string): string {
    const value = this.#get(name);
    if (typeof value !== 'string' || value === '' || value.length > MAX_ID) this.reject(name);
    // In UTF-8 all lone surrogates are the same: two ids would be one series.
    if (/\p{Surrogate}/u.test(value)) this.reject(name);
    return value;
  }

  /** Descriptive text; '' when missing. Numbers and booleans are written out. */
  text(name: string): string {
    const value = this.#get(name);
    if (isMissing(value)) return '';
    if (typeof value === 'string') return shortened(value);
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    this.#note(name);
    return '';
  }

  /** A boolean that the API sends as a boolean or as "true" and "false"; false when missing. */
  flag(name: string): boolean {
    const value = this.#get(name);
    if (isMissing(value) || value === false) return false;
    if (value === true) return true;
    const word = typeof value === 'string' ? value.toLowerCase() : '';
    if (word !== 'true' && word !== 'false') this.reject(name);
    return word === 'true';
  }

  /**
   * Text that says whether something works. BGP failures are documented as `false` and as `failed`, so a JSON
   * boolean is taken for its text.
   * @returns lower-case text; undefined when missing.
   */
  outcome(name: string): string | undefined {
    const value = this.#get(name);
    if (isMissing(value)) return undefined;
    if (typeof value !== 'string' && typeof value !== 'boolean') this.reject(name);
    return String(value).toLowerCase();
  }

  /** One of the documented values, whatever its case; `unknown` when missing or not documented. */
  oneOf<const Value extends string>(name: string, documented: readonly Value[]): Value | 'unknown' {
    const value = this.#get(name);
    if (isMissing(value)) return 'unknown';
    if (typeof value !== 'string') this.reject(name);
    const word = value.toLowerCase();
    const found = documented.find((candidate) => candidate.toLowerCase() === word);
    if (found === undefined) this.#note(name);
    return found ?? 'unknown';
  }

  /** Like `oneOf`, but undefined when missing: what the API does not say is not made up. */
  oneOfThese<const Value extends string>(
    name: string,
    documented: readonly Value[],
  ): Value | 'unknown' | undefined {
    return isMissing(this.#get(name)) ? undefined : this.oneOf(name, documented);
  }

  /**
   * One of the documented values, whatever its case, of a field that only describes; '' when missing, `unknown` when not
   * documented. A boolean is taken for its text. The text of the row itself never leaves it, but for what the first
   * group of `family` matches.
   */
  choice(name: string, documented: readonly string[], family?: RegExp): string {
    const value = this.#get(name);
    if (isMissing(value)) return '';
    const word = typeof value === 'string' || typeof value === 'boolean' ? String(value) : '';
    const found =
      documented.find((candidate) => candidate.toLowerCase() === word.toLowerCase()) ??
      family?.exec(word.toLowerCase())?.[1];
    if (found === undefined) this.#note(name);
    return found ?? 'unknown';
  }

  /** A count or number; undefined when missing or not a finite, non-negative number. */
  number(name: string): number | undefined {
    const value = this.#get(name);
    if (isMissing(value)) return undefined;
    const digits = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
    if (typeof digits === 'number' && Number.isFinite(digits) && digits >= 0) return digits;
    this.#note(name);
    return undefined;
  }

  /** A nested object; undefined when missing. */
  object(name: string): Fields | undefined {
    const value = this.#get(name);
    if (isMissing(value)) return undefined;
    if (!isMapping(value)) this.reject(name);
    return new Fields(value, `${this.#path}${name}.`, this.unknownFields);
  }

  /** A nested object that only describes: one of another type is read as missing. */
  detail(name: string): Fields | undefined {
    const value = this.#get(name);
    if (isMapping(value)) return new Fields(value, `${this.#path}${name}.`, this.unknownFields);
    if (!isMissing(value)) this.#note(name);
    return undefined;
  }

  /** A list of at most so many objects; empty when missing. Every element must be an object. */
  objects(name: string, most: number): readonly Fields[] {
    const value = this.#get(name);
    if (isMissing(value)) return [];
    if (!Array.isArray(value) || value.length > most) this.reject(name);
    return value.map((element: unknown) => {
      if (!isMapping(element)) this.reject(name);
      return new Fields(element, `${name}.`, this.unknownFields);
    });
  }

  /** A list of at most so many descriptive objects: elements of another type are skipped. */
  details(name: string, most: number): readonly Fields[] {
    const value = this.#get(name);
    if (Array.isArray(value) && value.length > most) this.reject(name);
    if (!isMissing(value) && !Array.isArray(value)) this.#note(name);
    const elements: readonly unknown[] = Array.isArray(value) ? value : [];
    return elements
      .filter(isMapping)
      .map((element) => new Fields(element, `${name}.`, this.unknownFields));
  }

  /** The elements of a list as they are; undefined when this is not a list. */
  list(name: string): readonly unknown[] | undefined {
    const value = this.#get(name);
    return Array.isArray(value) ? value : undefined;
  }

  /** Text of any length as it is; undefined when missing. Anything else is not the same as nothing. */
  longText(name: string): string | undefined {
    const value = this.#get(name) ?? undefined;
    return value === undefined || typeof value === 'string' ? value : this.reject(name);
  }

  /** Rejects the row because of this field. */
  reject(name: string): never {
    throw new DecodeError(this.#path + name);
  }

  #get(name: string): unknown {
    return Object.hasOwn(this.#row, name) ? this.#row[name] : undefined;
  }

  #note(name: string): void {
    const field = this.#path + name;
    if (!this.unknownFields.includes(field)) this.unknownFields.push(field);
  }
}

const BYTES_OF_A_MEGABIT = 1e6 / 8;

/** `Spec`: megabits per second, as in "1000M" or "5", in bytes per second; undefined where it is neither. */
export function decodeSpec(row: Fields): number | undefined {
  const megabits = /^(\d{1,9})M?$/.exec(row.text('Spec'))?.[1];
  return megabits === undefined ? undefined : Number(megabits) * BYTES_OF_A_MEGABIT;
}

/** A resource has up to 20 of its own; the system adds some. */
const MAX_TAGS = 64;

/** `<wrapper>.Tag[]` of key and value, as both list calls return them. */
export function decodeTags(row: Fields, wrapper: string): Tags {
  const tags = row.detail(wrapper)?.details('Tag', MAX_TAGS) ?? [];
  return Object.fromEntries(
    tags.map((tag) => [tag.text('Key'), tag.text('Value')]).filter(([key]) => key !== ''),
  );
}

/** 1 January 2100: the API marks "never" with dates far beyond it. */
const FAR_FUTURE_MS = 4_102_444_800_000;

/** Milliseconds since the epoch as seconds; undefined when zero or absurd. */
export function secondsOf(ms: number): number | undefined {
  return ms > 0 && ms < FAR_FUTURE_MS ? ms / 1000 : undefined;
}

/** The same of a field; undefined when that is missing, too. */
export function decodeSeconds(row: Fields, name: string): number | undefined {
  const ms = row.number(name);
  return ms === undefined ? undefined : secondsOf(ms);
}

/** ISO 8601 in UTC; the API leaves out the seconds here and there. */
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z$/;

/** The same of a point in time that is written out. */
export function decodeInstant(row: Fields, name: string): number | undefined {
  const text = row.text(name);
  return INSTANT.test(text) ? secondsOf(Date.parse(text)) : undefined;
}
