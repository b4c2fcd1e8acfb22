/** How much memory V8 takes for new objects, in a process of its own. */

import { execFile } from 'node:child_process';
import { execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Makes many objects that stay in use, and tells how many megabytes there are for new ones then. The limit is V8's own where it has enough memory. */
const PROGRAM = `
import { getHeapSpaceStatistics } from 'node:v8';
import { holdYoungGeneration } from '../src/young-generation.ts';
const kept = [];
function megabytes() {
  for (let left = 1_000_000; left > 0; left -= 1) kept.push({ left });
  const space = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space');
  return space.space_size / 2 ** 20;
}
const release = holdYoungGeneration();
const held = megabytes();
release();
console.log(JSON.stringify({ held, released: megabytes() }));
`;

it('does not grow while it is held, and does again afterwards', async () => {
  const args = [
    '--max-semi-space-size=16',
    '--import',
    'tsx',
    '--input-type=module',
    '--eval',
    PROGRAM,
  ];
  const { stdout, stderr } = await promisify(execFile)(execPath, args, { cwd: ROOT });
  expect(stderr).not.toContain('flag');
  const { held, released } = JSON.parse(stdout);
  expect(held).toBeLessThan(8);
  expect(released).toBeGreaterThanOrEqual(16);
});
