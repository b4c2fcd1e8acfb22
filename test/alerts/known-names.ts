/** The names that an expression may use: those of the exporter's metrics, their labels and their values. */

import { readRecordings } from '../../scripts/alerts-rules.ts';
import { FAILURE_REASONS } from '../../src/model/failure.ts';
import { COLLECTOR_NAMES } from '../../src/collectors/index.ts';
import { cryptoFamilies } from '../../src/collectors/connections/crypto.ts';
import { CLOUD_METRICS, OWN_METRICS } from '../support/contract.ts';
import { namesIn, type Matcher, type Selector } from '../support/promql.ts';

/** Labels that Prometheus puts on every series; `cluster` where somebody adds it. */
const TARGET_LABELS = ['cluster', 'job', 'instance'];

/** Metrics that Prometheus and the runtime of the exporter add. */
const OTHERS = [
  'up',
  'scrape_duration_seconds',
  'process_start_time_seconds',
  'process_resident_memory_bytes',
];

/** Labels that the rules make. */
const MADE_LABELS = [
  'alertname',
  'direction',
  'alertstate',
  'severity',
  'part',
  'problem',
  'service',
  'scope',
  'scope_id',
  'scope_account',
  'shared_site',
  'kind',
  'site',
  'site_name',
  'exported_account',
  'exported_region',
  'when',
  'order',
];

/** Values of labels that come from a list; the values of the others are free. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  // The listing of an account's regions is reported like a collector.
  collector: [...COLLECTOR_NAMES, 'regions'],
  reason: FAILURE_REASONS,
  type: ['custom', 'bgp', 'RENEW', 'RENEWCHANGE'],
  source: ['CLOUD', 'VPN_BGP'],
};

const labelsOf = new Map<string, readonly string[]>([
  ...OTHERS.map((name) => [name, TARGET_LABELS] as const),
  ...[...CLOUD_METRICS, ...OWN_METRICS, ...cryptoFamilies].map(
    ({ name, labels }) => [name, [...labels, ...TARGET_LABELS]] as const,
  ),
]);
/** What the rules record, and the alerts themselves: their labels are those of what they are made of. */
const RECORDED = new Set(['ALERTS', ...readRecordings().map(({ record }) => record)]);
const statesOf = new Map(CLOUD_METRICS.map(({ name, states }) => [name, states]));
/** Every label of every metric. */
export const KNOWN_LABELS: ReadonlySet<string> = new Set([
  ...[...labelsOf.values()].flat(),
  ...MADE_LABELS,
]);

/** The values that a matcher may name; undefined where any will do. */
function allowedValues(metric: string, label: string): readonly string[] | undefined {
  const [stateLabel, states] = statesOf.get(metric) ?? [];
  return label === stateLabel ? states : VALUES[label];
}

/** Values in a matcher that the label never has; what a template fills in is "x". */
function impossible(metric: string, { label, value }: Matcher): readonly string[] {
  const allowed = allowedValues(metric, label);
  if (allowed === undefined || value === 'x') return [];
  return value.split('|').filter((each) => !allowed.includes(each));
}

/** A selector that names its metrics by a regular expression has to match some. */
function faultsOfNames(matchers: readonly Matcher[]): readonly string[] {
  const pattern = matchers.find(({ label }) => label === '__name__')?.value ?? '';
  const isName = new RegExp(`^(?:${pattern})$`);
  return [...labelsOf.keys()].some((name) => isName.test(name)) ? [] : [`no metric ${pattern}`];
}

function faultsOf({ metric, matchers }: Selector): readonly string[] {
  if (metric.startsWith('{')) return faultsOfNames(matchers);
  if (RECORDED.has(metric)) {
    const strange = matchers.filter(({ label }) => !KNOWN_LABELS.has(label));
    return strange.map(({ label }) => `no label ${label} on ${metric}`);
  }
  const labels = labelsOf.get(metric);
  if (labels === undefined) return [`no metric ${metric}`];
  return matchers.flatMap((matcher) => [
    ...(labels.includes(matcher.label) ? [] : [`no label ${matcher.label} on ${metric}`]),
    ...impossible(metric, matcher).map((value) => `no ${matcher.label} ${value} on ${metric}`),
  ]);
}

/** What is wrong with the metrics, labels and values that an expression names. */
export function faultsIn(expr: string): readonly string[] {
  return namesIn(expr).selectors.flatMap(faultsOf);
}
