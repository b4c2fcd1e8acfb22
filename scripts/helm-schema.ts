/** The part of the chart's values.schema.json that is the exporter's own: `config`, out of the schema of the configuration file. */

import { z } from 'zod';
import { keyDocs } from '../src/config/fields.ts';
import { configSchema } from '../src/config/schema.ts';

type Json = Readonly<Record<string, unknown>>;

/** What the schema of the file says by code alone. An empty text comes from a template and is not given. */
const DURATION = String.raw`^(\$\{\w+\}|([0-9]+(ms|[smhdwy]))+)$`;

/** A mapping whose keys depend on its `type`. */
interface Union {
  readonly oneOf: readonly { readonly properties: Readonly<Record<string, Json>> }[];
}

function isUnion(node: object): node is Union {
  return 'oneOf' in node;
}

/** All keys of all types at once: what helm says of alternatives that do not match, nobody can read. */
function merged({ oneOf }: Union): Json {
  const types = oneOf.map(({ properties }) => properties['type']?.['const']);
  const properties = Object.assign({}, ...oneOf.map((each) => each.properties)) as Json;
  return {
    type: 'object',
    properties: { ...properties, type: { type: 'string', enum: types } },
    required: ['type'],
    additionalProperties: false,
  };
}

/** The same schema with its unions merged, those in it included. */
function withoutUnions(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withoutUnions);
  if (typeof node !== 'object' || node === null) return node;
  const plain = isUnion(node) ? merged(node) : node;
  return Object.fromEntries(
    Object.entries(plain).map(([key, value]) => [key, withoutUnions(value)]),
  );
}

/** As `config` in the chart's definitions, with what it refers to. */
function configDefinitions(): Readonly<Record<string, Json>> {
  const {
    $schema: _,
    definitions = {},
    ...config
  } = z.toJSONSchema(configSchema, {
    io: 'input',
    target: 'draft-7',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      const doc = keyDocs.get(zodSchema);
      if (doc?.type === 'duration') jsonSchema.pattern = DURATION;
    },
  });
  const properties: Record<string, unknown> = { ...config.properties };
  // The chart has its own words for an empty list: a Secret of the user may hold the file.
  const { minItems: __, ...accounts } = properties['accounts'] as Record<string, unknown>;
  return {
    ...(definitions as Record<string, Json>),
    config: { ...config, properties: { ...properties, accounts }, required: [] },
  };
}

/** A values.schema.json with the present definition of `config`; the rest stays as it is written. */
export function withConfigSchema(text: string): string {
  const schema: { readonly definitions: Readonly<Record<string, unknown>> } & Json =
    JSON.parse(text);
  const kept = Object.entries(schema.definitions).filter(
    ([name]) => !/^(?:config|__schema\d+)$/.test(name),
  );
  const own = Object.entries(configDefinitions()).map(([name, node]) => [
    name,
    withoutUnions(node),
  ]);
  const definitions = { ...Object.fromEntries(kept), ...Object.fromEntries(own) };
  return `${JSON.stringify({ ...schema, definitions }, undefined, 2)}\n`;
}
