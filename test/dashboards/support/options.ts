/** What the reader can choose of a variable, found as Grafana finds it. */

import type { Prometheus } from '../../e2e/support/prometheus.ts';
import { queryOf, type Variable } from './boards.ts';
import { substitute, type Substitutes } from './substitute.ts';

/** A choice: what the list shows, and what queries get. */
export interface Option {
  readonly text: string;
  readonly value: string;
}

/** A series as Grafana writes it for the regular expression of a variable. */
function written(metric: Readonly<Record<string, string>>): string {
  const labels = Object.entries(metric).map(([label, value]) => `${label}="${value}"`);
  return `{${labels.join(',')}} 1 0`;
}

function matched(text: string, regex: string | undefined): Option {
  if (regex === undefined) return { text, value: text };
  const groups = new RegExp(regex.slice(1, -1)).exec(text)?.groups;
  return { text: groups?.['text'] ?? '', value: groups?.['value'] ?? '' };
}

/** All choices, with the variables before this one chosen as in `chosen`. */
export async function optionsOf(
  prometheus: Prometheus,
  variable: Variable,
  chosen: Substitutes,
): Promise<readonly Option[]> {
  const query = substitute(queryOf(variable), chosen);
  const [, selector, label] = /^label_values\((.*), (\w+)\)$/.exec(query) ?? [];
  if (selector !== undefined && label !== undefined) {
    const values = await prometheus.labelValues(label, selector);
    return values.map((value) => ({ text: value, value }));
  }
  const [, expr = ''] = /^query_result\((.*)\)$/.exec(query) ?? [];
  const series = await prometheus.query(expr);
  return series.map(({ metric }) => matched(written(metric), variable.regex));
}
