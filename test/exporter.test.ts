/** The exporter as a whole over a cloud that answers as told: from configuration to page. */

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Config } from '../src/config/config.ts';
import { Exporter } from '../src/exporter.ts';
import { OwnMetrics } from '../src/own-metrics.ts';
import type { Target } from '../src/target.ts';
import { parseExposition, type ParsedSample } from './support/exposition.ts';
import { FakeApi, hangs, lists, refuses, type Answer } from './support/fake-api.ts';
import { FakeClock } from './support/fake-clock.ts';
import { MemoryLog } from './support/memory-log.ts';
import { account, config, connection } from './support/samples.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const ONLY_CONNECTIONS: Config['collectors'] = {
  connections: { enabled: true },
  gateways: { enabled: false },
  diagnosis: { enabled: false },
  routes: { enabled: false },
};

/** One account in Hangzhou and Frankfurt, unless told otherwise. */
function settings(changes: Parameters<typeof account>[0] = {}, rest: Partial<Config> = {}): Config {
  const regions = ['cn-hangzhou', 'eu-central-1'];
  return config({
    accounts: [account({ regions, ...changes })],
    collectors: ONLY_CONNECTIONS,
    ...rest,
  });
}

const discovering = (changes: Parameters<typeof account>[0] = {}): Config =>
  settings({ regions: 'all', ...changes });

let clock: FakeClock;
let log: MemoryLog;
/** What the regions show; one that is missing shows nothing. */
let shown: Map<string, Answer<ReturnType<typeof connection>>>;
let regions: Answer<{ readonly id: string }>;
let apis: { readonly region: string; readonly api: FakeApi }[];
let isOwn: (target: Target) => boolean;
let isBroken: boolean;
let running: Exporter[];

beforeEach(() => {
  clock = new FakeClock(Date.UTC(2026, 0, 1));
  log = new MemoryLog();
  shown = new Map();
  regions = lists<{ readonly id: string }>([]);
  apis = [];
  isOwn = () => true;
  isBroken = false;
  running = [];
});

afterEach(() => Promise.all(running.map((exporter) => exporter.stop())));

const finds = (...ids: readonly string[]): typeof regions => lists(ids.map((id) => ({ id })));
const shows = (...ids: readonly string[]): Answer<ReturnType<typeof connection>> =>
  lists(ids.map((id) => connection(id)));

/** An exporter that is not started. */
function create(of: Config): Exporter {
  const exporter = new Exporter(of, {
    clock,
    log,
    own: new OwnMetrics({ version: '1', revision: 'r', nodeVersion: 'v20' }),
    random: () => 0,
    isOwn: (target) => isOwn(target),
    apiFactory: async () => {
      if (isBroken) throw new Error('no SDK');
      return (target, onAttempt) => {
        const api = new FakeApi();
        const { region } = target;
        apis.push({ region, api });
        api.connections = (signal) => {
          onAttempt({ action: 'DescribeVpnConnections', code: 'OK', durationSeconds: 0.1 });
          return (shown.get(region) ?? shows())(signal);
        };
        api.regions = (signal) => {
          onAttempt({ action: 'DescribeRegions', code: 'OK', durationSeconds: 0.1 });
          return regions(signal);
        };
        return api;
      };
    },
  });
  running.push(exporter);
  return exporter;
}

/** An exporter after the first polls. */
async function started(of: Config): Promise<Exporter> {
  const exporter = create(of);
  await exporter.start();
  await clock.advance(0);
  return exporter;
}

async function samples(exporter: Exporter, name: string): Promise<readonly ParsedSample[]> {
  const { body } = await exporter.page('text', false);
  return parseExposition(body.toString()).get(`alicloud_vpn_${name}`)?.samples ?? [];
}

/** `region value` of each sample. */
async function byRegion(exporter: Exporter, name: string): Promise<readonly string[]> {
  return (await samples(exporter, name)).map(({ labels, value }) => `${labels['region']} ${value}`);
}

/** Ids of the connections on the page. */
async function ids(exporter: Exporter): Promise<readonly (string | undefined)[]> {
  return (await samples(exporter, 'connection_up')).map(
    ({ labels }) => labels['vpn_connection_id'],
  );
}

/** Calls of the discovery so far. */
const discoveries = (): number => apis.reduce((sum, { api }) => sum + api.count('regions'), 0);

describe('a running exporter', () => {
  it('shows what the regions show, in both formats', async () => {
    shown.set('cn-hangzhou', shows('vco-1')).set('eu-central-1', shows('vco-2'));
    const exporter = await started(settings());
    expect(await ids(exporter)).toEqual(['vco-1', 'vco-2']);
    const { body } = await exporter.page('openmetrics', false);
    const page = parseExposition(body.toString(), 'openmetrics');
    expect(page.get('alicloud_vpn_connection_up')?.samples).toHaveLength(2);
  });

  it('counts its calls for the target, and times them by action', async () => {
    const exporter = await started(settings());
    await clock.advance(MINUTE_MS);
    expect(await byRegion(exporter, 'exporter_api_requests_total')).toEqual([
      'cn-hangzhou 2',
      'eu-central-1 2',
    ]);
    const durations = await samples(exporter, 'exporter_api_request_duration_seconds');
    expect(durations.find(({ name }) => name.endsWith('_count'))).toMatchObject({
      labels: { action: 'DescribeVpnConnections' },
      value: 4,
    });
  });

  it('counts unknown values', async () => {
    shown.set('cn-hangzhou', lists([connection('vco-1')], { unknownFields: ['State'] }));
    const exporter = await started(settings());
    await clock.advance(MINUTE_MS);
    const counts = await samples(exporter, 'exporter_unknown_values_total');
    expect(counts.map(({ labels, value }) => [labels, value])).toEqual([[{ field: 'State' }, 2]]);
  });

  it('answers a scrape while every call hangs', async () => {
    shown.set('cn-hangzhou', hangs).set('eu-central-1', hangs);
    const exporter = await started(settings());
    expect(await byRegion(exporter, 'exporter_polls_total')).toEqual([
      'cn-hangzhou 0',
      'eu-central-1 0',
    ]);
  });

  it('drops what is older than stale_after, and nothing of another region', async () => {
    shown.set('cn-hangzhou', shows('vco-1')).set('eu-central-1', shows('vco-2'));
    const exporter = await started(settings());
    shown.set('cn-hangzhou', refuses());
    await clock.advance(5 * MINUTE_MS);
    expect(await ids(exporter)).toEqual(['vco-1', 'vco-2']);
    await clock.advance(1);
    expect(await ids(exporter)).toEqual(['vco-2']);
    expect(await byRegion(exporter, 'target_up')).toEqual(['cn-hangzhou 0', 'eu-central-1 1']);
  });

  it('stops: no more polls, the last page stays', async () => {
    shown.set('cn-hangzhou', shows('vco-1'));
    const exporter = await started(settings());
    await exporter.stop();
    await clock.advance(2 * MINUTE_MS);
    expect(await byRegion(exporter, 'exporter_polls_total')).toEqual([
      'cn-hangzhou 1',
      'eu-central-1 1',
    ]);
    expect(clock.pending).toBe(0);
  });

  it('polls nothing but its own shard', async () => {
    isOwn = ({ region }) => region === 'eu-central-1';
    shown.set('cn-hangzhou', shows('vco-1')).set('eu-central-1', shows('vco-2'));
    const exporter = await started(settings());
    expect(await ids(exporter)).toEqual(['vco-2']);
    expect(apis.map(({ region }) => region)).toEqual(['eu-central-1']);
  });
});

describe('isReady', () => {
  it('is false before the start, and until every target was polled', async () => {
    shown.set('eu-central-1', hangs);
    const exporter = create(settings());
    expect(exporter.isReady).toBe(false);
    await exporter.start();
    expect(exporter.isReady).toBe(false);
    await clock.advance(29_999);
    expect(exporter.isReady).toBe(false);
    await clock.advance(1);
    expect(exporter.isReady).toBe(true);
  });

  it('waits for the regions that are found', async () => {
    regions = finds('a');
    shown.set('a', hangs);
    const exporter = await started(discovering());
    expect(exporter.isReady).toBe(false);
    await clock.advance(30_000);
    expect(exporter.isReady).toBe(true);
  });

  it('does not wait for regions that cannot be found', async () => {
    regions = refuses();
    expect((await started(discovering())).isReady).toBe(true);
  });

  it('stays true when targets join', async () => {
    const exporter = await started(settings());
    expect(exporter.isReady).toBe(true);
    shown.set('new', hangs);
    await exporter.reconfigure(settings({ regions: ['cn-hangzhou', 'new'] }));
    expect(exporter.isReady).toBe(true);
  });

  it('is true at once in a shard without targets', async () => {
    isOwn = () => false;
    expect((await started(settings())).isReady).toBe(true);
  });
});

describe('regions: all', () => {
  it('polls the regions that are found, and says how the discovery went', async () => {
    regions = finds('a', 'b');
    shown.set('b', shows('vco-1'));
    const exporter = await started(discovering());
    expect(await ids(exporter)).toEqual(['vco-1']);
    const up = await samples(exporter, 'target_up');
    expect(up.map(({ labels, value }) => [labels['region'], labels['collector'], value])).toEqual([
      ['all', 'regions', 1],
      ['a', 'connections', 1],
      ['b', 'connections', 1],
    ]);
  });

  it('asks the central endpoint for them, and each region at its own', async () => {
    regions = finds('a', 'b');
    await started(discovering());
    expect(apis.map(({ region }) => region)).toEqual(['cn-hangzhou', 'a', 'b']);
  });

  it('looks once a day', async () => {
    regions = finds('a');
    await started(discovering());
    await clock.advance(DAY_MS - 1);
    expect(discoveries()).toBe(1);
    await clock.advance(1);
    expect(discoveries()).toBe(2);
    await clock.advance(DAY_MS);
    expect(discoveries()).toBe(3);
  });

  it('looks again at each interval until it succeeds', async () => {
    regions = refuses();
    const exporter = await started(discovering());
    await clock.advance(2 * MINUTE_MS);
    expect(discoveries()).toBe(3);
    expect(await byRegion(exporter, 'target_up')).toEqual(['all 0']);
    regions = finds('a');
    await clock.advance(MINUTE_MS);
    expect(await byRegion(exporter, 'target_up')).toEqual(['all 1', 'a 1']);
    await clock.advance(10 * MINUTE_MS);
    expect(discoveries()).toBe(4);
  });

  it('keeps the regions it has when a later look fails, and looks again at each interval', async () => {
    regions = finds('a');
    shown.set('a', shows('vco-1'));
    const exporter = await started(discovering());
    regions = refuses();
    await clock.advance(DAY_MS + 2 * MINUTE_MS);
    expect(discoveries()).toBe(4);
    expect(await ids(exporter)).toEqual(['vco-1']);
  });

  it('takes new regions in, drops vanished ones, and does not disturb the others', async () => {
    regions = finds('a', 'b');
    shown.set('a', shows('vco-a')).set('b', shows('vco-b')).set('c', shows('vco-c'));
    const exporter = await started(discovering());
    regions = finds('b', 'c');
    await clock.advance(DAY_MS);
    expect(await ids(exporter)).toEqual(['vco-b', 'vco-c']);
    const polls = await byRegion(exporter, 'exporter_polls_total');
    expect(polls).toEqual(['all 2', `b ${DAY_MS / MINUTE_MS + 1}`, 'c 1']);
    expect(apis.filter(({ region }) => region === 'b')).toHaveLength(1);
  });

  it('leaves excluded regions alone', async () => {
    regions = finds('a', 'b');
    const exporter = await started(discovering({ excludeRegions: ['b'] }));
    expect(await byRegion(exporter, 'target_up')).toEqual(['all 1', 'a 1']);
    await exporter.reconfigure(discovering({ excludeRegions: ['a'] }));
    await clock.advance(0);
    expect(await byRegion(exporter, 'target_up')).toEqual(['all 1', 'b 1']);
    expect(discoveries()).toBe(1);
  });

  it('tells of a region that refuses the account by target_up and by nothing else', async () => {
    regions = finds('a', 'b');
    shown.set('a', shows('vco-1')).set('b', refuses({ reason: 'forbidden', transient: false }));
    const exporter = await started(discovering({ expectedConnections: ['vco-1', 'vco-2'] }));
    expect(await byRegion(exporter, 'target_up')).toEqual(['all 1', 'a 1', 'b 0']);
    expect(await ids(exporter)).toEqual(['vco-1']);
    const expected = await samples(exporter, 'connection_expected');
    expect(expected.map(({ value }) => value)).toEqual([1, 0]);
    expect(exporter.isReady).toBe(true);
  });

  it('of one account does not wait for that of another', async () => {
    regions = hangs;
    const of = settings();
    const accounts = [...of.accounts, account({ name: 'lab', regions: 'all' })];
    shown.set('cn-hangzhou', shows('vco-1'));
    expect(await ids(await started({ ...of, accounts }))).toEqual(['vco-1']);
  });

  it('polls only its own shard of what is found', async () => {
    isOwn = ({ region }) => region === 'b';
    regions = finds('a', 'b');
    const exporter = await started(discovering());
    expect(await byRegion(exporter, 'target_up')).toEqual(['all 1', 'b 1']);
  });
});

describe('expected connections', () => {
  const of = settings({ expectedConnections: ['vco-1'] });
  const expected = async (exporter: Exporter): Promise<readonly number[]> =>
    (await samples(exporter, 'connection_expected')).map(({ value }) => value);

  it('are found, missing, or not to be told, as time goes by', async () => {
    shown.set('cn-hangzhou', shows('vco-1'));
    const exporter = create(of);
    expect(await expected(exporter)).toEqual([]);
    await exporter.start();
    await clock.advance(0);
    expect(await expected(exporter)).toEqual([1]);
    shown.set('cn-hangzhou', shows());
    await clock.advance(MINUTE_MS);
    expect(await expected(exporter)).toEqual([0]);
    shown.set('eu-central-1', refuses());
    await clock.advance(6 * MINUTE_MS);
    expect(await expected(exporter)).toEqual([]);
    shown.set('eu-central-1', shows('vco-1'));
    await clock.advance(MINUTE_MS);
    expect(await expected(exporter)).toEqual([1]);
  });
});

describe('reconfigure', () => {
  it('leaves targets alone that are the same', async () => {
    shown.set('cn-hangzhou', shows('vco-1'));
    const exporter = await started(settings());
    await clock.advance(30_000);
    await exporter.reconfigure(settings({ regions: ['cn-hangzhou', 'new'] }));
    await clock.advance(30_000);
    expect(await byRegion(exporter, 'exporter_polls_total')).toEqual(['cn-hangzhou 2', 'new 1']);
    expect(await byRegion(exporter, 'exporter_api_requests_total')).toEqual([
      'cn-hangzhou 2',
      'new 1',
    ]);
    expect(apis.map(({ region }) => region)).toEqual(['cn-hangzhou', 'eu-central-1', 'new']);
  });

  it('starts changed targets anew, with what is known of them', async () => {
    shown.set('cn-hangzhou', shows('vco-1'));
    const exporter = await started(settings());
    shown.set('cn-hangzhou', refuses());
    await exporter.reconfigure(settings({ network: 'vpc' }));
    await clock.advance(0);
    expect(await ids(exporter)).toEqual(['vco-1']);
    expect(await byRegion(exporter, 'exporter_polls_total')).toEqual([
      'cn-hangzhou 2',
      'eu-central-1 2',
    ]);
    expect(apis).toHaveLength(4);
  });

  it('shows other tags, and looks for other connections, without a poll', async () => {
    shown.set('cn-hangzhou', lists([connection('vco-1', { tags: { env: 'prod' } })]));
    const exporter = await started(settings());
    const changed = settings({ expectedConnections: ['vco-1'] }, { tagLabels: ['env'] });
    await exporter.reconfigure(changed);
    const [info] = await samples(exporter, 'connection_info');
    expect(info?.labels).toMatchObject({ tag_env: 'prod' });
    expect(await samples(exporter, 'connection_expected')).toHaveLength(1);
    expect(apis).toHaveLength(2);
  });

  it('shortens how long state is shown at once', async () => {
    shown.set('cn-hangzhou', shows('vco-1'));
    const exporter = await started(settings());
    shown.set('cn-hangzhou', hangs);
    await clock.advance(2 * MINUTE_MS);
    const { poll } = settings();
    await exporter.reconfigure(settings({}, { poll: { ...poll, staleAfterMs: MINUTE_MS } }));
    expect(await ids(exporter)).toEqual([]);
  });

  it('keeps everything when the clients of the new configuration cannot be made', async () => {
    shown.set('cn-hangzhou', shows('vco-1'));
    const exporter = await started(settings());
    isBroken = true;
    const changed = settings({ regions: ['new'] }, { tagLabels: ['env'] });
    await expect(exporter.reconfigure(changed)).rejects.toThrow('no SDK');
    await clock.advance(MINUTE_MS);
    expect(await byRegion(exporter, 'exporter_polls_total')).toEqual([
      'cn-hangzhou 2',
      'eu-central-1 2',
    ]);
    const [info] = await samples(exporter, 'connection_info');
    expect(info?.labels).not.toHaveProperty('tag_env');
  });

  it('moves from named regions to all of them and back', async () => {
    regions = finds('cn-hangzhou');
    shown.set('cn-hangzhou', shows('vco-1'));
    const exporter = await started(settings());
    await exporter.reconfigure(discovering());
    await clock.advance(0);
    expect(await byRegion(exporter, 'target_up')).toEqual(['all 1', 'cn-hangzhou 1']);
    await exporter.reconfigure(settings());
    await clock.advance(0);
    expect(await byRegion(exporter, 'target_up')).toEqual(['cn-hangzhou 1', 'eu-central-1 1']);
  });
});

describe('pollOnce', () => {
  const once = (of: Config, signal = new AbortController().signal) => {
    const exporter = create(of);
    return { exporter, done: exporter.pollOnce(signal) };
  };

  it.each<[string, () => void, Config, boolean]>([
    ['every target succeeds', () => undefined, settings(), true],
    ['one target fails', () => shown.set('eu-central-1', refuses()), settings(), false],
    [
      'the discovery succeeds, and every region it finds',
      () => {
        regions = finds('a', 'b');
      },
      discovering(),
      true,
    ],
    [
      'a region that was found fails',
      () => {
        regions = finds('a', 'b');
        shown.set('b', refuses());
      },
      discovering(),
      false,
    ],
    [
      'the discovery fails',
      () => {
        regions = refuses();
      },
      discovering(),
      false,
    ],
  ])('when %s', async (_name, prepare, of, expected) => {
    prepare();
    expect(await once(of).done).toBe(expected);
  });

  it('polls each target once, and leaves no loop', async () => {
    regions = finds('a', 'b');
    shown.set('a', shows('vco-1'));
    const { exporter, done } = once(discovering());
    await done;
    expect(await ids(exporter)).toEqual(['vco-1']);
    expect(clock.pending).toBe(0);
    await clock.advance(10 * MINUTE_MS);
    expect(await byRegion(exporter, 'exporter_polls_total')).toEqual(['all 1', 'a 1', 'b 1']);
  });

  it('ends at the deadline of a poll', async () => {
    shown.set('cn-hangzhou', hangs);
    const { done } = once(settings());
    await clock.advance(30_000);
    expect(await done).toBe(false);
  });

  it('is no success when it is cut short', async () => {
    shown.set('cn-hangzhou', hangs);
    const stop = new AbortController();
    const { done } = once(settings(), stop.signal);
    await clock.advance(1_000);
    stop.abort();
    expect(await done).toBe(false);
  });
});
