/** `--config.check.live` against the simulator, over the real wire. */

import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { checkConfigLive } from '../../../src/commands/check.ts';
import { systemClock, type Clock } from '../../../src/model/clock.ts';
import { textAt } from '../../../src/simulator/json.ts';
import { startSimulator, type Simulator } from '../../../src/simulator/simulator.ts';
import type { FaultInput } from '../../../src/simulator/faults/faults.ts';
import { startConnectProxy } from '../../alicloud/http/support/connect-proxy.ts';
import { accountOf, configOf } from '../../e2e/support/files.ts';
import { skippingClock } from '../../support/fake-clock.ts';
import { generateScenario } from '../../support/scenarios/generate.ts';
import { commandContext } from '../../support/exporter.ts';
import { until } from '../../support/until.ts';
import { temporaryFolder, type Folder } from '../../support/folder.ts';

const HANGZHOU = 'cn-hangzhou';
const FRANKFURT = 'eu-central-1';

let folder: Folder;
let simulator: Simulator;
/** Added to the simulator's time of the wire. */
let skewMs = 0;

beforeAll(async () => {
  folder = temporaryFolder();
  simulator = await startSimulator({
    scenario: generateScenario({
      accounts: {
        acme: {
          [HANGZHOU]: { single: 70, dual: 2, gateways: 2, downEvery: 3 },
          [FRANKFURT]: { dual: 3 },
        },
      },
    }),
    wireClock: { ...systemClock, now: () => Date.now() + skewMs },
  });
});
afterEach(() => {
  skewMs = 0;
  simulator.reset();
});
afterAll(async () => {
  await simulator.close();
  folder.remove();
});

interface Run {
  readonly isGood: boolean;
  readonly text: string;
  /** The cells of the table, by region and action. */
  readonly rows: ReadonlyMap<string, readonly string[]>;
}

interface Options {
  readonly account?: object;
  readonly rest?: object;
  readonly env?: Readonly<Record<string, string>>;
  readonly shard?: { readonly index: number; readonly total: number };
  readonly stop?: AbortSignal;
  readonly clock?: Clock;
}

async function check(options: Options = {}): Promise<Run> {
  const { account = {}, rest = {}, env = {}, shard = { index: 0, total: 1 } } = options;
  const { stop = new AbortController().signal, clock = skippingClock() } = options;
  const accounts = [{ ...accountOf('acme', simulator.url, [HANGZHOU, FRANKFURT]), ...account }];
  const file = folder.write('live.yml', configOf(accounts, { poll: {}, ...rest }));
  const log = { level: 'error', format: 'json' } as const;
  let text = '';
  const isGood = await checkConfigLive(
    { kind: 'check-live', source: { kind: 'file', file }, shard, log, webConfigFile: undefined },
    (part) => {
      text += part;
      return Promise.resolve();
    },
    commandContext({ clock, environment: env, stop }),
  );
  expect(text).not.toMatch(/simulated-secret|Psk/);
  const table = text.slice(text.indexOf('ACCOUNT  REGION', text.indexOf('Predicted')));
  const rows = table.split('\n').filter((line) => line.startsWith('acme'));
  return {
    isGood,
    text,
    rows: new Map(
      rows
        .map((line) => line.split(/ {2,}/))
        .map(([, region = '', action = '', ...cells]) => [`${region} ${action}`, cells]),
    ),
  };
}

function meets(fault: FaultInput): void {
  simulator.faults.add(fault);
}

const ALL_GOOD = {
  'cn-hangzhou vpc:DescribeVpnConnections': ['OK', '72'],
  'cn-hangzhou vpc:DescribeVpnGateways': ['OK', '2'],
  'cn-hangzhou vpc:DiagnoseVpnConnections': ['OK', '1'],
  'eu-central-1 vpc:DescribeVpnConnections': ['OK', '3'],
  'eu-central-1 vpc:DescribeVpnGateways': ['OK', '0'],
  'eu-central-1 vpc:DiagnoseVpnConnections': ['OK', '0'],
};

/** A plan without collectors that a later version may switch on. */
const THREE = {
  collectors: { connections: {}, gateways: {}, diagnosis: {} },
};

function short({ rows }: Run): Record<string, readonly string[]> {
  const names = Object.keys(ALL_GOOD);
  return Object.fromEntries(
    [...rows]
      .filter(([key]) => names.includes(key))
      .map(([key, cells]) => [key, cells.slice(0, 2)]),
  );
}

function lastLine({ text }: Run): string | undefined {
  return text.trimEnd().split('\n').at(-1);
}

describe('--config.check.live', () => {
  it('prints the plan, then makes each call once per region and says how it was reached', async () => {
    const run = await check({ rest: THREE });
    expect(run.text).toMatch(/^The configuration is valid\.\n\nTargets: 2\./);
    expect(run.isGood).toBe(true);
    expect(short(run)).toEqual(ALL_GOOD);
    const host = new URL(simulator.url).host;
    expect(run.rows.get('cn-hangzhou vpc:DescribeVpnConnections')?.slice(2)).toEqual([
      host,
      'none',
      'static_ak',
      expect.stringMatching(/^[+-][01]s$/),
      '-',
    ]);
    expect(lastLine(run)).toMatch(/^Checked: \d+ actions, \d+ good, 0 failed; everything was/);
    const calls = simulator.requests.list().map(({ action, region }) => `${region} ${action}`);
    expect(calls.toSorted()).toEqual([...new Set(calls)].toSorted());
  });

  it('names the RAM action that is missing, and goes on with the rest', async () => {
    meets({ effect: 'forbidden_ram', match: { action: 'DescribeVpnGateways', region: FRANKFURT } });
    const run = await check({ rest: THREE });
    expect(run.isGood).toBe(false);
    expect(short(run)).toEqual({
      ...ALL_GOOD,
      'eu-central-1 vpc:DescribeVpnGateways': ['forbidden', '-'],
    });
    expect(run.text).toMatch(
      /\n {2}RAM does not allow vpc:DescribeVpnGateways; grant it as in docs\/ram-policy\.md \(Forbidden\.RAM,/,
    );
    expect(lastLine(run)).toContain('1 failed');
  });

  it.each([
    [
      'a wrong key',
      { credentials: { type: 'access_key', access_key_id: 'nobody', access_key_secret: 'x' } },
      'the access key does not exist (InvalidAccessKeyId.NotFound',
    ],
    [
      'no credentials at all',
      { credentials: { type: 'credentials_uri', uri: 'http://127.0.0.1:1/' } },
      'connection refused',
    ],
  ])('says what is wrong with %s', async (_name, account, expected) => {
    const run = await check({ account, rest: THREE });
    expect(run.isGood).toBe(false);
    expect(run.text.replaceAll(/\n {2}/g, ' ')).toContain(expected);
    expect([...run.rows.values()].every(([outcome]) => outcome !== 'OK')).toBe(true);
  });

  it('says by how much the clock is off', async () => {
    skewMs = 12 * 60_000;
    const run = await check({ rest: THREE });
    expect(run.isGood).toBe(true);
    expect(run.rows.get('cn-hangzhou vpc:DescribeVpnConnections')?.[5]).toMatch(/^\+1[12]m/);
  });

  it('takes a region that is closed for a notice where all regions are asked for, else for a failure', async () => {
    meets({ effect: 'region_closed', match: { region: FRANKFURT } });
    const named = await check({ rest: THREE });
    expect(named.isGood).toBe(false);
    const all = await check({ rest: THREE, account: { regions: 'all' } });
    expect(all.isGood).toBe(true);
    expect(all.rows.get('all vpc:DescribeRegions')?.slice(0, 2)).toEqual(['OK', '2']);
    expect(all.rows.get('eu-central-1 vpc:DescribeVpnConnections')?.[0]).toBe('region closed');
    expect(all.rows.get('eu-central-1 vpc:DiagnoseVpnConnections')?.[0]).toBe('not asked');
  });

  it('does not take an optional call that is not offered for a failure', async () => {
    meets({
      effect: { kind: 'error', code: 'InvalidApi.NotFound' },
      match: { action: 'DiagnoseVpnConnections' },
    });
    const run = await check({ rest: THREE });
    expect(run.isGood).toBe(true);
    expect(run.rows.get('cn-hangzhou vpc:DiagnoseVpnConnections')?.[0]).toBe('not offered');
  });

  it('has a result for each action of a collector, whichever fails', async () => {
    meets({ effect: 'forbidden_ram', match: { action: 'DescribeVcoRouteEntries' } });
    const collectors = { ...THREE.collectors, routes: { enabled: true } };
    const run = await check({ rest: { collectors } });
    expect(run.isGood).toBe(false);
    expect(run.rows.get('cn-hangzhou vpc:DescribeVcoRouteEntries')?.[0]).toBe('forbidden');
    expect(run.rows.get('cn-hangzhou vpc:DescribeVpnRouteEntries')?.[0]).toBe('OK');
    expect(run.rows.get('eu-central-1 vpc:DescribeVpnRouteEntries')?.[0]).toBe(
      'nothing to ask about',
    );
  });

  it('counts the datapoints that CloudMonitor has, none where there are none', async () => {
    const collectors = { ...THREE.collectors, traffic: { enabled: true } };
    const rowsWith = async (datapoints: readonly object[]): Promise<string | undefined> => {
      simulator.reset();
      const value = JSON.stringify(datapoints);
      const match = { action: 'DescribeMetricLast' };
      meets({ effect: { kind: 'set', path: 'Datapoints', value }, match });
      const run = await check({ rest: { collectors } });
      return run.rows.get('cn-hangzhou cms:DescribeMetricLast')?.[1];
    };
    const datapoint = { timestamp: Date.now(), instanceId: 'vpn-other', Average: 1 };
    expect(await rowsWith([])).toBe('0');
    // One call for each of 6 metrics: the first page of connections has no tunnels.
    expect(await rowsWith([datapoint, datapoint])).toBe('12');
  });

  it('names fields, values and rows that are not understood, and never a value', async () => {
    const row = 'VpnConnections.VpnConnection.0';
    const set = (path: string, value: string | number) => {
      const match = { action: 'DescribeVpnConnections', region: FRANKFURT };
      meets({ effect: { kind: 'set', path: `${row}.${path}`, value }, match });
    };
    set('NewFeature', 'a-value-of-it');
    set('State', 'hibernating');
    meets({
      effect: { kind: 'set', path: 'VpnConnections.VpnConnection.1.VpnConnectionId', value: 7 },
      match: { action: 'DescribeVpnConnections', region: FRANKFURT },
    });
    const run = await check({ rest: THREE });
    expect(run.isGood).toBe(true);
    expect(run.rows.get('eu-central-1 vpc:DescribeVpnConnections')?.at(-1)).toBe(
      '1 field, 1 value, 1 row',
    );
    expect(run.text.replaceAll(/\n {2}/g, ' ')).toContain(
      'unknown fields: VpnConnections.VpnConnection.NewFeature; unknown values of: State; rejected rows by field: VpnConnectionId (1)',
    );
    expect(run.text).not.toMatch(/a-value-of-it|hibernating/);
    expect(lastLine(run)).toContain('1 with something that was not understood');
  });

  it('names the proxy, without its password', async () => {
    const proxy = await startConnectProxy({ port: simulator.port, login: 'me:hunter2' });
    const account = {
      endpoint: 'http://vpc.example.invalid',
      http_config: { proxy_url: `http://me:hunter2@${proxy.address}` },
    };
    const run = await check({ rest: THREE, account });
    await proxy.close();
    expect(run.isGood).toBe(true);
    expect(run.text).not.toMatch(/hunter2|me:/);
    expect(run.rows.get('cn-hangzhou vpc:DescribeVpnConnections')?.slice(2, 4)).toEqual([
      'vpc.example.invalid',
      `http://${proxy.address}`,
    ]);
  });

  it('warns of a proxy in the environment that is none', async () => {
    const run = await check({
      rest: THREE,
      account: { endpoint: 'https://vpc.example.invalid' },
      env: { HTTPS_PROXY: 'ftp://me:hunter2@proxy' },
    });
    expect(run.isGood).toBe(false);
    expect(run.text).toMatch(
      /Warnings:\n {2}- HTTPS_PROXY: not the URL of an http or https proxy, such as http:\/\/proxy:3128 \(BAD_PROXY\)\.\n/,
    );
    expect(run.text).not.toContain('hunter2');
  });

  it('asks nothing where there is nothing to ask about', async () => {
    const target = { account: 'acme', region: FRANKFURT };
    for (const row of simulator.view(target)!.connections) {
      simulator.removeRow({ ...target, id: textAt(row, 'VpnConnectionId') });
    }
    const run = await check({ rest: THREE });
    expect(run.isGood).toBe(true);
    expect(run.rows.get('eu-central-1 vpc:DiagnoseVpnConnections')?.[0]).toBe(
      'nothing to ask about',
    );
  });

  it('checks the targets of one shard', async () => {
    const shards = await Promise.all(
      [0, 1].map((index) => check({ rest: THREE, shard: { index, total: 2 } })),
    );
    const regions = shards.map(
      ({ rows }) => new Set([...rows.keys()].map((key) => key.split(' ')[0])),
    );
    const all = regions.flatMap((each) => [...each]);
    expect(all).toHaveLength(2);
    expect(new Set(all)).toEqual(new Set([HANGZHOU, FRANKFURT]));
  });

  it('ends within poll.timeout where the API does not answer, and tells what was answered', async () => {
    meets({ effect: 'hang', match: { region: FRANKFURT } });
    const run = await check({
      rest: { ...THREE, poll: { timeout: '500ms', request_timeout: '400ms' } },
      clock: systemClock,
    });
    expect(run.isGood).toBe(false);
    expect(run.rows.get('eu-central-1 vpc:DescribeVpnConnections')?.[0]).toBe('failed');
    expect(run.rows.get('cn-hangzhou vpc:DescribeVpnGateways')?.[0]).toBe('OK');
  });

  it('ends at once when it is told to stop, and says what it did not come to', async () => {
    meets({ effect: 'hang', match: { region: FRANKFURT } });
    const stop = new AbortController();
    const rest = { ...THREE, poll: { timeout: '10m', request_timeout: '5m' } };
    const done = check({ rest, stop: stop.signal });
    await until(() => simulator.requests.list().length >= 4);
    stop.abort();
    const run = await done;
    expect(run.isGood).toBe(false);
    expect(run.rows.get('eu-central-1 vpc:DescribeVpnConnections')?.[0]).toBe('canceled');
  });
});
