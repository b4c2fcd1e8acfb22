/** What rendered objects say about each other: selectors, ports, volumes, files. */
import type { KubeObject } from './chart.ts';

type Labels = Readonly<Record<string, string>>;

interface Volume {
  readonly name: string;
  readonly configMap?: Source & { readonly name: string };
  readonly secret?: Source & { readonly secretName: string };
}

interface Source {
  readonly items?: readonly { readonly key: string }[];
}

interface Container {
  readonly args?: readonly string[];
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string }[];
}

/** What each kind of object selects pods by. */
const SELECTORS: Readonly<Record<string, (spec: KubeObject['spec']) => Labels>> = {
  Deployment: (spec) => spec.selector.matchLabels,
  StatefulSet: (spec) => spec.selector.matchLabels,
  Service: (spec) => spec.selector,
  PodDisruptionBudget: (spec) => spec.selector.matchLabels,
  NetworkPolicy: (spec) => spec.podSelector.matchLabels,
};

/** The exporter's pod template, and the pod of `helm test` where there is one. */
export function pods(objects: readonly KubeObject[]): readonly KubeObject[] {
  return objects.flatMap((object) => {
    const pod = object.kind === 'Pod' ? object : object['spec']?.template;
    return pod === undefined ? [] : [pod as KubeObject];
  });
}

/** Everything that points nowhere, or at the wrong thing. */
export function brokenLinks(objects: readonly KubeObject[]): readonly string[] {
  return [
    ...objects.flatMap((object) => selectorFaults(object, objects)),
    ...objects.flatMap((object) => monitorFaults(object, objects)),
    ...pods(objects).flatMap((pod) => mountFaults(pod['spec'])),
    ...pods(objects).flatMap((pod) => fileFaults(pod['spec'].volumes ?? [], objects)),
  ];
}

function labelsOf(object: KubeObject): Labels {
  return (object.metadata as { readonly labels?: Labels }).labels ?? {};
}

function matches(selector: Labels, object: KubeObject): boolean {
  const labels = labelsOf(object);
  const pairs = Object.entries(selector);
  return pairs.length > 0 && pairs.every(([key, value]) => labels[key] === value);
}

/** A selector has to match the exporter's pod, and not the test pod, which serves no metrics. */
function selectorFaults(object: KubeObject, objects: readonly KubeObject[]): readonly string[] {
  const selector = SELECTORS[object.kind]?.(object['spec']);
  if (selector === undefined) return [];
  return pods(objects)
    .filter((pod) => matches(selector, pod) !== (pod.kind !== 'Pod'))
    .map((pod) => `${object.kind} and ${pod.kind ?? 'pod template'}: the selector is wrong`);
}

function monitorFaults(object: KubeObject, objects: readonly KubeObject[]): readonly string[] {
  if (object.kind !== 'ServiceMonitor') return [];
  const { selector, namespaceSelector, endpoints } = object['spec'];
  const found = objects.filter(
    (other) =>
      other.kind === 'Service' &&
      matches(selector.matchLabels, other) &&
      namespaceSelector.matchNames.includes(other.metadata.namespace) &&
      other['spec'].ports.some(({ name }: { name: string }) => name === endpoints[0].port),
  );
  return found.length === 1 ? [] : [`ServiceMonitor: ${found.length} Services found`];
}

/** Volumes and mounts go in pairs, and a file that an argument names lies in a mounted folder. */
function mountFaults(spec: KubeObject['spec']): readonly string[] {
  const containers: readonly Container[] = spec.containers;
  const mounts = containers.flatMap(({ volumeMounts = [] }) => volumeMounts);
  const mounted = new Set(mounts.map(({ name }) => name));
  const paths = new Set(mounts.map(({ mountPath }) => mountPath));
  const volumes: readonly Volume[] = spec.volumes ?? [];
  const names = new Set(volumes.map(({ name }) => name));
  const folders = containers
    .flatMap(({ args = [] }) => args)
    .flatMap((arg) => /^--[a-z.]+=(\/.+)\/[^/]+$/.exec(arg)?.[1] ?? []);
  return [
    ...[...mounted].filter((name) => !names.has(name)).map((name) => `no volume ${name}`),
    ...[...names].filter((name) => !mounted.has(name)).map((name) => `volume ${name} unused`),
    ...folders.filter((folder) => !paths.has(folder)).map((folder) => `${folder} not mounted`),
  ];
}

/** A volume whose source carries the release's name is one that the chart has to render, with the key it takes. */
function fileFaults(volumes: readonly Volume[], objects: readonly KubeObject[]): readonly string[] {
  return volumes.flatMap((volume) => {
    const kind = volume.configMap === undefined ? 'Secret' : 'ConfigMap';
    const name = volume.configMap?.name ?? volume.secret?.secretName ?? '';
    if (!name.startsWith('vpn-alicloud-vpn-exporter')) return [];
    const source = objects.find((each) => each.kind === kind && each.metadata.name === name);
    const content = source?.['data'] ?? source?.['stringData'] ?? {};
    return ((volume.configMap ?? volume.secret)?.items ?? [])
      .filter(({ key }) => !(key in content))
      .map(({ key }) => `${kind} ${name} has no ${key}`);
  });
}
