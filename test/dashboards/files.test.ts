/** The dashboards on disk are those that the code makes. */

import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { DASHBOARDS_PAGE, dashboardsPage } from '../../scripts/dashboards-table.ts';
import { committed, dashboardFiles } from '../../scripts/dashboards.ts';
import { readBoards } from './support/boards.ts';

const made = dashboardFiles();

it('dashboards/*.json are as `npx tsx scripts/dashboards.ts` writes them', async () => {
  const files = await made;
  expect(
    readBoards()
      .map(({ file }) => file)
      .sort(),
  ).toEqual([...files.keys()].sort());
  for (const [name, content] of files) expect(await committed(name)).toBe(content);
});

it('are made the same each time', async () => {
  expect(await dashboardFiles()).toEqual(await made);
});

it('docs/dashboards.md tells of every panel, and names every dashboard and variable', async () => {
  const page = readFileSync(DASHBOARDS_PAGE, 'utf8');
  expect(page).toBe(await dashboardsPage());
  for (const { uid, templating } of readBoards()) {
    expect(page).toContain(`\`${uid}\``);
    for (const { label } of templating.list)
      expect(page).toMatch(new RegExp(`^\\| ${label} +\\|`, 'm'));
  }
});
