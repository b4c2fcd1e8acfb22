/** README: short, and every file that it names is there. */

import { expect, it } from '@jest/globals';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { parseFlags } from '../../src/cli/command-line.ts';
import { parseConfig } from '../../src/config/schema.ts';
import { ROOT, VERSION } from '../../scripts/release/step.ts';

const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');

function blocks(language: string): readonly string[] {
  const found = readme.matchAll(new RegExp(`^( *)\`\`\`${language}\n([^]*?)^ *\`\`\`$`, 'gm'));
  return [...found].map(([, indent = '', text = '']) =>
    text.replaceAll(`\n${indent}`, '\n').slice(indent.length),
  );
}

it('is read in one go: at most 200 lines, and a small picture', () => {
  expect(readme.split('\n').length).toBeLessThanOrEqual(200);
  expect(statSync(join(ROOT, 'docs/images/status-page.png')).size).toBeLessThan(200_000);
});

it('leads to files that are there', () => {
  const links = [...readme.matchAll(/\]\(([^)#]+)/g)].map(([, link = '']) => link);
  const local = links.filter((link) => !link.startsWith('http'));
  expect(local.length).toBeGreaterThan(20);
  expect(local.filter((link) => !existsSync(join(ROOT, link)))).toEqual([]);
});

it('has commands whose flags exist', () => {
  const lines = blocks('sh').flatMap((text) => text.split('\n'));
  const commands = lines.flatMap(
    (line) => /^alicloud-vpn-exporter ([^#]*)/.exec(line.trim())?.[1]?.trim() ?? [],
  );
  expect(commands).toHaveLength(4);
  for (const command of commands) {
    expect(['run', 'check', 'once']).toContain(parseFlags(command.split(/ +/)).kind);
  }
});

it('shows a configuration that is valid, but for the masked account', () => {
  const config = blocks('yaml').find((text) => text.startsWith('accounts:')) ?? '';
  expect(parseConfig(parse(config.replace('****', ''))).accounts).toHaveLength(2);
  const scrape = parse(blocks('yaml').find((text) => text.startsWith('scrape_configs:')) ?? '');
  expect(scrape).toMatchObject({ scrape_configs: [{ honor_labels: true }] });
});

it('names the files of this version', () => {
  expect(readme).toContain(`alicloud-vpn-exporter-${VERSION}.tgz`);
  expect(readme).toContain(`alicloud-vpn-exporter-${VERSION}-with-dependencies.tar.gz`);
});
