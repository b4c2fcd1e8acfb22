/** The two text formats of Prometheus: pure text in, text out. */

import type { Family, Sample } from '../model/family.ts';

/** Text format 0.0.4, or OpenMetrics 1.0.0. */
export type Format = 'text' | 'openmetrics';

/** Media types of the formats. */
export const CONTENT_TYPES: Readonly<Record<Format, string>> = {
  text: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
};

/** What ends an exposition: OpenMetrics tells a complete one from one that was cut off. */
export const END: Readonly<Record<Format, string>> = { text: '', openmetrics: '# EOF\n' };

const LABEL_ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '"': '\\"' };

/** Escapes a label value: a line break or quote in a name must not end the sample early. */
export function escapeLabelValue(value: string): string {
  return /[\\\n"]/.test(value)
    ? value.replace(/[\\\n"]/g, (char) => LABEL_ESCAPES[char] ?? char)
    : value;
}

/** Escapes the help text; only OpenMetrics escapes quotes there. */
export function escapeHelp(help: string, format: Format): string {
  const pattern = format === 'openmetrics' ? /[\\\n"]/g : /[\\\n]/g;
  return help.replace(pattern, (char) => LABEL_ESCAPES[char] ?? char);
}

/** A sample value as both formats write it. */
export function formatValue(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (value === Infinity) return '+Inf';
  return value === -Infinity ? '-Inf' : String(value);
}

/** One sample line. Only the given labels are written, in their order. */
export function sampleLine(
  name: string,
  labels: readonly string[],
  [value, values]: Sample,
): string {
  const pairs = labels.map((label) => `${label}="${escapeLabelValue(values[label] ?? '')}"`);
  const set = pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
  return `${name}${set} ${formatValue(value)}\n`;
}

/** All samples of one subject; the same text in both formats. */
export function sampleLines<Subject>(family: Family<Subject>, subject: Subject): string {
  return family
    .samples(subject)
    .map((sample) => sampleLine(family.name, family.labels, sample))
    .join('');
}

/** The name of the family: OpenMetrics leaves out a counter's _total, which belongs to its samples. */
function familyName(name: string, type: string, format: Format): string {
  return format === 'openmetrics' && type === 'counter' ? name.replace(/_total$/, '') : name;
}

/** HELP and TYPE of a family. */
export function header(
  family: { readonly name: string; readonly type: string; readonly help: string },
  format: Format,
): string {
  const name = familyName(family.name, family.type, format);
  return `# HELP ${name} ${escapeHelp(family.help, format)}\n# TYPE ${name} ${family.type}\n`;
}
