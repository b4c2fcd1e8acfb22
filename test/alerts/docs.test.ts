/** The overview and the runbooks: complete, true to the rules, and safe to copy commands from. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { stringify } from 'yaml';
import { readGroups } from '../../scripts/alerts-rules.ts';
import { ALERTING_PAGE, runbookFile, withOverview } from '../../scripts/alerts-table.ts';
import { faultsIn } from './known-names.ts';
import { findTool, runTool } from '../support/tools.ts';

const alerts = [...new Set(readGroups().flatMap(({ rules }) => rules.map(({ alert }) => alert)))];
const runbooks = dirname(runbookFile('any'));

/** Calls of the API whose answers hold keys. */
const REVEALING =
  /aliyun vpc (DescribeVpnConnections?|DescribeCustomerGateways?|\w*VpnConnectionConfig)\b/;
const SECRET_FIELD = /psk|authkey|secret|certificate|\bIkeConfig\b|TunnelIkeConfig/i;

function read(file: string): string {
  return readFileSync(file, 'utf8');
}

/** The fenced blocks of a language. */
function blocks(page: string, language: string): readonly string[] {
  const fence = new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g');
  return [...page.matchAll(fence)].map(([, block = '']) => block);
}

/** A part of a page, from its heading to the next one. */
function part(page: string, heading: string): string {
  return new RegExp(`^## ${heading}\n[\\s\\S]*?(?=^## |$(?![\\s\\S]))`, 'm').exec(page)?.[0] ?? '';
}

/** Each line that is no comment is an expression; so is what promtool is told to ask. */
function expressions(page: string): readonly string[] {
  const asked = [...page.matchAll(/^promtool query instant "\$PROMETHEUS" '(.+)'$/gm)];
  return [
    ...blocks(page, 'promql')
      .flatMap((block) => block.split('\n'))
      .filter((line) => line !== '' && !line.startsWith('#')),
    ...asked.map(([, expr = '']) => expr),
  ];
}

/** The commands of a page, each on one line. */
function commands(page: string): readonly string[] {
  return blocks(page, 'sh').flatMap((block) =>
    block.replaceAll(/(\\|\|)\n\s*|\n {2,}/g, '$1 ').split('\n'),
  );
}

/** Relative links that lead nowhere. */
function brokenLinks(file: string): readonly string[] {
  const links = [...read(file).matchAll(/\]\(([^)#]+)[^)]*\)/g)].map(([, link = '']) => link);
  return links.filter((link) => !/^https?:/.test(link) && !existsSync(join(dirname(file), link)));
}

describe('docs/alerting.md', () => {
  it('has the tables of the rules, runbooks and inhibition rules', () => {
    const page = read(ALERTING_PAGE);
    expect(page).toBe(withOverview(page));
    for (const alert of alerts) expect(page).toContain(`](runbooks/${alert}.md)`);
  });

  it('has no broken links', () => {
    expect(brokenLinks(ALERTING_PAGE)).toEqual([]);
  });
});

it('every runbook belongs to an alert, and every alert has one', () => {
  expect(readdirSync(runbooks).sort()).toEqual(alerts.map((alert) => `${alert}.md`).sort());
});

describe.each(alerts)('the runbook of %s', (alert) => {
  const page = read(runbookFile(alert));

  it('has all its parts', () => {
    const headings = [...page.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
    expect(headings.filter((heading) => heading !== 'Notes')).toEqual([
      'First',
      'Impact',
      'Likely causes',
      'Checks',
      'Fixes',
      'Who else',
    ]);
  });

  it('begins with a question and a command to paste that needs nothing else', () => {
    const first = part(page, 'First');
    const [block = '', ...others] = blocks(first, 'sh');
    expect(others).toEqual([]);
    const [, question = ''] = first.split('\n\n');
    expect(question.length).toBeGreaterThan(20);
    expect(question.length).toBeLessThan(330);
    const assigned = new Set([...block.matchAll(/\b([A-Z]+)=/g)].map(([, name]) => name));
    const used = [...block.matchAll(/\$([A-Z]+)/g)].map(([, name]) => name);
    expect(used.filter((name) => !assigned.has(name))).toEqual([]);
    const command = block.split('\n').find((line) => !/^([A-Z]+=\S+ ?)+$/.test(line));
    expect(command).toMatch(/^(aliyun|amtool|curl|kubectl|node|promtool) /);
  });

  it('says who else can help, and when to call them with what', () => {
    const who = part(page, 'Who else');
    expect(who).toMatch(/\*\*The peer's\s+engineer\*\*(:| can do nothing)/);
    const isCalled = /\*\*The peer's\s+engineer\*\*:/.test(who);
    const links = ['](../peers.md#terms)', '](../peers.md#commands)'].filter((link) =>
      who.includes(link),
    );
    expect(links).toHaveLength(isCalled ? 2 : 0);
    expect(who).toMatch(
      /\*\*Alibaba Cloud's\s+support\*\*(:? is not\s+needed|: [\s\S]*peers\.md#when-to-call)/,
    );
  });

  it('queries metrics, labels and values that exist', () => {
    expect(expressions(page).length).toBeGreaterThan(0);
    expect(expressions(page).flatMap(faultsIn)).toEqual([]);
  });

  it('selects fields of answers that hold keys, and none of the keys', () => {
    const revealing = commands(page).filter((command) => REVEALING.test(command));
    for (const command of revealing)
      expect(command).toMatch(/--output cols=|--output \\ cols=|\| jq /);
    expect(blocks(page, 'sh').filter((block) => SECRET_FIELD.test(block))).toEqual([]);
  });

  it('has no broken links', () => {
    expect(brokenLinks(runbookFile(alert))).toEqual([]);
  });
});

const promtool = findTool('promtool');

(promtool === undefined ? describe.skip : describe)('promtool', () => {
  it('understands every query of the runbooks', async () => {
    const exprs = alerts.flatMap((alert) => expressions(read(runbookFile(alert))));
    const rules = exprs.map((expr, index) => ({ record: `query_${index}`, expr }));
    const folder = await mkdtemp(join(tmpdir(), 'runbooks-'));
    try {
      const file = join(folder, 'queries.yml');
      await writeFile(file, stringify({ groups: [{ name: 'queries', rules }] }));
      const { ok, output } = await runTool(promtool ?? '', ['check', 'rules', file]);
      expect(ok ? '' : output).toBe('');
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

const jq = findTool('jq');

(jq === undefined ? describe.skip : describe)('jq', () => {
  it('understands every filter of the runbooks', async () => {
    const filters = alerts.flatMap((alert) =>
      commands(read(runbookFile(alert))).flatMap((command) =>
        [...command.matchAll(/\| +jq (?:-r )?'([^']+)'/g)].map(([, filter = '']) => filter),
      ),
    );
    expect(filters.length).toBeGreaterThan(0);
    for (const filter of new Set(filters)) {
      const { output } = await runTool(jq ?? '', ['--null-input', filter]);
      expect(output).not.toMatch(/compile error|syntax error/);
    }
  });
});
