/** What the chart holds of files that are made elsewhere. */

import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { chartFiles, differences, writeFiles } from '../../scripts/helm-files.ts';

const CHART = 'helm/alicloud-vpn-exporter';
const PROJECT = fileURLToPath(new URL('../../', import.meta.url));

const SOURCES: Readonly<Record<string, string>> = {
  'config/rules/alicloud-vpn.rules.yml': 'groups: []\n',
  'dashboards/overview.json': '{"title":"Overview"}\n',
  'dashboards/make.ts': 'not a dashboard',
  LICENSE: 'A license.\n',
  [`${CHART}/values.schema.json`]: '{"definitions":{"config":{},"port":{}}}\n',
  [`${CHART}/values.yaml`]: '# What it is.\na: 1\n',
  [`${CHART}/README.md`]:
    '# Chart\n\n<!-- values: made by scripts/helm-files.ts -->\n<!-- /values -->\n\nThe end.\n',
};

describe("the chart's generated files", () => {
  let root = '';
  const write = async (path: string, content: string): Promise<void> => {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content);
  };
  const read = (path: string): Promise<string> => readFile(join(root, path), 'utf8');
  const update = async (): Promise<void> => writeFiles(root, await chartFiles(root));
  const outdated = async (): Promise<readonly string[]> =>
    differences(root, await chartFiles(root));

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'chart-files-'));
    for (const [path, content] of Object.entries(SOURCES)) await write(path, content);
  });
  afterEach(() => rm(root, { recursive: true }));

  it('are copies of the rules and the dashboards, and the table of values', async () => {
    await update();
    expect(await read(`${CHART}/files/alicloud-vpn.rules.yml`)).toBe('groups: []\n');
    expect(await read(`${CHART}/files/dashboards/overview.json`)).toBe('{"title":"Overview"}\n');
    expect(await read(`${CHART}/LICENSE`)).toBe('A license.\n');
    const { definitions } = JSON.parse(await read(`${CHART}/values.schema.json`));
    expect(definitions).toMatchObject({
      port: {},
      config: { additionalProperties: false, properties: { accounts: { type: 'array' } } },
    });
    expect(await read(`${CHART}/README.md`)).toContain('\n| `a` | `1` | What it is. |\n');
    expect(await outdated()).toEqual([]);
  });

  it('stay as they are when they are made again', async () => {
    await update();
    const readme = await read(`${CHART}/README.md`);
    await update();
    expect(await read(`${CHART}/README.md`)).toBe(readme);
    expect(readme.endsWith('\n\nThe end.\n')).toBe(true);
  });

  it.each([
    ['config/rules/alicloud-vpn.rules.yml', `${CHART}/files/alicloud-vpn.rules.yml`],
    ['dashboards/overview.json', `${CHART}/files/dashboards/overview.json`],
    [`${CHART}/values.yaml`, `${CHART}/README.md`],
  ])('are out of date when %s changes', async (source, copy) => {
    await update();
    await write(source, 'b: 2\n');
    expect(await outdated()).toEqual([copy]);
  });

  it('lose the copy of a dashboard that is gone', async () => {
    await update();
    await write(`${CHART}/files/dashboards/old.json`, '{}');
    expect(await outdated()).toEqual([`${CHART}/files/dashboards/old.json`]);
    await update();
    expect(await outdated()).toEqual([]);
    await expect(read(`${CHART}/files/dashboards/old.json`)).rejects.toThrow('ENOENT');
  });

  it.each([
    ['config/rules/alicloud-vpn.rules.yml', 'config/rules/alicloud-vpn.rules.yml is missing'],
    ['dashboards/overview.json', 'dashboards/ has no *.json'],
  ])('cannot be made without %s', async (source, message) => {
    await rm(join(root, source));
    await expect(chartFiles(root)).rejects.toThrow(message);
  });

  it('cannot be made when the README has lost its markers', async () => {
    await write(`${CHART}/README.md`, '# Chart\n');
    await expect(chartFiles(root)).rejects.toThrow('README.md lacks <!-- values');
  });

  it('are up to date in the project', async () => {
    expect(await differences(PROJECT, await chartFiles(PROJECT))).toEqual([]);
  });
});
