/** Reads the unit tests for promtool beside this file as plain values. */

import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

const FOLDER = fileURLToPath(new URL('./', import.meta.url));

/** What an expression gives at a moment. */
export interface Moment {
  readonly eval_time: string;
  readonly expr: string;
  readonly exp_samples: readonly { readonly labels: string }[];
}

/** One scene of a file: series, and what follows from them. */
export interface UnitTest {
  readonly interval: string;
  readonly input_series: readonly { readonly series: string; readonly values: string }[];
  readonly promql_expr_test?: readonly Moment[];
  readonly alert_rule_test?: readonly {
    readonly alertname: string;
    readonly exp_alerts: readonly object[];
  }[];
}

/** A file of them. */
export interface UnitTests {
  readonly evaluation_interval: string;
  readonly group_eval_order?: readonly string[];
  readonly tests: readonly UnitTest[];
}

/** Names of the files, for promtool. */
export function unitTestFiles(): readonly string[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.test.yml'))
    .map((name) => FOLDER + name);
}

/** The content of one of them. */
export function readUnitTests(file: string): UnitTests {
  return parse(readFileSync(file, 'utf8')) as UnitTests;
}

/** The alerts of one moment of a scene, and the scene. */
export interface Expectation {
  readonly scene: string;
  readonly alerts: readonly string[];
}

/** What all unit tests expect of the alerts of each scene. */
export function expectations(): readonly Expectation[] {
  return unitTestFiles()
    .flatMap((file) => readUnitTests(file).tests)
    .flatMap(({ promql_expr_test: moments = [] }) => moments)
    .filter(({ expr }) => expr.startsWith('group by (alertname)'))
    .map(({ expr, exp_samples }) => ({
      scene: /job="([^"]+)"/.exec(expr)?.[1] ?? '',
      alerts: exp_samples.map(({ labels }) => /alertname="([^"]+)"/.exec(labels)?.[1] ?? ''),
    }));
}

/** Files that keep promtool busy for more than some seconds: `npm run test:long` runs them. */
export const LONG: ReadonlySet<string> = new Set([
  'availability.test.yml',
  'beside.test.yml',
  'collection.test.yml',
  'endings.test.yml',
  'exporter.test.yml',
  'flapping.test.yml',
  'grey-failure.test.yml',
  'isolation.test.yml',
  'on-demand.test.yml',
  'outage.test.yml',
  'routes.test.yml',
  'several-accounts.test.yml',
  'shared-outage.test.yml',
  'sight.test.yml',
  'sight-days.test.yml',
  'traffic.test.yml',
  'vanished.test.yml',
]);
