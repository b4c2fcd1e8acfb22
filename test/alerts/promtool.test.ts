/** The alert rules, their unit tests and the example configurations, as Prometheus and Alertmanager read them. */

import { basename } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ALERTMANAGER_FILE } from '../../scripts/alerts-inhibition.ts';
import { RULES_FILE } from '../../scripts/alerts-rules.ts';
import { findTool, runTool } from '../support/tools.ts';
import { LONG, unitTestFiles } from './unit-tests.ts';

const promtool = findTool('promtool');
const amtool = findTool('amtool');

/** Generous: the unit tests evaluate hours of rules, and may share the machine. */
const TIMEOUT_MS = 300_000;

/** What a tool objects to; empty when it is satisfied. */
async function complaints(tool: string | undefined, ...args: readonly string[]): Promise<string> {
  const { ok, output } = await runTool(tool ?? '', args);
  return ok ? '' : output;
}

(promtool === undefined ? describe.skip : describe)('promtool', () => {
  it('accepts the rules', async () => {
    expect(
      await complaints(promtool, 'check', 'rules', '--lint=all', '--lint-fatal', RULES_FILE),
    ).toBe('');
  });

  it('accepts the example configuration', async () => {
    expect(await complaints(promtool, 'check', 'config', 'config/prometheus.yml')).toBe('');
  });

  it.each(
    unitTestFiles()
      .map((file) => [basename(file), file] as const)
      .filter(([name]) => !LONG.has(name)),
  )(
    'passes %s',
    async (_, file) => {
      expect(await complaints(promtool, 'test', 'rules', file)).toBe('');
    },
    TIMEOUT_MS,
  );
});

(amtool === undefined ? describe.skip : describe)('amtool', () => {
  it('accepts the example configuration', async () => {
    expect(await complaints(amtool, 'check-config', ALERTMANAGER_FILE)).toBe('');
  });

  it.each([
    ['page', ['alertname=AlicloudVpnConnectionDown', 'severity=critical']],
    ['ticket', ['alertname=AlicloudVpnRedundancyLost', 'severity=warning']],
    ['notice', ['alertname=AlicloudVpnTunnelDown', 'severity=info']],
    ['page', ['alertname=AlicloudVpnTargetFailing', 'severity=critical']],
    ['ticket', ['alertname=AlicloudVpnCollectorFailing', 'severity=warning']],
    ['page', ['alertname=AlicloudVpnExporterAbsent', 'severity=critical']],
    ['notice', ['alertname=AlicloudVpnUnknownValues', 'severity=info']],
    ['watchdog', ['alertname=AlicloudVpnWatchdog', 'severity=none']],
  ])('routes to %s: %j', async (receiver, labels) => {
    const file = `--config.file=${ALERTMANAGER_FILE}`;
    const { output } = await runTool(amtool ?? '', ['config', 'routes', 'test', file, ...labels]);
    expect(output.split('\n')[0]).toBe(receiver);
  });
});
