/** Runs helm on the chart: lint, render, and the objects that come out. */
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { parseAllDocuments } from 'yaml';

const run = promisify(execFile);

/** The chart's folder. */
export const CHART = fileURLToPath(new URL('../../helm/alicloud-vpn-exporter', import.meta.url));

/** A YAML tree as the chart's users write it. */
export type Values = Readonly<Record<string, unknown>>;

/** A rendered Kubernetes object; the tests read it by path. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  // oxlint-disable-next-line typescript/no-explicit-any -- every kind has another shape, checked by its schema
  readonly [key: string]: any;
}

/** What helm printed, and whether it was content. */
export interface HelmResult {
  readonly ok: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/** The files of values that the chart is tested with. */
export async function valuesFiles(): Promise<readonly string[]> {
  const names = await readdir(join(CHART, 'ci'));
  return names.sort().map((name) => join(CHART, 'ci', name));
}

/** There is no default; a file of values may name another. */
const IMAGE = ['--values', fileURLToPath(new URL('image-values.yaml', import.meta.url))];

/** Helm with nothing of the machine's own configuration. */
export class Helm {
  readonly #binary: string;

  constructor(binary: string) {
    this.#binary = binary;
  }

  /** Runs helm and waits for it. */
  async run(...args: readonly string[]): Promise<HelmResult> {
    const home = await mkdtemp(join(tmpdir(), 'helm-'));
    const options = {
      env: {
        PATH: env['PATH'],
        HELM_CACHE_HOME: home,
        HELM_CONFIG_HOME: home,
        HELM_DATA_HOME: home,
        KUBECONFIG: join(home, 'none'),
      },
      maxBuffer: 16 * 1024 * 1024,
    };
    try {
      return { ok: true, ...(await run(this.#binary, [...args], options)) };
    } catch (error) {
      const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
      return { ok: false, stdout, stderr };
    } finally {
      await rm(home, { recursive: true });
    }
  }

  /** `helm template` with a file of values or a tree of them; further flags may follow. */
  async template(values: string | Values, ...flags: readonly string[]): Promise<HelmResult> {
    const cluster = ['--namespace', 'vpn-test', '--kube-version', '1.35', ...IMAGE];
    return withFile(values, (file) =>
      this.run('template', 'vpn', CHART, ...cluster, '--values', file, ...flags),
    );
  }

  /** What `helm install` would say at its end. */
  async notes(values: Values): Promise<string> {
    const flags = ['--namespace', 'vpn-test', '--dry-run=client', '--output', 'json', ...IMAGE];
    const { ok, stdout, stderr } = await withFile(values, (file) =>
      this.run('install', 'vpn', CHART, ...flags, '--values', file),
    );
    if (!ok) throw new Error(stderr);
    return (JSON.parse(stdout) as { info: { notes: string } }).info.notes;
  }

  /**
   * The objects that `helm template` renders.
   * @throws what helm printed, when it fails, and what is wrong with the YAML, such as a key that comes twice.
   */
  async objects(
    values: string | Values,
    ...flags: readonly string[]
  ): Promise<readonly KubeObject[]> {
    const result = await this.template(values, ...flags);
    if (!result.ok) throw new Error(result.stderr);
    const documents = parseAllDocuments(result.stdout);
    if (!Array.isArray(documents)) return [];
    const faults = documents.flatMap((document) => document.errors);
    if (faults.length > 0) throw faults[0];
    return documents.flatMap((document) => (document.toJS() as KubeObject | null) ?? []);
  }
}

async function withFile<T>(values: string | Values, use: (file: string) => Promise<T>): Promise<T> {
  if (typeof values === 'string') return use(values);
  const folder = await mkdtemp(join(tmpdir(), 'values-'));
  const file = join(folder, 'values.yaml');
  await writeFile(file, JSON.stringify(values));
  try {
    return await use(file);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The only object of a kind. */
export function only(objects: readonly KubeObject[], kind: string): KubeObject {
  const found = objects.filter((object) => object.kind === kind);
  if (found.length !== 1) throw new Error(`${found.length} objects of kind ${kind}, expected 1`);
  return found[0] as KubeObject;
}

/** The pod template of the workload, be it a Deployment or a StatefulSet. */
export function template(objects: readonly KubeObject[]): KubeObject {
  const workload = objects.find(({ kind }) => kind === 'Deployment' || kind === 'StatefulSet');
  return workload?.['spec'].template as KubeObject;
}
