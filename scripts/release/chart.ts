/** The chart, packed; its generated files have to be those of this checkout. */

import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { chartFiles, differences } from '../helm-files.ts';
import { findHelm } from '../helm.ts';
import { ARTEFACTS, NAME, ROOT, run, VERSION } from './step.ts';

/** Lints and packs. */
export async function chart(): Promise<string> {
  const old = await differences(ROOT, await chartFiles(ROOT));
  if (old.length > 0) throw new Error(`${old.join(', ')}: run npm run docs`);
  const helm = await findHelm();
  const folder = `helm/${NAME}`;
  run(helm, ['lint', folder, '--strict', '--values', `${folder}/ci/default-values.yaml`]);
  mkdirSync(dirname(ARTEFACTS.chart), { recursive: true });
  const versions = ['--version', VERSION, '--app-version', VERSION];
  run(helm, ['package', folder, ...versions, '--destination', dirname(ARTEFACTS.chart)]);
  return ARTEFACTS.chart;
}
