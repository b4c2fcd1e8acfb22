/** The unit tests of the alert rules that play many scenes over hours. */

import { basename } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { findTool, runTool } from '../support/tools.ts';
import { LONG, unitTestFiles } from './unit-tests.ts';

const promtool = findTool('promtool');

(promtool === undefined ? describe.skip : describe)('promtool', () => {
  const files = unitTestFiles().map((file) => [basename(file), file] as const);

  it('has every file that is said to take long', () => {
    expect(files.filter(([name]) => LONG.has(name))).toHaveLength(LONG.size);
  });

  it.each(files.filter(([name]) => LONG.has(name)))(
    'passes %s',
    async (_, file) => {
      const { ok, output } = await runTool(promtool ?? '', ['test', 'rules', file]);
      expect(ok ? '' : output).toBe('');
    },
    600_000,
  );
});
