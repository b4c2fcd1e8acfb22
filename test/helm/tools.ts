/** Finds what the chart's tests need: the real helm, and the schemas of Kubernetes and prometheus-operator. */
import { env, stderr } from 'node:process';
import { findHelm } from '../../scripts/helm.ts';

/** A class of the kubernetes-models packages: `validate` throws when `this` does not fit the schema. */
interface ModelClass {
  readonly prototype: { validate(): void };
}

/** `apiVersion kind` to the module that exports the class named like the kind. */
const MODELS: Readonly<Record<string, string>> = {
  'apps/v1 Deployment': 'kubernetes-models/apps/v1/Deployment',
  'apps/v1 StatefulSet': 'kubernetes-models/apps/v1/StatefulSet',
  'networking.k8s.io/v1 Ingress': 'kubernetes-models/networking.k8s.io/v1/Ingress',
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
}

/** `apiVersion kind` to the class that validates such an object. */
export type Models = ReadonlyMap<string, ModelClass>;

/** Loads the schemas; they are many. */
export async function loadModels(): Promise<Models> {
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
    return { helm: await findHelm() };
  } catch (error) {
    if (env['CI'] === 'true') throw error;
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    // jest hides the console of a file whose tests are all skipped.
    stderr.write(`The chart's tests are skipped: ${reason}\n`);
    return undefined;
  }
}
