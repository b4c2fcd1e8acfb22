/** Reads the unit tests for promtool beside this file as plain values. */

import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

const FOLDER = fileURLToPath(new URL('./', import.meta.url));

/** An alert as a unit test expects it. */
export interface ExpectedAlert {
  readonly exp_labels: Readonly<Record<string, string>>;
  readonly exp_annotations: Readonly<Record<string, string>>;
}

/** What a unit test expects of one alert at one time. */
export interface AlertCase {
  readonly alertname: string;
  readonly exp_alerts: readonly ExpectedAlert[];
}

/** Names of the files, for promtool. */
export function unitTestFiles(): readonly string[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.test.yml'))
    .map((name) => FOLDER + name);
}

/** What all unit tests expect. */
export function alertCases(): readonly AlertCase[] {
  return unitTestFiles().flatMap((file) => {
    const { tests } = parse(readFileSync(file, 'utf8')) as {
      readonly tests: readonly { readonly alert_rule_test?: readonly AlertCase[] }[];
    };
    return tests.flatMap(({ alert_rule_test }) => alert_rule_test ?? []);
  });
}
