/** The software bill of materials in CycloneDX, as npm writes it: the production dependencies with their checksums. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ARTEFACTS, inTemporaryFolder, NAME, OUT, run } from './step.ts';
import { stage } from './npm-package.ts';

/** What is read of it. */
export interface Sbom {
  readonly bomFormat: string;
  readonly metadata: { readonly component: { readonly name: string; readonly version: string } };
  readonly components: readonly {
    readonly name: string;
    readonly version: string;
    readonly hashes?: readonly unknown[];
    readonly licenses?: readonly unknown[];
  }[];
}

/** Lists what the package's lock file names. */
export async function sbom(): Promise<string> {
  mkdirSync(OUT, { recursive: true });
  await inTemporaryFolder((temporary) => {
    // npm takes the name of the folder for that of the application.
    const folder = join(temporary, NAME);
    mkdirSync(folder);
    stage(folder);
    const args = ['sbom', '--sbom-format=cyclonedx', '--sbom-type=application'];
    const scope = ['--package-lock-only', '--omit=dev', '--omit=peer'];
    writeFileSync(ARTEFACTS.sbom, run('npm', [...args, ...scope], folder));
  });
  return ARTEFACTS.sbom;
}
