/** Two replicas of the exporter see the same cloud: every alert of the unit tests must come as with one. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { stringify } from 'yaml';
import { RULES_FILE } from '../../scripts/alerts-rules.ts';
import { findTool, runTool } from '../support/tools.ts';
import { readUnitTests, unitTestFiles, type UnitTest } from './unit-tests.ts';

const promtool = findTool('promtool');

/** Generous: the unit tests evaluate hours of rules, and may share the machine. */
const TIMEOUT_MS = 300_000;

/** Files about single exporters, whose alerts come once for each. */
const OF_A_PROCESS = new Set(['exporter.test.yml', 'replicas.test.yml']);

type Series = UnitTest['input_series'][number];

/** The same series as the replica of its exporter shows it. */
function ofReplica({ series, values }: Series): Series {
  return { series: series.replace(/instance="([^"]*)"/, 'instance="replica of $1"'), values };
}

function doubled(test: UnitTest): UnitTest {
  return { ...test, input_series: [...test.input_series, ...test.input_series.map(ofReplica)] };
}

(promtool === undefined ? describe.skip : describe)('with two replicas', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'replicas-'));
  });

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it.each(
    unitTestFiles()
      .map((file) => [basename(file), file] as const)
      .filter(([name]) => !OF_A_PROCESS.has(name)),
  )(
    'passes %s',
    async (name, file) => {
      const content = readUnitTests(file);
      const copy = join(folder, name);
      const tests = content.tests.map(doubled);
      writeFileSync(copy, stringify({ ...content, rule_files: [RULES_FILE], tests }));
      const { ok, output } = await runTool(promtool ?? '', ['test', 'rules', copy]);
      expect(ok ? '' : output).toBe('');
    },
    TIMEOUT_MS,
  );
});
