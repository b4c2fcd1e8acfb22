/** The dashboards on disk are those that the code makes. */

import { expect, it } from '@jest/globals';
import { committed, dashboardFiles } from '../../scripts/dashboards.ts';
import { readBoards } from './support/boards.ts';

it('dashboards/*.json are as `npx tsx scripts/dashboards.ts` writes them', async () => {
  const files = await dashboardFiles();
  expect(
    readBoards()
      .map(({ file }) => file)
      .sort(),
  ).toEqual([...files.keys()].sort());
  for (const [name, content] of files) expect(await committed(name)).toBe(content);
});

it('are made the same each time', async () => {
  expect(await dashboardFiles()).toEqual(await dashboardFiles());
});
