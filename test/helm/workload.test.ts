/** The Deployment or StatefulSet that the values make. */

import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { CHART, Helm, type KubeObject, only, template, type Values } from './chart.ts';
import { findHelmTools } from './tools.ts';

const tools = await findHelmTools();

(tools === undefined ? describe.skip : describe)('the workload', () => {
  const helm = new Helm(tools?.helm ?? '');
  const pod = async (values: Values): Promise<KubeObject> => template(await helm.objects(values));
  const container = async (values: Values): Promise<KubeObject['spec']> =>
    (await pod(values))['spec'].containers[0];

  describe('its arguments', () => {
    const common = [
      '--web.listen-address=:10061',
      '--web.telemetry-path=/metrics',
      '--log.level=info',
      '--log.format=json',
    ];
    const file = '--config.file=/etc/alicloud-vpn-exporter/config/';

    it.each<readonly [string, Values, readonly string[]]>([
      ['the defaults', {}, [`${file}config.yaml`]],
      ['the demo', { demo: true }, ['--demo']],
      ['another key', { existingSecret: 'a', configKey: 'b.yml' }, [`${file}b.yml`]],
      ['lifecycle', { web: { enableLifecycle: true } }, ['--web.enable-lifecycle']],
      [
        'a web configuration',
        { web: { existingConfigMap: 'web' } },
        ['--web.config.file=/etc/alicloud-vpn-exporter/web/web-config.yaml'],
      ],
      ['shards', { shards: 3 }, ['--shard.index=$(SHARD_INDEX)', '--shard.total=3']],
      ['more arguments', { extraArgs: ['--x=: #'] }, ['--x=: #']],
    ])('with %s', async (_name, values, expected) => {
      expect((await container(values)).args).toEqual(
        expect.arrayContaining([...common, ...expected]),
      );
    });

    it('name no file in the demo', async () => {
      expect((await container({ demo: true })).args).not.toEqual(
        expect.arrayContaining([expect.stringContaining('--config.file')]),
      );
    });
  });

  describe('its configuration file', () => {
    const tags = {
      plain: 'prod',
      'looks like a boolean': 'yes',
      'looks like a number': '0123',
      'looks like null': 'null',
      variable: '${NAME}',
      'in braces': '{{ .Values.x }}',
      punctuation: ': # - "quoted" \'single\' \\',
      lines: 'one\n two\n',
      'not ASCII': '生产',
      empty: '',
    };
    const config = { accounts: [{ name: 'a', regions: ['cn-hangzhou'], filters: { tags } }] };

    it.each(['ConfigMap', 'Secret'] as const)('survives the way through a %s', async (kind) => {
      const objects = await helm.objects({ config, configStorage: kind });
      const { data, stringData } = only(objects, kind);
      expect(parse((data ?? stringData)['config.yaml'])).toEqual(config);
    });

    it('is not rendered when there is one already, or in the demo', async () => {
      for (const values of [{ existingSecret: 's' }, { existingConfigMap: 'c' }, { demo: true }]) {
        const kinds = (await helm.objects(values)).map(({ kind }) => kind);
        expect(kinds).not.toContain('ConfigMap');
        expect(kinds).not.toContain('Secret');
      }
    });
  });

  describe('its configuration', () => {
    const checksums = async (values: Values): Promise<Readonly<Record<string, string>>> =>
      ((await pod(values)).metadata as { annotations?: Record<string, string> }).annotations ?? {};
    const web = (user: string): Values => ({
      web: { config: { basic_auth_users: { [user]: 'hash' } } },
    });
    const poll = (interval: string): Values => ({ config: { poll: { interval } } });

    it('has a name of its content, so that a change is a new pod, and only then', async () => {
      const names = await Promise.all(
        ['60s', '60s', '30s'].map(async (interval) => {
          const { spec } = await pod(poll(interval));
          return String(spec.volumes[0].configMap.name);
        }),
      );
      const [before, same, after] = names;
      expect(before).toMatch(/-config-[0-9a-f]{8}$/);
      expect(same).toBe(before);
      expect(after).not.toBe(before);
    });

    it('is checked first, with all that the exporter sees', async () => {
      const { spec } = await pod({
        extraEnv: [{ name: 'A', value: 'b' }],
        web: { routePrefix: '/x' },
      });
      const [check] = spec.initContainers;
      const [exporter] = spec.containers;
      expect(check.args[0]).toBe('--config.check');
      expect(check.args.slice(1)).toEqual(exporter.args);
      for (const key of ['image', 'env', 'volumeMounts', 'securityContext']) {
        expect(check[key]).toEqual(exporter[key]);
      }
      expect((await pod({ demo: true }))['spec'].initContainers).toBeUndefined();
      expect(
        (await pod({ configCheck: { enabled: false } }))['spec'].initContainers,
      ).toBeUndefined();
    });

    it('rolls the pods out when the web configuration changes', async () => {
      const [a, b] = await Promise.all(['a', 'b'].map((user) => checksums(web(user))));
      expect(b!['checksum/web-config']).not.toBe(a!['checksum/web-config']);
    });

    it('are absent where the chart cannot read the configuration', async () => {
      expect(await checksums({ existingSecret: 's', web: { existingSecret: 'w' } })).toEqual({});
    });
  });

  describe('its shards', () => {
    it('are pods of a StatefulSet that know their number', async () => {
      const objects = await helm.objects({ shards: 3 });
      const { spec } = only(objects, 'StatefulSet');
      expect(objects.map(({ kind }) => kind)).not.toContain('Deployment');
      expect(spec).toMatchObject({ replicas: 3, podManagementPolicy: 'Parallel' });
      expect(template(objects)['spec'].containers[0].env).toEqual([
        {
          name: 'SHARD_INDEX',
          valueFrom: { fieldRef: { fieldPath: "metadata.labels['apps.kubernetes.io/pod-index']" } },
        },
      ]);
    });

    it('have a headless Service of another name, for a Service cannot become headless', async () => {
      const sharded = await helm.objects({ shards: 2, service: { type: 'LoadBalancer' } });
      const service = only(sharded, 'Service');
      expect(service['spec']).toMatchObject({ clusterIP: 'None', type: 'ClusterIP' });
      expect(only(sharded, 'StatefulSet')['spec'].serviceName).toBe(service.metadata.name);
      const single = only(await helm.objects({}), 'Service');
      expect(single.metadata.name).not.toBe(service.metadata.name);
      expect(single['spec'].clusterIP).toBeUndefined();
    });

    it('are one Deployment without a gap in an upgrade when there is only one', async () => {
      const { spec } = only(await helm.objects({}), 'Deployment');
      expect(spec.replicas).toBe(1);
      expect(spec.strategy.rollingUpdate).toEqual({ maxSurge: 1, maxUnavailable: 0 });
    });

    it('spread by the release, or as the values say', async () => {
      const spread = { maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule' };
      const own = { labelSelector: { matchLabels: { a: 'b' } } };
      const { spec } = await pod({ topologySpreadConstraints: [spread, { ...spread, ...own }] });
      const [first, second] = spec.topologySpreadConstraints;
      expect(first.labelSelector.matchLabels['app.kubernetes.io/component']).toBe('exporter');
      expect(second).toEqual({ ...spread, ...own });
    });
  });

  it('takes a digest before a tag, and the version of the application without either', async () => {
    const digest = `sha256:${'0'.repeat(64)}`;
    const image = async (values: Values): Promise<string> =>
      (await container({ image: values })).image;
    expect(await image({})).toMatch(/^registry\.example\.com\/alicloud-vpn-exporter:\d+\.\d+\.\d+/);
    expect(await image({ repository: 'r/x', tag: 't' })).toBe('r/x:t');
    expect(await image({ repository: 'r/x', tag: 't', digest })).toBe(`r/x@${digest}`);
  });

  it('keeps its selector whatever labels are added', async () => {
    const label = { 'app.kubernetes.io/component': 'mine', 'example.com/a': 'b' };
    const objects = await helm.objects({ commonLabels: label, podLabels: label });
    expect(template(objects).metadata).toMatchObject({
      labels: { 'app.kubernetes.io/component': 'exporter', 'example.com/a': 'b' },
    });
  });

  it('renders a release whose name is a number', async () => {
    const { stdout } = await helm.run('template', '123', CHART, '--set', 'image.repository=x');
    expect(stdout).toContain('app.kubernetes.io/instance: "123"');
    expect(stdout).not.toMatch(/app\.kubernetes\.io\/instance: 123$/m);
  });
});
