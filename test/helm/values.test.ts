/** The values: which are refused, what is said of each, and the schema. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { chartValues } from '../../scripts/helm-values.ts';
import { CHART, Helm, type Values } from './chart.ts';
import { findHelmTools } from './tools.ts';

const tools = await findHelmTools();

const account = (credentials: Values): Values => ({
  config: { accounts: [{ name: 'prod', regions: ['cn-hangzhou'], credentials }] },
});

/** What is wrong, the values, and what helm has to say about it. */
const REFUSED: readonly (readonly [string, Values, RegExp])[] = [
  ['an unknown value', { replica: 2 }, /replica/],
  ['an unknown nested value', { serviceMonitor: { enable: true } }, /enable/],
  ['a number as text', { shards: '3' }, /shards.*(integer|string)/s],
  ['no shard at all', { shards: 0 }, /shards/],
  ['a boolean as text', { demo: 'yes' }, /demo.*boolean/s],
  ['a port out of range', { web: { port: 70000 } }, /port.*65,?535/s],
  ['a telemetry path without a slash', { web: { telemetryPath: 'metrics' } }, /telemetryPath/],
  ['an unknown log level', { log: { level: 'trace' } }, /level/],
  ['an unknown storage', { configStorage: 'Vault' }, /configStorage/],
  ['a digest that is none', { image: { digest: 'latest' } }, /digest/],
  ['a name that is no object name', { existingSecret: 'My Secret' }, /existingSecret/],
  ['an unknown key of the configuration', { config: { acounts: [] } }, /acounts/],
  [
    'an unknown key of an account',
    { config: { accounts: [{ name: 'a', regions: 'all', region: 'x' }] } },
    /region/,
  ],
  [
    'a number of the configuration as text',
    { config: { poll: { concurrency: '90' } } },
    /concurrency.*integer/s,
  ],
  ['a duration without its unit', { config: { poll: { interval: '90' } } }, /interval/],
  ['a duration that is a number', { config: { poll: { interval: 90 } } }, /interval.*string/s],
  [
    'two accounts of one name',
    {
      config: {
        accounts: [
          { name: 'a', regions: 'all' },
          { name: 'a', regions: 'all' },
        ],
      },
    },
    /config\.accounts\[1\]\.name: a is the name of config\.accounts\[0\] already/,
  ],
  ['an unknown key of credentials', account({ type: 'default', role: 'x' }), /role/],
  [
    'an image without a repository',
    { image: { repository: '' } },
    /image\.repository is empty: no image .* is published yet/,
  ],
  [
    'an ingress to several shards',
    { shards: 2, ingress: { enabled: true, hosts: [{ host: 'a.b' }] } },
    /ingress and httpRoute/,
  ],
  ['an ingress without a host', { ingress: { enabled: true } }, /ingress\.hosts is empty/],
  ['a route without a gateway', { httpRoute: { enabled: true } }, /httpRoute\.parentRefs is empty/],
  ['replicas of shards', { shards: 2, replicas: 2 }, /shards and replicas/],
  ['an account without regions', { config: { accounts: [{ name: 'a' }] } }, /regions/],
  [
    'regions that are neither a list nor all',
    { config: { accounts: [{ name: 'a', regions: 'every' }] } },
    /regions/,
  ],
  ['unknown credentials', account({ type: 'password' }), /type/],
  ['an unknown part of the web configuration', { web: { config: { tls: {} } } }, /tls/],
  ['a role that is no ARN', { rrsa: { roleArn: 'vpn-reader' } }, /roleArn/],
  ['an interval without a unit', { serviceMonitor: { interval: '30' } }, /interval/],
  [
    'a budget that is neither a number nor a percentage',
    { podDisruptionBudget: { maxUnavailable: 'one' } },
    /maxUnavailable/,
  ],
  [
    'too little time to stop',
    { terminationGracePeriodSeconds: 5 },
    /terminationGracePeriodSeconds/,
  ],
  ['an argument that is no flag', { extraArgs: ['debug'] }, /extraArgs/],
  [
    'two sources of the configuration',
    { existingSecret: 'a', existingConfigMap: 'b' },
    /existingConfigMap and existingSecret are both set/,
  ],
  [
    'two sources of the web configuration',
    { web: { existingSecret: 'a', existingConfigMap: 'b' } },
    /web\.existingConfigMap and web\.existingSecret/,
  ],
  ['no account', { config: { accounts: [] } }, /config\.accounts is empty/],
  [
    'half of RRSA',
    { rrsa: { roleArn: 'acs:ram::1:role/r' } },
    /rrsa\.roleArn and rrsa\.oidcProviderArn go together/,
  ],
  [
    'both ways of RRSA',
    {
      rrsa: {
        roleName: 'r',
        roleArn: 'acs:ram::1:role/r',
        oidcProviderArn: 'acs:ram::1:oidc-provider/p',
      },
    },
    /rrsa\.roleName and rrsa\.roleArn are both set/,
  ],
  [
    'RRSA without a service account to annotate',
    { rrsa: { roleName: 'r' }, serviceAccount: { create: false } },
    /serviceAccount\.create=true/,
  ],
  [
    'a secret in a ConfigMap',
    account({ type: 'access_key', access_key_id: 'id', access_key_secret: 'TopSecret' }),
    /config\.accounts\[0\]\.credentials\.access_key_secret is in plain text/,
  ],
  [
    'a secret in a ConfigMap, of the source of a role',
    account({ type: 'ram_role_arn', source: { type: 'sts', security_token: '${TOKEN}x' } }),
    /config\.accounts\[0\]\.credentials\.source\.security_token is in plain text/,
  ],
];

(tools === undefined ? describe.skip : describe)('the values', () => {
  const helm = new Helm(tools?.helm ?? '');

  it.each(REFUSED)('refuse %s', async (_name, values, message) => {
    const { ok, stderr } = await helm.template(values);
    expect(ok).toBe(false);
    expect(stderr).toMatch(message);
  });

  it('never print the secret that they refuse', async () => {
    const { stderr } = await helm.template(account({ type: 'sts', security_token: 'TopSecret' }));
    expect(stderr).toMatch(/plain text/);
    expect(stderr).not.toContain('TopSecret');
  });

  it('refuse shards on a cluster that does not number its pods', async () => {
    const { ok, stderr } = await helm.template({ shards: 2 }, '--kube-version', '1.27');
    expect(ok).toBe(false);
    expect(stderr).toMatch(/shards=2 needs Kubernetes 1\.28/);
    expect((await helm.template({ shards: 1 }, '--kube-version', '1.27')).ok).toBe(true);
  });

  it('refuse a cluster that is too old', async () => {
    const { ok, stderr } = await helm.template({}, '--kube-version', '1.24');
    expect(ok).toBe(false);
    expect(stderr).toMatch(/1\.25/);
  });
});

describe('values.yaml', () => {
  it('says of every value what it is', async () => {
    const values = chartValues(await readFile(join(CHART, 'values.yaml'), 'utf8'));
    expect(values.length).toBeGreaterThan(50);
    expect(values.filter(({ comment }) => comment === '').map(({ path }) => path)).toEqual([]);
  });

  it.each([
    ['a: 1 # after', [{ path: 'a', value: '1', comment: '' }]],
    ['# One\n# two.\na: x', [{ path: 'a', value: '"x"', comment: 'One two.' }]],
    ['# Title.\n\n# Of a.\na: {}', [{ path: 'a', value: '{}', comment: 'Of a.' }]],
    [
      '# Of a.\na:\n  # Of b.\n  b: [1, {c: 2}]',
      [
        { path: 'a', value: undefined, comment: 'Of a.' },
        { path: 'a.b', value: '[1,{"c":2}]', comment: 'Of b.' },
      ],
    ],
  ])('is read with its comments: %j', (text, expected) => {
    expect(chartValues(text)).toEqual(expected);
  });
});

describe('Chart.yaml', () => {
  it('has the version of the program', async () => {
    const chart = parse(await readFile(join(CHART, 'Chart.yaml'), 'utf8')) as {
      appVersion: string;
    };
    const program = await readFile(join(CHART, '../../package.json'), 'utf8');
    expect(chart.appVersion).toBe((JSON.parse(program) as { version: string }).version);
  });
});

describe('the schema of the values', () => {
  interface Node {
    readonly type?: string | readonly string[];
    readonly additionalProperties?: unknown;
    readonly properties?: Readonly<Record<string, Node>>;
    readonly $ref?: string;
  }

  const read = (name: string): Promise<string> => readFile(join(CHART, name), 'utf8');

  /** The paths of `values` that `schema` does not spell out, and the other way round. */
  function differences(values: unknown, schema: Node, path: string): readonly string[] {
    if (schema.properties === undefined) return [];
    const given = (values ?? {}) as Readonly<Record<string, unknown>>;
    const known = schema.properties;
    return [
      ...Object.keys(given)
        .filter((key) => !(key in known))
        .map((key) => `${path}.${key}: not in the schema`),
      ...Object.keys(known)
        .filter((key) => !(key in given) && key !== 'global')
        .map((key) => `${path}.${key}: not in values.yaml`),
      ...Object.entries(known).flatMap(([key, node]) =>
        differences(given[key], node, `${path}.${key}`),
      ),
    ];
  }

  /** Objects that take any key although they list some. */
  function open(node: unknown, path: string): readonly string[] {
    if (typeof node !== 'object' || node === null) return [];
    const { type, properties, additionalProperties } = node as Node;
    const object = [type].flat().includes('object') && properties !== undefined;
    const here = object && additionalProperties !== false ? [path] : [];
    return [
      ...here,
      ...Object.entries(node).flatMap(([key, child]) => open(child, `${path}.${key}`)),
    ];
  }

  it('names the values that values.yaml has, no more and no less', async () => {
    const schema = JSON.parse(await read('values.schema.json')) as Node;
    expect(differences(parse(await read('values.yaml')), schema, 'values')).toEqual([]);
  });

  it('leaves open what an umbrella chart puts into global, and nothing else', async () => {
    const schema: unknown = JSON.parse(await read('values.schema.json'));
    expect(open(schema, '$')).toEqual(['$.properties.global']);
  });
});
