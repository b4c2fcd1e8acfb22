/** SHA256SUMS of everything else, in the form that `sha256sum --check` reads. */

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ARTEFACTS, OUT } from './step.ts';

/** One line for each file of a release. */
export function checksums(): string {
  const names = readdirSync(OUT, { recursive: true, encoding: 'utf8' }).sort();
  const files = names.filter((name) => statSync(join(OUT, name)).isFile() && name !== 'SHA256SUMS');
  const lines = files.map((name) => {
    const sum = createHash('sha256').update(readFileSync(join(OUT, name))).digest('hex');
    return `${sum}  ${name}\n`;
  });
  writeFileSync(ARTEFACTS.checksums, lines.join(''));
  return ARTEFACTS.checksums;
}
