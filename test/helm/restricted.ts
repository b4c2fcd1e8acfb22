/** The Restricted pod security standard, as far as a rendered pod can break it. */

interface SecurityContext {
  readonly runAsNonRoot?: boolean;
  readonly runAsUser?: number;
  readonly seccompProfile?: { readonly type: string };
  readonly privileged?: boolean;
  readonly allowPrivilegeEscalation?: boolean;
  readonly readOnlyRootFilesystem?: boolean;
  readonly capabilities?: { readonly add?: readonly string[]; readonly drop?: readonly string[] };
}

interface Container {
  readonly name: string;
  readonly securityContext?: SecurityContext;
}

/** A pod's spec. */
export interface PodSpec {
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly securityContext?: SecurityContext;
  readonly volumes?: readonly (Readonly<Record<string, unknown>> & { readonly name: string })[];
  readonly hostNetwork?: boolean;
  readonly hostPID?: boolean;
  readonly hostIPC?: boolean;
  readonly automountServiceAccountToken?: boolean;
}

/** Volume types that the standard allows. */
const VOLUMES = new Set([
  'configMap',
  'secret',
  'projected',
  'emptyDir',
  'downwardAPI',
  'csi',
  'ephemeral',
]);

/** Each a rule of the standard, or one that this chart adds to it. */
const POD_RULES: readonly (readonly [string, (pod: PodSpec) => boolean])[] = [
  ['runAsNonRoot', (pod) => pod.securityContext?.runAsNonRoot === true],
  ['runAsUser is not 0', (pod) => pod.securityContext?.runAsUser !== 0],
  ['seccompProfile', (pod) => pod.securityContext?.seccompProfile?.type === 'RuntimeDefault'],
  ['no host namespaces', (pod) => !(pod.hostNetwork || pod.hostPID || pod.hostIPC)],
  [
    'volume types',
    (pod) =>
      (pod.volumes ?? []).every((volume) =>
        Object.keys(volume).every((key) => key === 'name' || VOLUMES.has(key)),
      ),
  ],
  ['no service account token', (pod) => pod.automountServiceAccountToken === false],
];

const CONTAINER_RULES: readonly (readonly [string, (context: SecurityContext) => boolean])[] = [
  ['privileged', (context) => context.privileged !== true],
  ['allowPrivilegeEscalation', (context) => context.allowPrivilegeEscalation === false],
  ['drop ALL', (context) => context.capabilities?.drop?.includes('ALL') === true],
  ['no added capabilities', (context) => (context.capabilities?.add ?? []).length === 0],
  ['readOnlyRootFilesystem', (context) => context.readOnlyRootFilesystem === true],
];

/** The rules that a pod breaks. */
export function violations(pod: PodSpec): readonly string[] {
  const containers = [...(pod.initContainers ?? []), ...pod.containers];
  return [
    ...POD_RULES.filter(([, holds]) => !holds(pod)).map(([rule]) => rule),
    ...containers.flatMap(({ name, securityContext = {} }) =>
      CONTAINER_RULES.filter(([, holds]) => !holds(securityContext)).map(
        ([rule]) => `${name}: ${rule}`,
      ),
    ),
  ];
}
