/** What users of other charts expect: prefixes, ways in, an umbrella chart, and a package that stands alone. */

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { CHART, Helm, type KubeObject, only, template } from './chart.ts';
import { findHelmTools } from './tools.ts';

const tools = await findHelmTools();

(tools === undefined ? describe.skip : describe)('the chart', () => {
  const helm = new Helm(tools?.helm ?? '');

  it.each([
    [{ routePrefix: '/vpn' }, '/vpn'],
    [{ routePrefix: '/vpn/' }, '/vpn'],
    [{ externalUrl: 'https://ops.example.com/a/b/' }, '/a/b'],
    [{ externalUrl: 'https://ops.example.com' }, ''],
    [{ externalUrl: 'https://ops.example.com/a', routePrefix: '/' }, ''],
  ])('asks below the prefix: %j', async (web, prefix) => {
    const objects = await helm.objects({
      web,
      serviceMonitor: { enabled: true },
      ingress: { enabled: true, hosts: [{ host: 'a.b' }] },
    });
    const [container] = template(objects)['spec'].containers;
    const paths = ['startupProbe', 'livenessProbe', 'readinessProbe'].map(
      (name) => container[name].httpGet.path,
    );
    expect(paths).toEqual([`${prefix}/-/healthy`, `${prefix}/-/healthy`, `${prefix}/-/ready`]);
    expect(only(objects, 'ServiceMonitor')['spec'].endpoints[0].path).toBe(`${prefix}/metrics`);
    expect(only(objects, 'Pod')['spec'].containers[0].env[0].value).toMatch(
      new RegExp(`:10061${prefix}/metrics$`),
    );
    expect(only(objects, 'Ingress')['spec'].rules[0].http.paths[0].path).toBe(`${prefix}/`);
  });

  it('renders a route and an autoscaler, whose schemas no package has', async () => {
    const objects = await helm.objects({
      httpRoute: {
        enabled: true,
        parentRefs: [{ name: 'public' }],
        hostnames: ['vpn.example.com'],
      },
      verticalPodAutoscaler: { enabled: true, minAllowed: { memory: '128Mi' } },
    });
    expect(only(objects, 'HTTPRoute')).toMatchObject({
      apiVersion: 'gateway.networking.k8s.io/v1',
      spec: {
        parentRefs: [{ name: 'public' }],
        hostnames: ['vpn.example.com'],
        rules: [
          {
            matches: [{ path: { type: 'PathPrefix', value: '/' } }],
            backendRefs: [{ name: only(objects, 'Service').metadata.name, port: 10061 }],
          },
        ],
      },
    });
    expect(only(objects, 'VerticalPodAutoscaler')).toMatchObject({
      apiVersion: 'autoscaling.k8s.io/v1',
      spec: {
        targetRef: { kind: 'Deployment', name: only(objects, 'Deployment').metadata.name },
        updatePolicy: { updateMode: 'Off' },
        resourcePolicy: {
          containerPolicies: [
            {
              containerName: 'exporter',
              controlledResources: ['memory'],
              minAllowed: { memory: '128Mi' },
            },
          ],
        },
      },
    });
  });

  it('puts every object into the namespace asked for, with the annotations asked for', async () => {
    const objects = await helm.objects(join(CHART, 'ci/everything-values.yaml'));
    for (const { kind, metadata } of objects) {
      if (metadata.name.endsWith('-more')) continue;
      expect({ kind, namespace: metadata.namespace }).toEqual({ kind, namespace: 'vpn' });
      expect((metadata as unknown as { annotations: object }).annotations).toMatchObject({
        'example.com/team': 'network',
      });
    }
    expect(template(objects)['spec'].containers[0].image).toBe(
      'mirror.example.com/example/alicloud-vpn-exporter:0.1.0',
    );
    expect(template(objects)['spec'].imagePullSecrets).toEqual([
      { name: 'mirror' },
      { name: 'own' },
    ]);
  });

  it('has no link that leads out of the package', () => {
    const readme = readFileSync(join(CHART, 'README.md'), 'utf8');
    const links = [...readme.matchAll(/\]\(([^)#]+)/g)].map(([, link = '']) => link);
    expect(links.length).toBeGreaterThan(3);
    expect(
      links.filter((link) => !link.startsWith('https://') && !existsSync(join(CHART, link))),
    ).toEqual([]);
  });

  describe('below an umbrella', () => {
    let folder: string;
    const render = async (...flags: readonly string[]): Promise<readonly KubeObject[]> => {
      const { ok, stdout, stderr } = await helm.run('template', 'all', folder, ...flags);
      if (!ok) throw new Error(stderr);
      const documents = parseAllDocuments(stdout);
      return Array.isArray(documents)
        ? documents.flatMap((each) => (each.toJS() as KubeObject | null) ?? [])
        : [];
    };

    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), 'umbrella-'));
      mkdirSync(join(folder, 'charts'));
      cpSync(CHART, join(folder, 'charts/alicloud-vpn-exporter'), { recursive: true });
      writeFileSync(
        join(folder, 'Chart.yaml'),
        [
          'apiVersion: v2',
          'name: umbrella',
          'version: 1.0.0',
          'dependencies:',
          '  - name: alicloud-vpn-exporter',
          '    alias: vpn',
          "    version: '*'",
          '    condition: vpn.enabled',
          '',
        ].join('\n'),
      );
      writeFileSync(
        join(folder, 'values.yaml'),
        'global: {imageRegistry: mirror.example.com, other: 1}\nvpn: {image: {repository: vpn}}\n',
      );
    });

    afterAll(() => {
      rmSync(folder, { recursive: true });
    });

    it('takes the global values', async () => {
      const objects = await render();
      expect(template(objects)['spec'].containers[0].image).toBe('mirror.example.com/vpn:0.1.0');
    });

    it('is left out by its condition', async () => {
      expect(await render('--set', 'vpn.enabled=false')).toEqual([]);
    });
  });
});
