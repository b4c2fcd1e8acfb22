/** The outputs word by word. `UPDATE_GOLDEN=1 npm run jest -- test/report` writes the files anew. */

import { describe, expect, it } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { env } from 'node:process';
import { fileURLToPath } from 'node:url';
import { renderJson } from '../../src/report/json.ts';
import { renderTable } from '../../src/report/table.ts';
import { NOW_MS, overviewNow, SITUATIONS } from './support.ts';

function golden(name: string, text: string): string {
  const file = fileURLToPath(new URL(`golden/${name}`, import.meta.url));
  if (env['UPDATE_GOLDEN'] === '1') writeFileSync(file, text);
  return readFileSync(file, 'utf8');
}

describe.each(Object.keys(SITUATIONS))('when there is %s to see', (situation) => {
  it.each(['table', 'wide'])('the output %s', (output) => {
    const options = { nowMs: NOW_MS, color: false, isWide: output === 'wide' };
    const text = renderTable(overviewNow(situation), options);
    expect(text).toBe(golden(`${situation}.${output}.golden`, text));
  });

  it('the JSON', () => {
    const build = { version: '1.2.3', revision: 'abc' };
    const text = renderJson(overviewNow(situation), { nowMs: NOW_MS, build, exitCode: 3 });
    expect(text).toBe(golden(`${situation}.json.golden`, text));
  });
});
