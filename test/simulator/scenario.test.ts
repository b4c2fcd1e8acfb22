import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { stringify } from 'yaml';
import { loadScenario, parseScenarioText } from '../../src/simulator/scenario-file.ts';
import { ConfigError, renderFault } from '../../src/config/error.ts';
import { parseScenario } from '../../src/simulator/scenario.ts';

const MINIMAL = {
  accounts: [
    {
      name: 'prod',
      accessKeys: [{ id: 'key', secret: 'secret' }],
      regions: {
        'cn-hangzhou': {
          connections: [{ VpnConnectionId: 'vco-1', Status: 'up' }],
          gateways: [{ VpnGatewayId: 'vpn-1' }],
        },
      },
    },
  ],
};

function account(fields: Record<string, unknown>): unknown {
  return { accounts: [{ ...MINIMAL.accounts[0], ...fields }] };
}

function region(fields: Record<string, unknown>): unknown {
  return account({ regions: { r: fields } });
}

function event(fields: Record<string, unknown>): unknown {
  const base = {
    account: 'prod',
    region: 'cn-hangzhou',
    id: 'vco-1',
    atSeconds: 1,
    set: { Status: 'down' },
  };
  return { ...MINIMAL, timeline: [{ ...base, ...fields }] };
}

function faultsOf(input: unknown): readonly string[] {
  try {
    parseScenario(input);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults.map(renderFault);
    throw error;
  }
  return [];
}

describe('recorded answers', () => {
  const answers = (own: readonly object[]) => ({
    accounts: [{ ...MINIMAL.accounts[0], answers: own }],
  });
  const load = async (text: string, bodies: Readonly<Record<string, string>> = {}) => {
    const folder = await mkdtemp(join(tmpdir(), 'scenario-'));
    for (const [name, body] of Object.entries({ 'scenario.yml': text, ...bodies })) {
      await writeFile(join(folder, name), body);
    }
    try {
      return await loadScenario(folder, new AbortController().signal);
    } finally {
      await rm(folder, { recursive: true });
    }
  };

  it('take their bodies from files beside the scenario', async () => {
    const text = JSON.stringify(answers([{ action: 'DescribeRegions', file: 'a.json' }]));
    const scenario = await load(text, { 'a.json': '{"Regions":{}}' });
    expect(scenario.accounts[0]?.answers).toEqual([
      { action: 'DescribeRegions', params: {}, status: 200, body: { Regions: {} } },
    ]);
  });

  it('do not take a body through a link that leads out of the folder', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'scenario-'));
    try {
      const outside = join(folder, 'outside.json');
      await mkdir(join(folder, 'recording'));
      await writeFile(outside, '{"Regions":{}}');
      await symlink(outside, join(folder, 'recording', 'a.json'));
      const text = JSON.stringify(answers([{ action: 'DescribeRegions', file: 'a.json' }]));
      await writeFile(join(folder, 'recording', 'scenario.yml'), text);
      await expect(
        loadScenario(join(folder, 'recording'), new AbortController().signal),
      ).rejects.toThrow('a.json: expected a file in the folder of the scenario, found a link');
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it.each(['../a.json', '/etc/passwd', 'a.txt', '..json', 7])(
    'do not take a body from %p',
    async (file) => {
      const text = JSON.stringify(answers([{ action: 'DescribeRegions', file }]));
      await expect(load(text)).rejects.toThrow(
        'scenario.yml:1: accounts[0].answers[0].file: expected the path of a .json file',
      );
    },
  );
});

describe('a good scenario', () => {
  it('gets its defaults', () => {
    expect(parseScenario(MINIMAL)).toEqual({
      accounts: [
        {
          ...MINIMAL.accounts[0],
          answers: [],
          uid: '1234567890123456',
          refusedRegions: [],
          cloudMonitor: { pageSize: 1440, history: 1, isText: false, metas: {} },
          regions: {
            'cn-hangzhou': {
              ...MINIMAL.accounts[0]?.regions['cn-hangzhou'],
              customerGateways: [],
              routes: [],
              gatewayRoutes: [],
              diagnoses: [],
              traffic: [],
              totalCount: {},
            },
          },
        },
      ],
      timeline: [],
      faults: [],
    });
  });

  it('keeps rows as they are, odd fields and all', () => {
    const row = { VpnConnectionId: 'vco-1', CreateTime: '', Odd: [null, { x: 1 }] };
    const parsed = parseScenario(region({ connections: [row] }));
    expect(parsed.accounts[0]?.regions['r']?.connections).toEqual([row]);
  });
});

describe('a bad scenario', () => {
  it.each<[string, unknown, readonly RegExp[]]>([
    ['nothing', undefined, [/^configuration: expected a mapping, found nothing$/]],
    ['no accounts', { accounts: [] }, [/^accounts: /]],
    ['an unknown key', { ...MINIMAL, extra: 1 }, [/^extra: .*found "extra"$/]],
    ['no keys', account({ accessKeys: [] }), [/^accounts\[0\]\.accessKeys: /]],
    ['a number for a name', account({ name: 7 }), [/^accounts\[0\]\.name: /]],
    [
      'a row without an id',
      region({ connections: [{ Status: 'up' }] }),
      [/^accounts\[0\]\.regions\.r\.connections\[0\]: .*VpnConnectionId/],
    ],
    [
      'a gateway that is a list',
      region({ gateways: [[]] }),
      [/^accounts\[0\]\.regions\.r\.gateways\[0\]: .*VpnGatewayId/],
    ],
    [
      'a diagnosis of nothing',
      region({ diagnoses: [{ Severity: 'Warn' }] }),
      [/^accounts\[0\]\.regions\.r\.diagnoses\[0\]: .*TunnelId/],
    ],
    [
      'a negative TotalCount',
      region({ totalCount: { connections: -1 } }),
      [/^accounts\[0\]\.regions\.r\.totalCount\.connections: /],
    ],
    [
      'two faults',
      account({ name: '', refusedRegions: [7] }),
      [/^accounts\[0\]\.name: /, /^accounts\[0\]\.refusedRegions\[0\]: /],
    ],
    [
      'a quota without a window',
      account({ quota: { calls: 1, windowSeconds: 0 } }),
      [/^accounts\[0\]\.quota\.windowSeconds: /],
    ],
    [
      'an id twice',
      region({ connections: [{ VpnConnectionId: 'x' }, { VpnConnectionId: 'x' }] }),
      [/^accounts\[0\]\.regions\.r\.connections\[1\]\.VpnConnectionId: expected .*, found "x"$/],
    ],
    [
      'an account twice',
      { accounts: [MINIMAL.accounts[0], MINIMAL.accounts[0]] },
      [
        /^accounts\[1\]\.name: expected .*, found "prod"$/,
        /^accounts\[1\]\.accessKeys\[0\]\.id: expected .*, found "key"$/,
      ],
    ],
    [
      'a region that is refused and served',
      account({ refusedRegions: ['cn-hangzhou'] }),
      [
        /^accounts\[0\]\.refusedRegions\[0\]: expected a region that is not in regions, found "cn-hangzhou"$/,
      ],
    ],
    [
      'an event of nobody',
      event({ account: 'x' }),
      [/^timeline\[0\]\.account: expected the name of an account, found "x"$/],
    ],
    [
      'an event nowhere',
      event({ region: 'x' }),
      [/^timeline\[0\]\.region: expected a region of prod, found "x"$/],
    ],
    [
      'an event of no row',
      event({ id: 'x' }),
      [/^timeline\[0\]\.id: expected the id of a row in cn-hangzhou, found "x"$/],
    ],
    [
      'an event in no object',
      event({ set: { 'Missing.Status': 1 } }),
      [
        /^timeline\[0\]\.set\["Missing\.Status"\]: expected a field of vco-1, which has no Missing, found 1$/,
      ],
    ],
    [
      'a fault of an unknown kind',
      { ...MINIMAL, faults: [{ effect: 'none' }, { effect: { kind: 'delay', ms: -1 } }] },
      [
        /^faults\[0\]\.effect: expected the name of a preset, or .*, found "none"$/,
        /^faults\[1\]\.effect\.ms: expected a number of at least 0, found -1$/,
      ],
    ],
    ['an event that never repeats', event({ everySeconds: 0 }), [/^timeline\[0\]\.everySeconds: /]],
  ])('%s', (_, input, expected) => {
    const faults = faultsOf(input);
    expect(faults).toHaveLength(expected.length);
    for (const [index, pattern] of expected.entries()) expect(faults[index]).toMatch(pattern);
  });

  it.each([7, -1, 'x', '', true, null, [], [7], [{}], {}, { x: {} }])(
    'with %j in every place says what was expected there, in words',
    (value) => {
      const keys = (...names: readonly string[]) =>
        Object.fromEntries(names.map((name) => [name, value]));
      const whole = {
        ...MINIMAL.accounts[0],
        quota: keys('calls', 'windowSeconds', 'retryAfterMs'),
        cloudMonitor: keys('pageSize', 'history', 'isText', 'metas'),
        answers: [keys('action', 'params', 'status', 'code', 'body', 'file')],
        accessKeys: [keys('id', 'secret', 'securityToken', 'expiresAtMs', 'inactive')],
        regions: {
          r: {
            ...keys('connections', 'gateways', 'customerGateways', 'routes', 'gatewayRoutes'),
            ...keys('diagnoses', 'totalCount'),
            traffic: [keys('connection', 'receive', 'transmit', 'isSteady', 'lateSeconds')],
          },
        },
      };
      const timeline = [keys('account', 'region', 'id', 'atSeconds', 'everySeconds', 'set')];
      const account = keys('name', 'uid', 'accessKeys', 'regions', 'refusedRegions', 'quota');
      const faults = [
        ...faultsOf(value),
        ...faultsOf(keys('accounts', 'timeline')),
        ...faultsOf({ accounts: [whole], timeline }),
        ...faultsOf({ accounts: [{ ...account, ...keys('cloudMonitor', 'answers') }] }),
      ];
      for (const fault of faults) {
        expect(fault).toMatch(/^\S[^\n]*: expected [^\n]+, found [^\n]+$/);
        expect(fault).not.toMatch(/Invalid|Too (small|big)|expected (string|number|array|object)/);
      }
    },
  );

  it('throws nothing but ConfigError, whatever it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (input) => {
        expect(faultsOf(input).length).toBeGreaterThan(0);
      }),
    );
  });
});

describe('scenario files', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'scenario-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('are the same in JSON and in YAML', async () => {
    const [json, yaml] = [join(folder, 'a.json'), join(folder, 'a.yml')];
    await writeFile(json, JSON.stringify(MINIMAL));
    await writeFile(yaml, stringify(MINIMAL));
    const { signal } = new AbortController();
    expect(await loadScenario(json, signal)).toEqual(parseScenario(MINIMAL));
    expect(await loadScenario(yaml, signal)).toEqual(parseScenario(MINIMAL));
  });

  it('that are no YAML say where', () => {
    expect(() => parseScenarioText('accounts: [')).toThrow(
      /^scenario\.yml:1: expected a \] that closes this list/,
    );
    expect(() => parseScenarioText('accounts: [')).toThrow(ConfigError);
  });

  it.each([
    ['like: none', 'connections[0].like: expected the name of one of the templates, found "none"'],
    ['repeat: 1.5', 'connections[0].repeat: expected a whole number up to 10000'],
    ['repeat: 10001', 'connections[0].repeat: expected a whole number up to 10000'],
    ['like: { a: 1 }', 'connections[0].like: expected the name of one of the templates'],
  ])('that say %s in a row say where that is wrong', (short, message) => {
    const text = `accounts:\n  - name: prod\n    regions:\n      r:\n        connections:\n          - ${short}\n`;
    expect(() => parseScenarioText(text)).toThrow(
      `scenario.yml:6: accounts[0].regions.r.${message}`,
    );
  });

  it('that cannot be read are an error that says where and why', async () => {
    const { signal } = new AbortController();
    await mkdir(join(folder, 'empty'));
    for (const [name, file = name] of [['none.yml'], ['empty', 'empty/scenario.yml']] as const) {
      await expect(loadScenario(join(folder, name), signal)).rejects.toThrow(
        `${join(folder, file)}: expected a readable file or folder, found no such file`,
      );
    }
  });
});
