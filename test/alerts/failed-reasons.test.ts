/** The documented reasons of a failure: a remedy for each, in the documents and in the texts of alerts. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { readGroups } from '../../scripts/alerts-rules.ts';
import { demoScenario } from '../../src/simulator/demo.ts';
import { FAILED_REASON_CODES } from '../support/failed-reason-codes.ts';

const root = new URL('../../', import.meta.url);
const page = readFileSync(new URL('docs/failed-reasons.md', root), 'utf8');
/** Code to the cells of its row. */
const remedies = new Map(
  [...page.matchAll(/^\| `(\w+)` +\|(.*)\|$/gm)].map(([, code = '', cells = '']) => [
    code,
    cells.split('|').map((cell) => cell.trim()),
  ]),
);

const texts = readGroups()
  .flatMap(({ rules }) => rules)
  .filter(({ annotations }) => annotations['description']?.includes('tunnel_failure_info'));

/** The branches of a text that have a remedy for a reason. */
function branchesFor(code: string, text: string): readonly string[] {
  return [...text.matchAll(/match "\(\?i\)(\^\([^"]+\)\$)" \.Labels\.reason \}\} ([^{]+)/g)]
    .filter(([, pattern = '']) => new RegExp(pattern, 'i').test(code))
    .map(([, , remedy = '']) => remedy.trim());
}

it('are 26, each with what to compare and where', () => {
  expect([...remedies.keys()].sort()).toEqual([...FAILED_REASON_CODES].sort());
  expect(FAILED_REASON_CODES.size).toBe(26);
  const poor = [...remedies].filter(
    ([, cells]) => cells.length !== 2 || cells.some((cell) => cell.length < 15),
  );
  expect(poor).toEqual([]);
});

it('have one remedy each in every text that names a reason', () => {
  expect(texts.map(({ alert }) => alert)).toEqual([
    'AlicloudVpnConnectionDown',
    'AlicloudVpnRedundancyLost',
    'AlicloudVpnTunnelDown',
    'AlicloudVpnConnectionFlapping',
    'AlicloudVpnTunnelFlapping',
    'AlicloudVpnConnectionNeverUp',
  ]);
  for (const { annotations } of texts) {
    const description = annotations['description'] ?? '';
    for (const code of FAILED_REASON_CODES) {
      // It says that there is no reason: the exporter shows none.
      const count = code === 'NoExceptionFound' ? 0 : 1;
      expect([code, branchesFor(code, description).length]).toEqual([code, count]);
    }
  }
});

it('are a link away from each runbook that asks for the reason', () => {
  const folder = new URL('docs/runbooks/', root);
  const asking = readdirSync(folder)
    .map((name) => readFileSync(new URL(name, folder), 'utf8'))
    .filter((runbook) => runbook.includes('alicloud_vpn_tunnel_failure_info'));
  expect(asking.length).toBeGreaterThan(4);
  expect(asking.filter((runbook) => !runbook.includes('](../failed-reasons.md)'))).toEqual([]);
  expect(existsSync(new URL('docs/failed-reasons.md', root))).toBe(true);
});

describe('the demo', () => {
  it('knows no other codes', () => {
    const codes = [
      ...JSON.stringify(demoScenario(Date.now())).matchAll(/"FailedReasonCode":"(\w*)"/g),
    ].map(([, code = '']) => code);
    expect(codes).not.toEqual([]);
    expect(codes.filter((code) => !FAILED_REASON_CODES.has(code))).toEqual([]);
  });
});
