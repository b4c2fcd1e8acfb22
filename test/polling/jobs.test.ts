/** Which loops a configuration needs, and when one of them has to start anew. */

import { describe, expect, it } from '@jest/globals';
import { Secret } from '../../src/model/secret.ts';
import type { Config } from '../../src/config/config.ts';
import type { AccountConfig } from '../../src/model/account.ts';
import { planJobs, type JobPlan } from '../../src/polling/jobs.ts';
import { succeed } from '../../src/polling/state.ts';
import { Store, type TargetState } from '../../src/polling/store.ts';
import { inShard, type Target } from '../../src/model/target.ts';
import type { CollectorName } from '../../src/collectors/index.ts';
import { account, collectors, config, listing, pollTime } from '../support/samples.ts';

const ALL = account({ name: 'all', regions: 'all' });
const everything = (): boolean => true;

/** The state after the discovery of these regions. */
function discovered(of: AccountConfig, ...regions: readonly string[]): readonly TargetState[] {
  const store = new Store();
  const target = { account: of, region: 'all' };
  store.open(target, ['regions']);
  const found = listing(regions.map((id) => ({ id })));
  store.update(target, 'regions', (state) => succeed(state, found, pollTime(0)));
  return store.list();
}

const names = (plans: readonly JobPlan[]): readonly string[] =>
  plans.map(
    ({ target, collectors }) => `${target.account.name}/${target.region}: ${collectors.join()}`,
  );

const enabled = (...on: readonly CollectorName[]): Config['collectors'] => collectors(on);

describe('the loops of a configuration', () => {
  const plan = (
    changes: Partial<Config>,
    states: readonly TargetState[] = [],
    isOwn: (target: Target) => boolean = everything,
  ): readonly string[] => names(planJobs(config(changes), states, isOwn));

  it('are one for each account and region', () => {
    const accounts = [account({ regions: ['a', 'b'] }), account({ name: 'lab', regions: ['a'] })];
    expect(plan({ accounts, collectors: enabled('connections') })).toEqual([
      'prod/a: connections',
      'prod/b: connections',
      'lab/a: connections',
    ]);
  });

  it('call the endpoint of their own region', () => {
    const accounts = [account({ regions: ['eu-central-1'] })];
    expect(planJobs(config({ accounts }), [], everything)[0]?.endpointRegion).toBe('eu-central-1');
  });

  it.each<[CollectorName[], string]>([
    [['gateways'], 'gateways'],
    [['connections', 'diagnosis', 'routes'], 'connections,diagnosis,routes'],
    [['gateways', 'diagnosis', 'routes'], 'gateways,routes'],
    [['diagnosis', 'routes'], ''],
    [[], ''],
  ])('run the collectors %j', (on, expected) => {
    expect(plan({ collectors: enabled(...on) })).toEqual([`prod/cn-hangzhou: ${expected}`]);
  });

  it('of all regions are the discovery alone, before any region was found', () => {
    expect(plan({ accounts: [ALL] })).toEqual(['all/all: regions']);
    expect(planJobs(config({ accounts: [ALL] }), [], everything)[0]?.endpointRegion).toBe(
      'cn-hangzhou',
    );
  });

  it('of all regions ask the endpoint of discovery_region for them', () => {
    const accounts = [{ ...ALL, discoveryRegion: 'eu-central-1' }];
    expect(planJobs(config({ accounts }), [], everything)[0]).toMatchObject({
      endpointRegion: 'eu-central-1',
      target: { region: 'all' },
    });
  });

  it('of all regions are then those found, without the excluded ones', () => {
    const of = { ...ALL, excludeRegions: ['b'] };
    const states = discovered(of, 'a', 'b', 'c');
    expect(plan({ accounts: [of], collectors: enabled('gateways') }, states)).toEqual([
      'all/all: regions',
      'all/a: gateways',
      'all/c: gateways',
    ]);
  });

  it('of all regions do not depend on what another account found', () => {
    const states = discovered({ ...ALL, name: 'other' }, 'a');
    expect(plan({ accounts: [ALL] }, states)).toEqual(['all/all: regions']);
  });

  it('are divided among the shards, each in exactly one of them; every shard discovers', () => {
    const regions = Array.from({ length: 20 }, (_, index) => `r${index}`);
    const accounts = [account({ regions }), ALL];
    const states = discovered(ALL, ...regions);
    const on = enabled('connections');
    const shards = [0, 1, 2].map((index) =>
      plan({ accounts, collectors: on }, states, (target) => inShard(target, index, 3)),
    );
    const shared = 'all/all: regions';
    for (const shard of shards) expect(shard).toContain(shared);
    const own = shards.flat().filter((name) => name !== shared);
    expect(own.sort()).toEqual(
      plan({ accounts, collectors: on }, states)
        .filter((name) => name !== shared)
        .sort(),
    );
  });
});

describe('a loop starts anew', () => {
  const base = config();
  const print = (changed: Config): string =>
    planJobs(changed, [], everything)[0]?.fingerprint ?? '';
  const of = (changes: Partial<AccountConfig>): Config => ({
    ...base,
    accounts: [account(changes)],
  });
  const key = (secret: string): Partial<AccountConfig> => ({
    credentials: {
      type: 'access_key',
      accessKeyId: { kind: 'value', value: new Secret('id') },
      accessKeySecret: { kind: 'value', value: new Secret(secret) },
    },
  });

  it.each<[string, Config, Config]>([
    ['the interval', base, { ...base, poll: { ...base.poll, intervalMs: 1 } }],
    ['the concurrency', base, { ...base, poll: { ...base.poll, concurrency: 1 } }],
    ['stale_after', base, { ...base, poll: { ...base.poll, staleAfterMs: 1 } }],
    ['the collectors', base, { ...base, collectors: enabled('connections') }],
    ['the endpoint', base, of({ endpoint: 'http://127.0.0.1:1' })],
    ['the network', base, of({ network: 'vpc' })],
    ['the proxy', base, of({ http: { ...account().http, proxyFromEnvironment: false } })],
    [
      'discovery_region',
      of({ regions: 'all' }),
      of({ regions: 'all', discoveryRegion: 'eu-central-1' }),
    ],
    ['a filter', base, of({ filters: { ...account().filters, tags: { env: 'prod' } } })],
    ['the credentials', base, of({ credentials: { type: 'ecs_ram_role', roleName: undefined } })],
    ['a secret', of(key('one')), of(key('two'))],
  ])('with another value of %s', (_name, before, changed) => {
    expect(print(changed)).not.toBe(print(before));
  });

  it.each<[string, Config, Config]>([
    ['the same values', base, config()],
    ['the same secret', of(key('one')), of(key('one'))],
    ['other regions beside it', base, of({ regions: ['cn-hangzhou', 'eu-central-1'] })],
    ['other expected connections', base, of({ expectedConnections: ['vco-1'] })],
    ['other tags to copy', base, { ...base, tagLabels: [{ key: 'env', label: 'tag_env' }] }],
    ['another account', base, { ...base, accounts: [account(), account({ name: 'lab' })] }],
  ])('not with %s', (_name, before, changed) => {
    expect(print(changed)).toBe(print(before));
  });

  it('by itself: no two loops have the same fingerprint', () => {
    const accounts = [
      account({ regions: ['a', 'b'] }),
      account({ name: 'lab', regions: ['a'] }),
      ALL,
    ];
    const plans = planJobs(config({ accounts }), discovered(ALL, 'a', 'b'), everything);
    expect(new Set(plans.map(({ fingerprint }) => fingerprint)).size).toBe(6);
  });

  it('without its fingerprint telling a secret', () => {
    expect(print(of(key('TOP-SECRET')))).not.toContain('SECRET');
  });
});
