/** Shards as processes before one cloud: together they poll every target, each of them once. */

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { generateScenario } from '../support/scenarios/generate.ts';
import { startSimulator, type Simulator } from '../../src/simulator/simulator.ts';
import { parseExposition, type ParsedSample } from '../support/exposition.ts';
import { startDaemon, stopDaemon, type Daemon } from './support/daemon.ts';
import { accountOf, configOf } from './support/files.ts';
import { scrape, untilReady } from './support/scrape.ts';
import { temporaryFolder, type Folder } from '../support/folder.ts';

const REGIONS = ['cn-hangzhou', 'cn-beijing', 'eu-central-1', 'us-east-1'];
const ACCOUNTS = ['a', 'b', 'c', 'd', 'e'];
const TOTAL = 2;

/** Many processes start here, also on a slow machine. */
const TIME_LIMIT_MS = 120_000;

/** `account/region` of all targets. */
const TARGETS = ACCOUNTS.flatMap((name) => REGIONS.map((region) => `${name}/${region}`)).sort();

interface Shard {
  readonly daemon: Daemon;
  readonly page: ReturnType<typeof parseExposition>;
}

function samples({ page }: Shard, name: string): readonly ParsedSample[] {
  return page.get(`alicloud_vpn_${name}`)?.samples ?? [];
}

function targets(shard: Shard, name: string): readonly string[] {
  return samples(shard, name).map(({ labels }) => `${labels['account']}/${labels['region']}`);
}

describe('two shards', () => {
  let folder: Folder;
  let cloud: Simulator;
  let config: string;
  const daemons: Daemon[] = [];
  let two: readonly Shard[];
  /** What was asked of the cloud until all were ready. */
  let polled: readonly string[];
  let discoveries: number;
  let three: readonly Shard[];

  beforeAll(async () => {
    folder = temporaryFolder();
    const regions = Object.fromEntries(REGIONS.map((region) => [region, { single: 2, dual: 1 }]));
    cloud = await startSimulator({
      scenario: generateScenario({
        accounts: Object.fromEntries(ACCOUNTS.map((name) => [name, regions])),
      }),
    });
    const [discovering = '', ...named] = ACCOUNTS;
    const accounts = [
      { ...accountOf(discovering, cloud.url, []), regions: 'all' },
      ...named.map((name) => accountOf(name, cloud.url, REGIONS)),
    ];
    // So long that each target is polled once in this test.
    const poll = { interval: '1h', stale_after: '3h' };
    config = folder.write('config.yml', configOf(accounts, { poll }));
    two = await start(TOTAL);
    const calls = cloud.requests.list();
    polled = calls
      .filter(({ action }) => action === 'DescribeVpnConnections')
      .map(({ account, region }) => `${account}/${region}`);
    discoveries = calls.filter(({ action }) => action === 'DescribeRegions').length;
    await Promise.all(daemons.splice(0).map(stopDaemon));
    three = await start(TOTAL + 1);
  }, TIME_LIMIT_MS);

  afterAll(async () => {
    await Promise.all(daemons.map(stopDaemon));
    folder.remove();
    await cloud.close();
  });

  async function start(total: number): Promise<readonly Shard[]> {
    const shards = Array.from({ length: total }, async (_, index) => {
      const shard = [`--shard.index=${index}`, `--shard.total=${total}`];
      const daemon = await startDaemon([`--config.file=${config}`, ...shard]);
      daemons.push(daemon);
      await untilReady(daemon);
      return { daemon, page: parseExposition(await scrape(daemon)) };
    });
    return Promise.all(shards);
  }

  it('poll every target exactly once, and say so', () => {
    expect(polled.toSorted()).toEqual(TARGETS);
    expect(discoveries).toBe(TOTAL);

    const own = two.map((shard) => targets(shard, 'exporter_target_info'));
    expect(own.flat().sort()).toEqual(TARGETS);
    for (const [index, shard] of two.entries()) {
      const labels = { shard: `${index}` };
      expect(samples(shard, 'exporter_shard_info')).toMatchObject([{ labels, value: 1 }]);
      for (const sample of samples(shard, 'exporter_target_info')) {
        expect(sample.labels).toMatchObject(labels);
      }
      expect(new Set(targets(shard, 'connection_up'))).toEqual(new Set(own[index]));
    }
    const connections = two.flatMap((shard) =>
      samples(shard, 'connection_up').map(({ labels }) => labels['vpn_connection_id']),
    );
    expect(connections).toHaveLength(3 * TARGETS.length);
    expect(new Set(connections).size).toBe(connections.length);
  });

  it('hand to a third what it takes over, and keep the rest', () => {
    const before = two.map((shard) => targets(shard, 'exporter_target_info'));
    const after = three.map((shard) => targets(shard, 'exporter_target_info'));
    expect(after.flat().sort()).toEqual(TARGETS);
    for (const [index, own] of before.entries()) {
      const kept = own.filter((target) => after[index]?.includes(target) === true);
      const moved = own.filter((target) => after[TOTAL]?.includes(target) === true);
      expect([...kept, ...moved].sort()).toEqual([...own].sort());
      expect(after[index]).toHaveLength(kept.length);
    }
  });
});
