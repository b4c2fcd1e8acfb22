/** Other releases of Node.js to run the built program with. */

import { spawnSync } from 'node:child_process';
import { env, execPath, stderr } from 'node:process';

/** A release and its program. */
export type NodeRelease = readonly [version: string, program: string];

/** The Node.js that runs the tests, and those that TEST_NODES names, separated by colons. */
export function nodeReleases(): readonly NodeRelease[] {
  const others = (env['TEST_NODES'] ?? '').split(':').filter((program) => program !== '');
  if (others.length === 0) {
    stderr.write('TEST_NODES names no other Node.js: tests of other releases are skipped\n');
  }
  return [execPath, ...others].map((program) => {
    const { stdout, status } = spawnSync(program, ['--version'], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`TEST_NODES: ${program} does not run`);
    return [stdout.trim(), program];
  });
}
