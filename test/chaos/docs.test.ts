/** docs/faults.md: as complete and as true as the tables that the other tests prove; and the alerts that it names. */

import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { stringify } from 'yaml';
import { readGroupNames, readGroups, RULES_FILE, waitOf } from '../../scripts/alerts-rules.ts';
import { findTool, runTool } from '../support/tools.ts';
import { alertsOf } from './alert-table.ts';
import { FAULTS, type Outcome } from './fault-table.ts';
import { cellsOf, faultRows } from './support/doc.ts';
import { CALM, FAULT, seriesOf } from './support/rule-test.ts';

const PAGE = readFileSync(fileURLToPath(new URL('../../docs/faults.md', import.meta.url)), 'utf8');
const RULES = new Map(
  readGroups().flatMap(({ rules }) => rules.map((rule) => [rule.alert, waitOf(rule)] as const)),
);
const rows = faultRows(PAGE);

describe('docs/faults.md', () => {
  it('has a row for each fault, and for nothing else', () => {
    expect(rows.map(([name]) => name).toSorted()).toEqual(
      FAULTS.map(({ name }) => name).toSorted(),
    );
  });

  it.each(FAULTS.map((fault) => [fault.name, fault] as const))('is right on %s', (_, fault) => {
    const [, words, cells] = rows.find(([name]) => name === fault.name) ?? [];
    expect(words).toMatch(/\w/);
    expect(cells).toEqual(cellsOf(fault));
  });

  it('names alerts that exist', () => {
    const named = [...PAGE.matchAll(/AlicloudVpn[A-Z]\w+/g)].map(([name]) => name);
    expect(named.length).toBeGreaterThan(FAULTS.length / 2);
    expect(named.filter((name) => !RULES.has(name))).toEqual([]);
  });

  it('says of alerts on the exporter itself after how long they fire', () => {
    const said = [...PAGE.matchAll(/(AlicloudVpn\w+) (\d+m) /g)].map(([, name, time]) => [
      name,
      time,
    ]);
    expect(said.length).toBeGreaterThan(3);
    expect(said).toEqual(said.map(([name]) => [name, RULES.get(name ?? '')]));
  });
});

/** The alerts of a job that fire this long after the fault began, and have to. */
function firing(job: string, outcome: Outcome, minutes: number): object {
  const others = 'alertname!="AlicloudVpnWatchdog"';
  return {
    expr: `group by (alertname) (ALERTS{alertstate="firing",${others},job="${job}"})`,
    eval_time: `${CALM + minutes}m`,
    exp_samples: alertsOf(outcome)
      .filter(({ afterMinutes }) => afterMinutes <= minutes)
      .map(({ alert }) => ({ labels: `{alertname="${alert}"}`, value: 1 })),
  };
}

/** Just before each alert, just when it fires, and at the end. */
function momentsOf(outcome: Outcome): readonly number[] {
  const changes = alertsOf(outcome).flatMap(({ afterMinutes }) => [afterMinutes - 1, afterMinutes]);
  return [...new Set([0, ...changes, FAULT - 1])];
}

const promtool = findTool('promtool');

(promtool === undefined ? describe.skip : describe)('the alert rules', () => {
  it('raise for each fault exactly the alerts of its row, at their time', async () => {
    // What differs in a name alone makes no difference.
    const outcomes = new Map(
      FAULTS.map(({ outcome }) => [
        `${outcome.kind} ${outcome.kind === 'fails' ? outcome.reason : ''} ${JSON.stringify(alertsOf(outcome))}`,
        outcome,
      ]),
    );
    const folder = await mkdtemp(join(tmpdir(), 'faults-'));
    try {
      const file = join(folder, 'faults.test.yml');
      // Each fault hits a scrape job of its own: promtool takes its time by evaluations, not by series.
      const jobs = [...outcomes.values()].map((outcome, index) => ({
        job: `fault-${index}`,
        outcome,
      }));
      const tests = [
        {
          name: 'every fault',
          interval: '1m',
          input_series: jobs.flatMap(({ job, outcome }) => seriesOf(outcome, job)),
          promql_expr_test: jobs.flatMap(({ job, outcome }) =>
            momentsOf(outcome).map((minutes) => firing(job, outcome, minutes)),
          ),
        },
      ];
      const document = {
        rule_files: [RULES_FILE],
        evaluation_interval: '1m',
        // In service the group that remembers is up to four minutes behind.
        group_eval_order: [
          'alicloud-vpn-connections',
          ...readGroupNames().filter((name) => name !== 'alicloud-vpn-connections'),
        ],
        tests,
      };
      await writeFile(file, stringify(document));
      expect(await runTool(promtool ?? '', ['test', 'rules', file])).toMatchObject({
        ok: true,
        output: expect.stringContaining('SUCCESS'),
      });
    } finally {
      await rm(folder, { recursive: true });
    }
  }, 180_000);
});
