/** The check of links, on releases broken on purpose. */

import { describe, expect, it } from '@jest/globals';
import type { KubeObject } from './chart.ts';
import { brokenLinks } from './links.ts';

const labels = { app: 'exporter' };
const name = 'vpn-alicloud-vpn-exporter-config';

/** A small sound release. */
const release = {
  workload: {
    kind: 'Deployment',
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels: { ...labels, more: 'x' } },
        spec: {
          containers: [
            {
              args: ['--config.file=/etc/exporter/config.yaml'],
              volumeMounts: [{ name: 'config', mountPath: '/etc/exporter' }],
            },
          ],
          volumes: [{ name: 'config', configMap: { name, items: [{ key: 'config.yaml' }] } }],
        },
      },
    },
  },
  config: { kind: 'ConfigMap', metadata: { name }, data: { 'config.yaml': '' } },
  service: {
    kind: 'Service',
    metadata: { name: 'vpn', namespace: 'a', labels },
    spec: { selector: labels, ports: [{ name: 'http' }] },
  },
  monitor: {
    kind: 'ServiceMonitor',
    metadata: { name: 'vpn' },
    spec: {
      selector: { matchLabels: labels },
      namespaceSelector: { matchNames: ['a'] },
      endpoints: [{ port: 'http' }],
    },
  },
  test: {
    kind: 'Pod',
    metadata: { name: 'test', labels: { app: 'test' } },
    spec: { containers: [{}] },
  },
};

type Release = typeof release;

function check(change: (copy: Release) => void): readonly string[] {
  const copy = structuredClone(release);
  change(copy);
  return brokenLinks(Object.values(copy) as unknown as readonly KubeObject[]);
}

describe('brokenLinks', () => {
  it('finds none in a sound release', () => {
    expect(check(() => undefined)).toEqual([]);
  });

  it.each<readonly [string, (copy: Release) => void]>([
    [
      'Service and pod template: the selector is wrong',
      (c) => (c.service.spec.selector = { app: 'x' }),
    ],
    [
      'Service and pod template: the selector is wrong',
      (c) => (c.service.spec.selector = {} as typeof labels),
    ],
    ['Service and Pod: the selector is wrong', (c) => (c.test.metadata.labels = labels)],
    ['ServiceMonitor: 0 Services found', (c) => (c.service.metadata.labels = { app: 'x' })],
    ['ServiceMonitor: 0 Services found', (c) => (c.service.metadata.namespace = 'b')],
    ['ServiceMonitor: 0 Services found', (c) => (c.monitor.spec.endpoints = [{ port: 'web' }])],
    ['no volume config', (c) => (c.workload.spec.template.spec.volumes = [])],
    [
      'volume config unused',
      (c) => (c.workload.spec.template.spec.containers[0]!.volumeMounts = []),
    ],
    [
      '/etc/other not mounted',
      (c) => (c.workload.spec.template.spec.containers[0]!.args = ['--config.file=/etc/other/a']),
    ],
    [`ConfigMap ${name} has no config.yaml`, (c) => (c.config.metadata.name = 'other')],
  ])('finds %s', (fault, change) => {
    expect(check(change)).toContain(fault);
  });
});
