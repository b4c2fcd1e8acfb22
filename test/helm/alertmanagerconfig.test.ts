/** The example AlertmanagerConfig routes what the chart's rules send, as prometheus-operator hands it to Alertmanager. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { ALERTMANAGER_FILE } from '../../scripts/alerts-inhibition.ts';
import { findTool, runTool } from '../support/tools.ts';

interface Matcher {
  readonly name: string;
  readonly value: string;
  readonly matchType: string;
}

type Tree = Readonly<Record<string, unknown>>;

interface Spec {
  readonly route: Tree;
  readonly inhibitRules: readonly Tree[];
  readonly receivers: readonly Tree[];
}

const NAMESPACE = 'monitoring';
const { spec } = parse(
  readFileSync(new URL('../../config/alertmanagerconfig.yml', import.meta.url), 'utf8'),
) as { readonly spec: Spec };

const words = ({ name, value, matchType }: Matcher): string => `${name}${matchType}"${value}"`;

/** Keys of the custom resource to those of Alertmanager; everything else is spelt the same but for its case. */
const RENAMED: Readonly<Record<string, string>> = {
  sourceMatch: 'source_matchers',
  targetMatch: 'target_matchers',
};

/** What the operator makes of a part of the resource. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => {
      const name = RENAMED[key] ?? key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
      const isMatchers = name.endsWith('matchers');
      return [name, isMatchers ? (part as readonly Matcher[]).map(words) : plain(part)];
    }),
  );
}

/** The configuration of Alertmanager that the operator makes of it, for a release in NAMESPACE. */
function generated(): Tree {
  const own = { ...(plain(spec.route) as Tree), matchers: [`namespace="${NAMESPACE}"`] };
  return {
    route: { receiver: 'elsewhere', routes: [own] },
    inhibit_rules: plain(spec.inhibitRules),
    receivers: [{ name: 'elsewhere' }, ...(plain(spec.receivers) as readonly Tree[])],
  };
}

it('says the same as config/alertmanager.yml', () => {
  const file = parse(readFileSync(ALERTMANAGER_FILE, 'utf8')) as {
    readonly route: Tree;
    readonly inhibit_rules: readonly unknown[];
    readonly receivers: readonly unknown[];
  };
  expect(plain(spec.route)).toEqual(file.route);
  expect(plain(spec.inhibitRules)).toEqual(file.inhibit_rules);
  expect(plain(spec.receivers)).toEqual(file.receivers);
});

const amtool = findTool('amtool');

(amtool === undefined ? describe.skip : describe)('amtool', () => {
  const folder = mkdtempSync(join(tmpdir(), 'alertmanagerconfig-'));
  const file = join(folder, 'alertmanager.yml');

  beforeAll(() => {
    writeFileSync(file, stringify(generated()));
  });

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it.each([
    ['page', 'AlicloudVpnConnectionDown', 'critical', NAMESPACE],
    ['ticket', 'AlicloudVpnRedundancyLost', 'warning', NAMESPACE],
    ['notice', 'AlicloudVpnSingleTunnel', 'info', NAMESPACE],
    ['watchdog', 'AlicloudVpnWatchdog', 'none', NAMESPACE],
    ['elsewhere', 'AlicloudVpnConnectionDown', 'critical', 'another'],
  ])('routes to %s: %s (%s) of namespace %s', async (receiver, alert, severity, namespace) => {
    const labels = [`alertname=${alert}`, `severity=${severity}`, `namespace=${namespace}`];
    const args = ['config', 'routes', 'test', `--config.file=${file}`, ...labels];
    const { output } = await runTool(amtool ?? '', args);
    expect(output.split('\n')[0]).toBe(receiver);
  });
});
