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
const VALUE_END = /[^"\\]*(?:\\.[^"\\]*)*(?=")/y;
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
  if (!text.includes('\\')) return text;
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
  VALUE_END.lastIndex = at;
  if (!VALUE_END.test(line)) throw new Error(`no closing quote in ${line}`);
  const end = VALUE_END.lastIndex;
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
  return lines.toReversed();
}

/** A text that two series share exactly when they are the same to Prometheus. */
export function seriesKey({ name, labels }: ParsedSample): string {
  let key = name;
  for (const label of Object.keys(labels).sort()) {
    const value = labels[label] ?? '';
    // No value can look like the next label: its length is told.
    if (value !== '') key += ` ${label} ${value.length} ${value}`;
  }
  return key;
}

interface Read {
  readonly sample: ParsedSample;
  readonly key: string;
}

/** Lines read before: pages that follow each other share most of theirs. */
const READ = new Map<string, Read>();
const READ_AT_MOST = 20_000;

function readSample(line: string): Read {
  const known = READ.get(line);
  if (known !== undefined) return known;
  const sample = parseSample(line);
  const read = { sample, key: seriesKey(sample) };
  if (READ.size >= READ_AT_MOST) READ.clear();
  READ.set(line, read);
  return read;
}

/** @param lines the last one first: taking from the end costs nothing */
function parseFamily(
  lines: string[],
  format: 'text' | 'openmetrics',
  series: Set<string>,
): ParsedFamily {
  const [name, help] = parseComment(lines.pop(), 'HELP');
  const [typeName, type] = parseComment(lines.pop(), 'TYPE');
  if (typeName !== name) throw new Error(`HELP of ${name}, TYPE of ${typeName}`);
  const samples: ParsedSample[] = [];
  const names = SUFFIXES[format]?.[type]?.map((suffix) => name + suffix) ?? [];
  while (lines.at(-1)?.startsWith('#') === false) {
    const { sample, key } = readSample(lines.pop() ?? '');
    if (series.has(key)) throw new Error(`twice: ${key}`);
    series.add(key);
    if (!names.includes(sample.name)) throw new Error(`${sample.name} in ${type} ${name}`);
    samples.push(sample);
  }
  if (samples.length === 0) throw new Error(`no sample of ${name}`);
  const escapes = { n: '\n', '\\': '\\', ...(format === 'openmetrics' ? { '"': '"' } : {}) };
  return { name, type, help: unescape(help, escapes), samples };
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
    const family = parseFamily(lines, format, series);
    if (families.has(family.name)) throw new Error(`${family.name} in two places`);
    families.set(family.name, family);
  }
  return families;
}
