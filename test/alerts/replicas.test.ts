/** Two replicas of the exporter see the same cloud: every alert of the unit tests must come as often as with one. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { RULES_FILE } from '../../scripts/alerts-rules.ts';
import { findTool, runTool } from './tool.ts';
import { alertCases, unitTestFiles, type AlertCase } from './unit-tests.ts';

const promtool = findTool('promtool');

/** Generous: the unit tests evaluate hours of rules, and may share the machine. */
const TIMEOUT_MS = 180_000;

interface Series {
  readonly series: string;
  readonly values: string;
}

interface UnitTest {
  readonly input_series: readonly Series[];
  readonly alert_rule_test?: readonly AlertCase[];
  readonly promql_expr_test?: readonly { readonly expr: string }[];
}

interface UnitTests {
  readonly tests: readonly UnitTest[];
}

/** The same series as the replica of its exporter shows it. */
function ofReplica({ series, values }: Series): Series {
  const [, name = '', labels = ''] = /^(\w+)(?:\{(.*)\})?$/.exec(series) ?? [];
  const [, instance = ''] = /instance="([^"]*)"/.exec(labels) ?? [];
  const others = labels.replace(/,?instance="[^"]*"/, '').replace(/^,/, '');
  const all = [others, `instance="replica of ${instance}"`].filter((text) => text !== '');
  return { series: `${name}{${all.join()}}`, values };
}

/** Alerts on a process of its own: they come once for each. */
const OF_A_PROCESS = new Set(
  alertCases()
    .filter(({ exp_alerts }) => exp_alerts.some((alert) => 'instance' in alert.exp_labels))
    .map(({ alertname }) => alertname),
);

function doubled(test: UnitTest): UnitTest {
  const isOfAProcess = (text: string): boolean =>
    [...OF_A_PROCESS].some((alert) => text.includes(`"${alert}"`));
  return {
    ...test,
    input_series: [...test.input_series, ...test.input_series.map(ofReplica)],
    alert_rule_test: (test.alert_rule_test ?? []).filter(
      ({ alertname }) => !OF_A_PROCESS.has(alertname),
    ),
    promql_expr_test: (test.promql_expr_test ?? []).filter(({ expr }) => !isOfAProcess(expr)),
  };
}

(promtool === undefined ? describe.skip : describe)('with two replicas', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'replicas-'));
  });

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it.each(unitTestFiles().map((file) => [basename(file), file]))(
    'passes %s',
    async (name, file) => {
      const content = parse(readFileSync(file, 'utf8')) as UnitTests;
      const tests = content.tests.map(doubled);
      expect(tests.flatMap(({ alert_rule_test }) => alert_rule_test ?? [])).not.toEqual([]);
      const copy = join(folder, name);
      writeFileSync(copy, stringify({ ...content, rule_files: [RULES_FILE], tests }));
      const { ok, output } = await runTool(promtool ?? '', ['test', 'rules', copy]);
      expect(ok ? '' : output).toBe('');
    },
    TIMEOUT_MS,
  );
});
