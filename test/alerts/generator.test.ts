/** Rules made for somebody's own thresholds, severities, labels and links. */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { RULES_FILE } from '../../scripts/alerts-rules.ts';
import { generateRules, type RuleFile } from '../../scripts/rules/generate.ts';
import { readOptions } from '../../scripts/rules/options.ts';
import { findTool, runTool } from '../support/tools.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

function generate(...args: readonly string[]) {
  const program = ['--import', 'tsx', join(ROOT, 'scripts/rules/run.ts'), ...args];
  return spawnSync(execPath, program, { cwd: ROOT, encoding: 'utf8' });
}

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'generator-'));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

it('gives the rules as they are without options', () => {
  expect(parse(generate().stdout)).toEqual(parse(readFileSync(RULES_FILE, 'utf8')));
});

it('takes values as the chart has them, and single ones over them', () => {
  const file = join(folder, 'values.yml');
  writeFileSync(
    file,
    stringify({
      prometheusRule: {
        enabled: true,
        disabledAlerts: ['AlicloudVpnSingleTunnel'],
        alertLabels: { team: 'network' },
        runbookUrl: 'https://wiki.example.com/vpn/',
        dashboardUrl: 'https://grafana.example.com/',
        statusUrl: 'https://vpn.example.com/',
        alerts: { AlicloudVpnRedundancyLost: { severity: 'critical', for: '2m' } },
        thresholds: { outageSeconds: 90, clockSkewSeconds: 30 },
      },
    }),
  );
  const { stdout, stderr } = generate(`--values=${file}`, '--set=thresholds.outageSeconds=120');
  expect(stderr).toBe('');
  const rules = (parse(stdout) as RuleFile).groups.flatMap((group) => group.rules);
  const alert = (name: string) => rules.find((rule) => 'alert' in rule && rule.alert === name);
  expect(alert('AlicloudVpnSingleTunnel')).toBeUndefined();
  expect(alert('AlicloudVpnRedundancyLost')).toMatchObject({
    for: '2m',
    labels: { severity: 'critical', team: 'network' },
    annotations: {
      runbook_url: 'https://wiki.example.com/vpn/AlicloudVpnRedundancyLost.md',
      dashboard_url: expect.stringMatching('^https://grafana.example.com/d/alicloud-vpn-'),
      status_url: expect.stringMatching(/^https:\/\/vpn\.example\.com\/\?account=/),
    },
  });
  const exprs = rules.map(({ expr }) => expr).join();
  expect(exprs).toContain('{problem=~"detached|down|locked"} + 120');
  expect(exprs).toContain('{problem=~"bgp|health_check"} + 300');
});

it.each([
  ['thresholds.outage=5', 'outage'],
  ['thresholds.outageSeconds=soon', 'thresholds.outageSeconds'],
  ['disabledAlerts=[AlicloudVpnConnectoinDown]', 'no alert AlicloudVpnConnectoinDown'],
  ['alerts.AlicloudVpnDown.severity=info', 'no alert AlicloudVpnDown'],
  ['alerts.AlicloudVpnConnectionDown.severty=info', 'severty'],
  ['alerts.AlicloudVpnConnectionDown.severity=loud', 'severity'],
  ['runbokUrl=x', 'runbokUrl'],
  ['thresholds', 'NAME=VALUE'],
])('refuses %s', (setting, words) => {
  const source = parse(readFileSync(RULES_FILE, 'utf8')) as RuleFile;
  expect(() => generateRules(source, readOptions([], [setting]))).toThrow(words);
});

it('writes nothing when something is wrong', () => {
  const { status, stdout, stderr } = generate('--set=thresholds.outage=5');
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toContain('outage');
});

const promtool = findTool('promtool');

(promtool === undefined ? describe.skip : describe)('promtool', () => {
  it('accepts what is made, and pages when it was told to', async () => {
    const rules = join(folder, 'rules.yml');
    writeFileSync(rules, generate('--set=thresholds.outageSeconds=600').stdout);
    const lint = ['check', 'rules', '--lint=all', '--lint-fatal', rules];
    expect((await runTool(promtool ?? '', lint)).ok).toBe(true);
    const labels = 'job="alicloud-vpn",instance="a",account="prod",region="r"';
    const firing = 'count(ALERTS{alertname="AlicloudVpnConnectionDown",alertstate="firing"})';
    const test = {
      rule_files: [rules],
      evaluation_interval: '30s',
      tests: [
        {
          interval: '30s',
          input_series: [
            { series: 'up{job="alicloud-vpn",instance="a"}', values: '1x60' },
            { series: `alicloud_vpn_target_up{${labels},collector="connections"}`, values: '1x60' },
            {
              series: `alicloud_vpn_connection_up{${labels},vpn_connection_id="v"}`,
              values: '1x19 0x40',
            },
          ],
          promql_expr_test: [
            { expr: firing, eval_time: '19m', exp_samples: [] },
            { expr: firing, eval_time: '21m', exp_samples: [{ labels: '{}', value: 1 }] },
          ],
        },
      ],
    };
    const file = join(folder, 'rules.test.yml');
    writeFileSync(file, stringify(test));
    expect((await runTool(promtool ?? '', ['test', 'rules', file])).output).toContain('SUCCESS');
  });
});
