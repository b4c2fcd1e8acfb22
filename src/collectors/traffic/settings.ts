/** The key `metrics` of the collector: what is asked for otherwise than by the table. */

import { z } from 'zod';
import { freeText, mapping, withRule } from '../../config/fields.ts';
import type { Option } from '../collector.ts';
import {
  kindOfUnit,
  METRIC_KEYS,
  type MetricKey,
  metricsOf,
  type MetricsSettings,
  UNIT_NAMES,
  type UnitName,
  UNITS,
  usualDimensions,
} from './metric-table.ts';

const metricName = freeText("a metric's name, such as tun.rx_bps", (text) =>
  /^[\w.:/-]{1,128}$/.test(text),
);

const fieldName = (example: string) =>
  freeText(`the name of a field, such as ${example}`, (text) => /^\w{1,64}$/.test(text));

function unitSchema(key: MetricKey) {
  const names = UNIT_NAMES.filter((name) => UNITS[name].of === kindOfUnit(key));
  const error = `one of ${names.join(', ')}`;
  return z.custom<UnitName>((value) => names.some((name) => name === value), { error });
}

function dimensionsSchema(key: MetricKey) {
  const roles = Object.entries(usualDimensions(key)).map(
    ([role, name]) => [role, fieldName(name).nullish()] as const,
  );
  return mapping(Object.fromEntries(roles));
}

function metricSchema(key: MetricKey) {
  return mapping({
    enabled: z.boolean({ error: 'true or false' }).nullish(),
    name: metricName.nullish(),
    unit: unitSchema(key).nullish(),
    statistic: fieldName('Average').nullish(),
    dimensions: dimensionsSchema(key).nullish(),
  });
}

const keys = mapping(
  Object.fromEntries(METRIC_KEYS.map((key) => [key, metricSchema(key).nullish()])),
);

/** One series per metric tells its time: two of one name would be the same series. */
const schema = withRule(keys, (settings: MetricsSettings, { report }) => {
  const names = new Map<string, MetricKey>();
  for (const { key, name } of metricsOf(settings)) {
    const other = names.get(name);
    if (other === undefined) names.set(name, key);
    else report([key, 'name'], `another name than that of ${other}`, name);
  }
});

/** Documented with the collector. */
export const metricsOption: Option<MetricsSettings> = {
  type: 'mapping of metrics, see below',
  default: {},
  meaning:
    'What CloudMonitor calls its metrics and means by them, where that differs from the table below.',
  example: '{tunnel_receive: {name: tun.rx_bps, unit: bit/s, statistic: Average}}',
  // Documented by the table of metrics, not key by key.
  schema: z.lazy(() => schema),
};
