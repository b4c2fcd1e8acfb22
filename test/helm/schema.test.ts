/** The check against schemas, on objects broken on purpose. */

import { describe, expect, it } from '@jest/globals';
import type { KubeObject } from './chart.ts';
import { faults } from './schema.ts';
import { loadModels } from './tools.ts';

const models = await loadModels();

const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', labels: { app: 'web' } },
  spec: {
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [{ name: 'main', image: 'web:1', ports: [{ containerPort: 80 }] }] },
    },
  },
};

/** The deployment with one value put where `path` says. */
function changed(path: string, value: unknown): KubeObject {
  const copy = structuredClone(deployment);
  const keys = path.split('.');
  const last = keys.pop() as string;
  const parent = keys.reduce<unknown>((node, key) => Reflect.get(node as object, key), copy);
  Reflect.set(parent as object, last, value);
  return copy;
}

describe('faults', () => {
  it('finds none in a good object', () => {
    expect(faults(deployment, models)).toEqual([]);
  });

  it.each([
    ['a wrong type', 'spec.replicas', 'two', /replicas/],
    ['a missing name', 'spec.template.spec.containers.0.name', undefined, /name/],
    ['a misspelt field', 'spec.template.spec.containers.0.livenesProbe', {}, /livenesProbe/],
    ['a field of the wrong level', 'spec.containers', [], /spec\.containers/],
    ['an unknown field at the top', 'status2', {}, /status2/],
  ])('finds %s', (_name, path, value, message) => {
    expect(faults(changed(path, value), models).join('\n')).toMatch(message);
  });

  it('refuses an object that it has no schema for', () => {
    expect(faults({ ...deployment, kind: 'CronJob' }, models)).toEqual([
      'no schema for apps/v1 CronJob',
    ]);
  });
});
