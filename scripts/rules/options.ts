/** What can be changed about the rules: the chart's values of prometheusRule, for people without the chart. */

import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { isMapping } from '../../src/model/values.ts';
import { SEVERITIES } from '../alerts-rules.ts';

const CHART = new URL('../../helm/alicloud-vpn-exporter/', import.meta.url);

function read(path: string): unknown {
  return parse(readFileSync(new URL(path, CHART), 'utf8'));
}

/** Where each threshold stands in the expressions: `@` in `in` is the number, `is` what it is in the file. */
export const PLACES = z
  .record(z.string(), z.strictObject({ is: z.number(), in: z.array(z.string()) }))
  .parse(read('files/thresholds.yaml'));

const texts = z.record(z.string(), z.string());

const alert = z.strictObject({
  severity: z.enum(SEVERITIES).optional(),
  for: z
    .string()
    .regex(/^([0-9]+(ms|s|m|h|d))+$/)
    .optional(),
  labels: texts.optional(),
  annotations: texts.optional(),
  runbookUrl: z.string().optional(),
  consoleUrl: z.string().optional(),
});

const thresholds = z.strictObject(
  Object.fromEntries(Object.keys(PLACES).map((name) => [name, z.number().min(0)])),
);

const schema = z.strictObject({
  disabledAlerts: z.array(z.string()),
  alertLabels: texts,
  alertAnnotations: texts,
  runbookUrl: z.string(),
  consoleUrl: z.string(),
  dashboardUrl: z.string(),
  statusUrl: z.string(),
  alerts: z.record(z.string(), alert),
  thresholds,
  additionalGroups: z.array(z.looseObject({ name: z.string(), rules: z.array(z.unknown()) })),
});

/** The values, checked. */
export type Options = z.infer<typeof schema>;

/** Keys that only a cluster has. */
const OF_THE_CLUSTER = new Set(['enabled', 'namespace', 'labels', 'annotations']);

type Tree = Readonly<Record<string, unknown>>;

/** Takes trees of keys together; where both have one, the second counts. */
function merged(one: Tree, other: Tree): Tree {
  const pairs = Object.entries(other).map(([key, value]) => {
    const mine = one[key];
    return [key, isMapping(mine) && isMapping(value) ? merged(mine, value) : value] as const;
  });
  return { ...one, ...Object.fromEntries(pairs) };
}

/** `thresholds.outageSeconds=120` as a tree. @throws Error without a name or a value. */
function settingOf(setting: string): Tree {
  const [, path = '', value = ''] = /^([^=]+)=(.*)$/s.exec(setting) ?? [];
  if (path === '') throw new Error(`--set ${setting}: write NAME=VALUE`);
  return path
    .split('.')
    .reduceRight<unknown>((inner, key) => ({ [key]: inner }), parse(value)) as Tree;
}

function chartDefaults(): Tree {
  const { prometheusRule } = z
    .object({ prometheusRule: z.looseObject({}) })
    .parse(read('values.yaml'));
  return Object.fromEntries(
    Object.entries(prometheusRule).filter(([key]) => !OF_THE_CLUSTER.has(key)),
  );
}

/** The part of a file of values that is about rules: that of the chart, or all of it. */
function ofFile(text: string): Tree {
  const values: unknown = parse(text) ?? {};
  if (!isMapping(values)) throw new Error('--values: a mapping is expected');
  return isMapping(values['prometheusRule']) ? values['prometheusRule'] : values;
}

/**
 * The chart's defaults, changed by files of values (their text) and by settings (NAME=VALUE).
 * @throws Error that names everything that does not exist or has another type.
 */
export function readOptions(files: readonly string[], settings: readonly string[]): Options {
  const changes = [...files.map(ofFile), ...settings.map(settingOf)].map((tree) =>
    Object.fromEntries(Object.entries(tree).filter(([key]) => !OF_THE_CLUSTER.has(key))),
  );
  const result = schema.safeParse(changes.reduce(merged, chartDefaults()));
  if (result.success) return result.data;
  throw new Error(
    result.error.issues
      .map(({ path, message }) => `${[...path.map(String), ''].join('.').slice(0, -1)}: ${message}`)
      .join('\n'),
  );
}
