/** The chart's idea of the configuration file, against the exporter's own. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import { configSchema } from '../../src/config/schema.ts';
import { CHART, Helm, only } from './chart.ts';
import { findHelmTools } from './tools.ts';

const tools = await findHelmTools();

interface Node {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Node>>;
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
}

/** `accounts[].filters.tags` and the like: every key that a schema spells out, credentials' own left out. */
function keys(
  node: Node,
  definitions: Readonly<Record<string, Node>>,
  path = '',
): readonly string[] {
  const target =
    node.$ref === undefined ? node : (definitions[node.$ref.split('/').at(-1) ?? ''] ?? {});
  if (path.endsWith('.credentials')) return [];
  return [
    ...Object.entries(target.properties ?? {}).flatMap(([key, child]) => {
      const here = path === '' ? key : `${path}.${key}`;
      return [here, ...keys(child, definitions, here)];
    }),
    ...(target.items === undefined ? [] : keys(target.items, definitions, `${path}[]`)),
    ...(target.anyOf ?? []).flatMap((choice) => keys(choice, definitions, path)),
  ];
}

const unique = (list: readonly string[]): readonly string[] => [...new Set(list)].sort();

describe('the keys of the configuration that the chart knows', () => {
  it('are those that the exporter knows', async () => {
    const text = await readFile(join(CHART, 'values.schema.json'), 'utf8');
    const { definitions } = JSON.parse(text) as { definitions: Readonly<Record<string, Node>> };
    const known = z.toJSONSchema(configSchema, { io: 'input', unrepresentable: 'any' }) as Node & {
      readonly $defs?: Readonly<Record<string, Node>>;
    };
    const exporter = unique(keys(known, known.$defs ?? {}));
    expect(exporter).toContain('accounts[].filters.tags');
    expect(unique(keys({ $ref: 'config' }, definitions))).toEqual(exporter);
  });
});

(tools === undefined ? describe.skip : describe)('the chart', () => {
  const helm = new Helm(tools?.helm ?? '');

  it.each(['exporter.yml', 'exporter-minimal.yml'])('takes config/%s as it is', async (name) => {
    const text = await readFile(join(CHART, '../../config', name), 'utf8');
    const config: unknown = parse(text);
    const { data } = only(await helm.objects({ config }), 'ConfigMap');
    expect(parse(data['config.yaml'])).toEqual(config);
  });
});
