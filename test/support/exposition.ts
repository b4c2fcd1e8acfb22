/** Reads the text formats of Prometheus strictly, by the formats' own descriptions; shares no code with the writer. */

/** One sample line. */
export interface ParsedSample {
  readonly name: string;
  /** In the order of the line. */
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** The lines of one family. */
export interface ParsedFamily {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly samples: readonly ParsedSample[];
}

const NAME = /[a-zA-Z_:][a-zA-Z0-9_:]*/y;
const LABEL_NAME = /[a-zA-Z_][a-zA-Z0-9_]*/y;
const NUMBER = /^([+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?|[+-]Inf|NaN)$/;

/** Names that the samples of a type may have, after the name of the family. */
const SUFFIXES: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  text: { gauge: [''], counter: [''], histogram: ['_bucket', '_sum', '_count'] },
  openmetrics: { gauge: [''], counter: ['_total'], histogram: ['_bucket', '_sum', '_count'] },
};

function take(pattern: RegExp, line: string, at: number): string {
  pattern.lastIndex = at;
  const found = pattern.exec(line)?.[0];
  if (found === undefined) throw new Error(`no ${pattern.source} at ${at} of ${line}`);
  return found;
}

function unescape(text: string, escapes: Readonly<Record<string, string>>): string {
  let result = '';
  for (let index = 0; index < text.length; index += 1) {
    if (text[index] !== '\\') {
      result += text[index];
      continue;
    }
    index += 1;
    const plain = escapes[text[index] ?? ''];
    if (plain === undefined) throw new Error(`unknown escape in ${text}`);
    result += plain;
  }
  return result;
}

const LABEL_ESCAPES = { n: '\n', '\\': '\\', '"': '"' };

/** The label value that begins behind the quote at `at`, and where it ends. */
function takeValue(line: string, at: number): readonly [value: string, end: number] {
  let end = at;
  while (line[end] !== '"') {
    if (end >= line.length) throw new Error(`no closing quote in ${line}`);
    end += line[end] === '\\' ? 2 : 1;
  }
  return [unescape(line.slice(at, end), LABEL_ESCAPES), end + 1];
}

function takeLabels(
  line: string,
  from: number,
): readonly [labels: Record<string, string>, end: number] {
  const labels: Record<string, string> = {};
  let at = from + 1;
  while (line[at] !== '}') {
    const name = take(LABEL_NAME, line, at);
    at += name.length;
    if (line.slice(at, at + 2) !== '="') throw new Error(`no value at ${at} of ${line}`);
    const [value, end] = takeValue(line, at + 2);
    if (Object.hasOwn(labels, name)) throw new Error(`label ${name} twice in ${line}`);
    labels[name] = value;
    at = end;
    if (line[at] === ',' && line[at + 1] !== '}') at += 1;
    else if (line[at] !== '}') throw new Error(`no separator at ${at} of ${line}`);
  }
  return [labels, at + 1];
}

/** A sample without a timestamp. */
function parseSample(line: string): ParsedSample {
  const name = take(NAME, line, 0);
  const [labels, end] =
    line[name.length] === '{' ? takeLabels(line, name.length) : [{}, name.length];
  const value = line.slice(end + 1);
  if (line[end] !== ' ' || !NUMBER.test(value)) throw new Error(`no value in ${line}`);
  return { name, labels, value: Number(value.replace('Inf', 'Infinity')) };
}

/** Name and rest of `# KEYWORD name rest`. */
function parseComment(line: string | undefined, keyword: string): readonly [string, string] {
  const start = `# ${keyword} `;
  if (line?.startsWith(start) !== true) throw new Error(`no ${keyword} in ${line}`);
  const name = take(NAME, line, start.length);
  return [name, line.slice(start.length + name.length + 1)];
}

function linesOf(text: string, format: 'text' | 'openmetrics'): string[] {
  const lines = text.split('\n');
  if (lines.pop() !== '') throw new Error('the last line does not end');
  if (format === 'openmetrics' && lines.pop() !== '# EOF') throw new Error('no # EOF');
  return lines;
}

function parseFamily(lines: string[], format: 'text' | 'openmetrics'): ParsedFamily {
  const [name, help] = parseComment(lines.shift(), 'HELP');
  const [typeName, type] = parseComment(lines.shift(), 'TYPE');
  if (typeName !== name) throw new Error(`HELP of ${name}, TYPE of ${typeName}`);
  const samples: ParsedSample[] = [];
  const names = SUFFIXES[format]?.[type]?.map((suffix) => name + suffix) ?? [];
  while (lines[0] !== undefined && !lines[0].startsWith('#')) {
    const sample = parseSample(lines.shift() ?? '');
    if (!names.includes(sample.name)) throw new Error(`${sample.name} in ${type} ${name}`);
    samples.push(sample);
  }
  if (samples.length === 0) throw new Error(`no sample of ${name}`);
  const escapes = { n: '\n', '\\': '\\', ...(format === 'openmetrics' ? { '"': '"' } : {}) };
  return { name, type, help: unescape(help, escapes), samples };
}

/** A text that two series share exactly when they are the same to Prometheus. */
export function seriesKey({ name, labels }: ParsedSample): string {
  const pairs = Object.entries(labels).filter(([, value]) => value !== '');
  return JSON.stringify([name, ...pairs.sort(([a], [b]) => (a < b ? -1 : 1))]);
}

/**
 * Reads a page.
 * @throws Error for anything a strict reader objects to: a family in two places, a series twice, a timestamp.
 */
export function parseExposition(
  text: string,
  format: 'text' | 'openmetrics' = 'text',
): ReadonlyMap<string, ParsedFamily> {
  const lines = linesOf(text, format);
  const families = new Map<string, ParsedFamily>();
  const series = new Set<string>();
  while (lines.length > 0) {
    const family = parseFamily(lines, format);
    if (families.has(family.name)) throw new Error(`${family.name} in two places`);
    families.set(family.name, family);
    for (const sample of family.samples) {
      const key = seriesKey(sample);
      if (series.has(key)) throw new Error(`twice: ${key}`);
      series.add(key);
    }
  }
  return families;
}
