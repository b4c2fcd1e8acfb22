/** Every set of values in ci/, linted, rendered and checked. */

import { basename } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { CHART, Helm, type KubeObject, valuesFiles } from './chart.ts';
import { brokenLinks, pods } from './links.ts';
import { violations } from './restricted.ts';
import { faults } from './schema.ts';
import { findHelmTools, loadModels } from './tools.ts';

const tools = await findHelmTools();
const models = await loadModels();
const files = await valuesFiles();

(tools === undefined ? describe.skip : describe)('the rendered chart', () => {
  const helm = new Helm(tools?.helm ?? '');

  it('is tested with at least twelve sets of values', () => {
    expect(files.length).toBeGreaterThanOrEqual(12);
  });

  describe.each(files.map((file) => [basename(file, '-values.yaml'), file] as const))(
    '%s',
    (_name, file) => {
      let objects: readonly KubeObject[] = [];

      beforeAll(async () => {
        objects = await helm.objects(file);
      });

      it('passes helm lint --strict', async () => {
        const { ok, stdout } = await helm.run('lint', '--strict', '--values', file, CHART);
        expect(stdout).not.toMatch(/\[(ERROR|WARNING)\]/);
        expect(ok).toBe(true);
      });

      it('has a pod, and no object twice', () => {
        const names = objects.map(
          ({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`,
        );
        expect(pods(objects).length).toBeGreaterThan(0);
        expect(new Set(names).size).toBe(names.length);
      });

      it('fits the schemas, without an unknown field', () => {
        expect(objects.flatMap((object) => faults(object, models))).toEqual([]);
      });

      it('makes restricted pods only', () => {
        expect(pods(objects).flatMap((pod) => violations(pod['spec']))).toEqual([]);
      });

      it('links its objects', () => {
        expect(brokenLinks(objects)).toEqual([]);
      });
    },
  );
});
