/** The names that an expression may use: those of the exporter's metrics, their labels and their values. */

import { FAILURE_REASONS } from '../../src/model/failure.ts';
import { COLLECTORS } from '../../src/config/config.ts';
import { cryptoFamilies } from '../../src/collectors/connections/crypto-metrics.ts';
import { CLOUD_METRICS, OWN_METRICS, SHARD_METRICS, TIMING_METRICS } from '../support/contract.ts';
import { namesIn, type Matcher, type Selector } from '../support/promql.ts';

/** Labels that Prometheus puts on every series. */
const TARGET_LABELS = ['job', 'instance'];

/** Metrics that Prometheus and the runtime of the exporter add. */
const OTHERS = ['up', 'scrape_duration_seconds', 'process_start_time_seconds'];

/** Values of labels that come from a list; the values of the others are free. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  collector: COLLECTORS,
  reason: FAILURE_REASONS,
  type: ['custom', 'bgp'],
  source: ['CLOUD', 'VPN_BGP'],
};

const labelsOf = new Map<string, readonly string[]>([
  ...OTHERS.map((name) => [name, TARGET_LABELS] as const),
  ...[...CLOUD_METRICS, ...OWN_METRICS, ...TIMING_METRICS, ...SHARD_METRICS, ...cryptoFamilies].map(
    ({ name, labels }) => [name, [...labels, ...TARGET_LABELS]] as const,
  ),
]);
const statesOf = new Map(CLOUD_METRICS.map(({ name, states }) => [name, states]));
/** Every label of every metric. */
export const KNOWN_LABELS: ReadonlySet<string> = new Set([...labelsOf.values()].flat());

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

function faultsOf({ metric, matchers }: Selector): readonly string[] {
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
