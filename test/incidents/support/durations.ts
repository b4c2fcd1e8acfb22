/** Divides the durations of the shipped files by one factor: what takes an hour in production takes two minutes in the lab. */

import { parse, stringify } from 'yaml';

const UNITS_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  y: 31_536_000_000,
};

/** A duration as Prometheus writes it, 1h30m included; a part of a name such as `rate5m` is none. */
const DURATION = /(?<![\w.])(?:\d+(?:ms|[smhdwy]))+\b/g;
const PART = /(\d+)(ms|[smhdwy])/g;

/** Keys of rules, Prometheus and Alertmanager whose value is a duration. */
const DURATION_KEYS = new Set([
  'for',
  'keep_firing_for',
  'interval',
  'query_offset',
  'scrape_interval',
  'scrape_timeout',
  'evaluation_interval',
  'group_wait',
  'group_interval',
  'repeat_interval',
  'resolve_timeout',
]);

/** Milliseconds of a duration such as 90s or 1h30m. */
export function milliseconds(duration: string): number {
  return [...duration.matchAll(PART)].reduce(
    (sum, [, number, unit]) => sum + Number(number) * (UNITS_MS[unit ?? ''] ?? Number.NaN),
    0,
  );
}

/** A duration divided by `factor`. Prometheus knows nothing below a millisecond. */
export function shorter(duration: string, factor: number): string {
  return `${Math.round(milliseconds(duration) / factor)}ms`;
}

/** A number of seconds: `time() - 60`, `series{...} + 300`, `series * 0 + 300`. */
const SECONDS = /(?<=(?:time\(\) - |\} \+ |\* 0 \+ ))\d{2,}\b/g;

/** The same, divided. */
const ANY_SECONDS = /(?<=(?:time\(\) - |\} \+ |\* 0 \+ ))(?!1\b)[\d.]+\b/g;

/** An expression of PromQL with its ranges, offsets and numbers of seconds divided by `factor`. */
function fasterExpression(text: string, factor: number): string {
  return text
    .replaceAll(DURATION, (duration) => shorter(duration, factor))
    .replaceAll(SECONDS, (seconds) => String(Number(seconds) / factor));
}

/** A template: what stands outside of {{ }} is read by people, so only the queries inside change. */
function fasterTemplate(text: string, factor: number): string {
  return text.replaceAll(/\{\{[\s\S]*?\}\}/g, (action) => fasterExpression(action, factor));
}

type Change = (text: string) => string;

function changed(value: unknown, key: string, changes: Readonly<Record<string, Change>>): unknown {
  if (Array.isArray(value)) return value.map((item) => changed(item, key, changes));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [
        name,
        changed(item, key === 'annotations' ? key : name, changes),
      ]),
    );
  }
  return typeof value === 'string' ? (changes[key]?.(value) ?? value) : value;
}

function changeDurations(yaml: string, changes: Readonly<Record<string, Change>>): string {
  return stringify(changed(parse(yaml), '', changes), { lineWidth: 0 });
}

function byKey(duration: Change): Readonly<Record<string, Change>> {
  return Object.fromEntries([...DURATION_KEYS].map((key) => [key, duration]));
}

/** A file of rules, or a configuration of Prometheus or Alertmanager, with all its durations divided by `factor`. */
export function faster(yaml: string, factor: number): string {
  return changeDurations(yaml, {
    ...byKey((text) => shorter(text, factor)),
    expr: (text) => fasterExpression(text, factor),
    annotations: (text) => fasterTemplate(text, factor),
  });
}

const MARK = '<duration>';

function marked(text: string): string {
  return text.replaceAll(DURATION, MARK).replaceAll(ANY_SECONDS, MARK);
}

/** The same file with a mark in the place of each duration, in one form. */
export function withoutDurations(yaml: string): string {
  return changeDurations(yaml, {
    ...byKey(() => MARK),
    expr: marked,
    annotations: (text) => text.replaceAll(/\{\{[\s\S]*?\}\}/g, marked),
  });
}

/** All durations of a file, in milliseconds, in the order of the file. */
export function durationsIn(yaml: string): readonly number[] {
  const found: number[] = [];
  const note: Change = (text) => {
    found.push(...[...text.matchAll(DURATION)].map(([duration]) => milliseconds(duration)));
    return text;
  };
  changeDurations(yaml, {
    ...byKey(note),
    expr: note,
    annotations: (text) => text.replaceAll(/\{\{[\s\S]*?\}\}/g, note),
  });
  return found;
}

/** Numbers of expressions that stay as they are, in the order of the file. */
export function numbersIn(yaml: string): readonly string[] {
  const found = new Set<string>();
  changeDurations(yaml, {
    expr: (text) => {
      const rest = text.replaceAll(/"[^"]*"/g, '').replaceAll(SECONDS, '');
      for (const [number] of rest.matchAll(/(?<![\w.:-])\d{2,}(?![\w.])/g)) found.add(number);
      return text;
    },
  });
  return [...found];
}
