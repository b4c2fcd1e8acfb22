import { describe, expect, it } from '@jest/globals';
import type { Config } from '../../src/config/config.ts';
import { parseConfig } from '../../src/config/schema.ts';
import { renderPlan } from '../../src/commands/plan-text.ts';
import type { Sizes } from '../../src/collectors/collector.ts';
import { METRIC_KEYS } from '../../src/collectors/traffic/metric-table.ts';
import { planOf } from '../../src/commands/plan.ts';

const ALONE = { index: 0, total: 1 };

const ACCOUNTS = [
  { name: 'prod', regions: ['cn-hangzhou', 'eu-central-1'] },
  { name: 'a name that is long', regions: ['us-east-1'] },
];

/** Polled once a minute, without the peers that are asked for every ten minutes, unless the parts say otherwise. */
function config({ poll = {}, collectors = {}, ...parts }: Parts = {}): Config {
  return parseConfig({
    accounts: ACCOUNTS,
    poll: { interval: '60s', ...poll },
    collectors: { customer_gateways: { enabled: false }, ...collectors },
    ...parts,
  });
}

interface Parts extends Readonly<Record<string, unknown>> {
  readonly poll?: Readonly<Record<string, unknown>>;
  readonly collectors?: Readonly<Record<string, unknown>>;
}

function perMinute(parts: Parts, assumed?: Sizes): number {
  return planOf(config(parts), ALONE, assumed).perTarget.perMinute;
}

describe('planOf', () => {
  it('counts one call per list collector, target and poll', () => {
    expect(planOf(config(), ALONE)).toMatchObject({
      perTarget: { perMinute: 2, perDay: 2880 },
      total: { perMinute: 6, perDay: 8640 },
      discovering: [],
      warnings: [],
    });
  });

  it.each([
    [0, 0, 2],
    [1, 50, 2],
    [51, 1, 3],
    [100, 101, 5],
  ])('counts the pages of %d connections and %d gateways', (connections, gateways, calls) => {
    expect(perMinute({}, { connections, gateways })).toBe(calls);
  });

  it.each([
    ['15s', 8],
    ['60s', 2],
    ['5m', 0.4],
    ['7s', 120 / 7],
  ])('follows an interval of %s', (interval, calls) => {
    expect(perMinute({ poll: { interval } })).toBeCloseTo(calls);
  });

  it.each([
    [{ gateways: { enabled: false } }, 1],
    [{ connections: { enabled: false } }, 1],
    [{ diagnosis: { enabled: false } }, 2],
    [{ routes: { enabled: true } }, 22],
    [{ routes: { enabled: true }, connections: { enabled: false } }, 21],
    [{ customer_gateways: {} }, 2.1],
    [{ customer_gateways: { interval: '1m' } }, 3],
    [{ gateways: { interval: '5m' } }, 1.2],
    [{ connections: { interval: '30s' } }, 3],
    [{ connections: { interval: '30s' }, routes: { enabled: true } }, 43],
  ])('with collectors %j', (collectors, calls) => {
    expect(perMinute({ collectors }, { connections: 10, gateways: 10 })).toBe(calls);
  });

  it('counts no more calls for routes than a poll makes', () => {
    const poll = { interval: '20s' };
    const plan = planOf(config({ poll, collectors: { routes: { enabled: true } } }), ALONE);
    // 6 pages, and half of 300: 50 gateways would take 300 calls.
    expect(plan.perTarget.perMinute).toBe(156);
    expect(plan.warnings).toEqual([]);
  });

  /** The setting that switches all other metrics off. */
  function only(...keys: readonly string[]): Record<string, { readonly enabled: boolean }> {
    const others = METRIC_KEYS.filter((key) => !keys.includes(key));
    return Object.fromEntries(others.map((key) => [key, { enabled: false }]));
  }

  describe('calls of CloudMonitor', () => {
    const traffic = { collectors: { traffic: { enabled: true } } };

    it('are none where the collector is off', () => {
      expect(planOf(config(), ALONE).cloudMonitor).toBeUndefined();
      expect(renderPlan(planOf(config(), ALONE))).not.toMatch(/CloudMonitor/);
    });

    it('are those of 30 days, of a target and of all', () => {
      // 2 x 2 of tunnels, 2 of connections, 4 of gateways, each 5 minutes.
      const plan = planOf(config(traffic), ALONE);
      expect(plan.cloudMonitor).toEqual({ perTarget: 86_400, total: 259_200 });
      expect(plan.perTarget.perMinute).toBe(4);
      expect(plan.warnings).toEqual([]);
      expect(renderPlan(plan)).toContain(
        'Of these, CloudMonitor calls: 259200 per month, 86400 per target; 1000000 per month and account are free.',
      );
    });

    it.each([
      ['tunnels alone', { metrics: only('tunnel_receive', 'tunnel_transmit') }, {}, 4],
      ['one metric of gateways', { metrics: only('gateway_receive') }, {}, 1],
      ['no gateways', {}, { gateways: { enabled: false } }, 6],
      ['no connections', {}, { connections: { enabled: false } }, 4],
    ])('are those of what is asked for: %s', (_name, settings, others, calls) => {
      const collectors = { ...others, traffic: { enabled: true, ...settings } };
      const { cloudMonitor } = planOf(config({ collectors }), ALONE);
      expect(cloudMonitor?.perTarget).toBe(calls * 288 * 30);
    });

    it('warn above what is free for an account, and of nothing that belongs to the other API', () => {
      const sizes = { connections: 2_000, gateways: 10 };
      const warnings = (parts: Parts): readonly string[] =>
        planOf(config(parts), ALONE, sizes).warnings.filter((each) => /CloudMonitor/.test(each));
      // 244 calls of each of two regions.
      expect(warnings(traffic)).toEqual([
        expect.stringMatching(/^4216320 .* the account prod .* above the 1000000 that are free/),
        expect.stringMatching(/^2108160 .* the account a name that is long/),
      ]);
      const rare = { collectors: { traffic: { enabled: true, interval: '30m' } } };
      expect(warnings(rare)).toEqual([]);
      const fast = { collectors: { traffic: { enabled: true, interval: '30s' } } };
      expect(planOf(config(fast), ALONE, sizes).warnings.join()).not.toMatch(/requests_per_minute/);
    });
  });

  it.each([
    ['the defaults', {}, 4_500],
    ['a poll each minute', { poll: { interval: '60s' } }, 12_000],
    ['an interval of the connections', { collectors: { connections: { interval: '40s' } } }, 9_000],
    ['more calls than the quota', { poll: { requests_per_minute: 6_000 } }, 9_000],
    ['route counts, which take half', { collectors: { routes: { enabled: true } } }, 2_500],
    ['one call at a time', { poll: { interval: '60s', concurrency: 1 } }, 7_500],
  ])('tells how many connections per region %s hold', (_name, parts, held) => {
    const plan = planOf(parseConfig({ accounts: ACCOUNTS, ...parts }), ALONE);
    expect(plan.connectionsHeld).toBe(held);
    expect(renderPlan(plan)).toContain(`Up to ${held} connections per region`);
  });

  it('tells no such number where connections are not collected', () => {
    const plan = planOf(config({ collectors: { connections: { enabled: false } } }), ALONE);
    expect(renderPlan(plan)).not.toContain('per region');
  });

  it('counts the hourly look-up of regions, but not regions that are not known', () => {
    const accounts = [
      { name: 'a', regions: ['x'] },
      { name: 'b', regions: 'all' },
    ];
    expect(planOf(config({ accounts }), ALONE)).toMatchObject({
      discovering: ['b'],
      total: { perMinute: 2, perDay: 2904 },
    });
  });

  it('has the targets of its shard only', () => {
    const plans = [0, 1, 2].map((index) => planOf(config(), { index, total: 3 }));
    const keys = plans.flatMap(({ targets }) =>
      targets.map(({ account, region }) => account.name + region),
    );
    expect(keys.toSorted()).toEqual(
      ['a name that is longus-east-1', 'prodcn-hangzhou', 'prodeu-central-1'].toSorted(),
    );
  });

  it.each([
    [{ poll: { requests_per_minute: 600 } }, []],
    [
      { poll: { requests_per_minute: 601 } },
      ['poll.requests_per_minute (601) is above the quota of 600 per minute and API.'],
    ],
    [{ poll: { interval: '1s', requests_per_minute: 151 } }, []],
    [
      { poll: { interval: '1s', requests_per_minute: 150 } },
      [
        '120 calls per minute and target come near poll.requests_per_minute (150): polls begin late.',
      ],
    ],
    [
      { poll: { interval: '125ms' }, collectors: { gateways: { enabled: false } } },
      [
        '480 calls per minute and target come near poll.requests_per_minute (300): polls begin late.',
        '480 calls per minute of one API come near its quota of 600, which everything in the account shares.',
      ],
    ],
    [
      { collectors: { connections: { enabled: false }, gateways: { enabled: false } } },
      ['No collector is on: nothing is polled.'],
    ],
    [
      {
        collectors: {
          connections: { enabled: false },
          gateways: { enabled: false },
          customer_gateways: {},
          routes: { enabled: true },
        },
      },
      ['The collector routes has nothing to do without the collector connections or gateways.'],
    ],
    [
      { poll: { interval: '10s', requests_per_minute: 6 } },
      ['12 calls per minute and target come near poll.requests_per_minute (6): polls begin late.'],
    ],
    [
      { collectors: { gateways: { interval: '100ms' } } },
      [
        '601 calls per minute and target come near poll.requests_per_minute (300): polls begin late.',
        '600 calls per minute of one API come near its quota of 600, which everything in the account shares.',
      ],
    ],
    [
      {
        accounts: [
          {
            name: 'prod',
            regions: ['x'],
            filters: {
              vpn_gateway_id: 'vpn-1',
              vpn_connection_id: 'vco-bp1****',
              tags: { a: '*' },
            },
          },
        ],
      },
      ['The account prod is filtered by vco-bp1****, which looks like a masked id.'],
    ],
    [
      {
        accounts: [
          { name: 'prod', regions: 'all', network: 'vpc' },
          { name: 'here', regions: 'all', network: 'vpc', discovery_region: 'eu-central-1' },
          { name: 'far', regions: 'all', network: 'vpc', endpoint: 'http://127.0.0.1:1' },
          { name: 'open', regions: 'all' },
        ],
      },
      [
        'The account prod asks the private endpoint of cn-hangzhou for its regions: set discovery_region to the region that the exporter runs in.',
      ],
    ],
    [
      {
        accounts: [
          { name: 'prod', regions: 'all', discovery_region: 'cn-hangzou' },
          { name: 'new', regions: 'all', discovery_region: 'za-nowhere-9' },
          {
            name: 'own',
            regions: 'all',
            discovery_region: 'cn-own',
            endpoint: 'http://127.0.0.1:1',
          },
        ],
      },
      [
        'The account prod asks cn-hangzou for its regions, which this version does not know. Did you mean cn-hangzhou?',
        'The account new asks za-nowhere-9 for its regions, which this version does not know.',
      ],
    ],
    [
      { poll: { timeout: '5s', request_timeout: '10s' } },
      ['poll.request_timeout (10 s) is above poll.timeout (5 s), which ends every call first.'],
    ],
    [{ poll: { timeout: '10s', request_timeout: '10s' } }, []],
  ])('warns about %j', (parts, warnings) => {
    expect(planOf(config(parts), ALONE).warnings).toEqual(warnings);
  });

  it.each([
    [150, []],
    [
      151,
      [
        '302 calls per minute are more than poll.concurrency (1) lets through where a call takes 0.2 s (300): polls begin late.',
      ],
    ],
  ])('warns when there is no time for all calls of %i targets', (targets, warnings) => {
    const regions = Array.from({ length: targets }, (_, index) => `r${index}`);
    const parts = { poll: { concurrency: 1 }, accounts: [{ name: 'a', regions }] };
    expect(planOf(config(parts), ALONE).warnings).toEqual(warnings);
  });

  it('warns about a shard without targets, unless it may get some', () => {
    const idle = { accounts: [{ name: 'a', regions: ['x'] }] };
    const warnings = [0, 1].flatMap((index) => planOf(config(idle), { index, total: 2 }).warnings);
    expect(warnings).toEqual([expect.stringMatching(/^Shard [01] of 2 has no targets\.$/)]);
    const maybe = { accounts: [{ name: 'a', regions: 'all' }] };
    expect(planOf(config(maybe), { index: 1, total: 2 }).warnings).toEqual([]);
  });
});

describe('renderPlan', () => {
  it('shows targets and calls', () => {
    expect(renderPlan(planOf(config(), ALONE))).toBe(`The configuration is valid.

Targets: 3.
  ACCOUNT              REGION        CALLS/MIN  CALLS/DAY
  prod                 cn-hangzhou           2       2880
  prod                 eu-central-1          2       2880
  a name that is long  us-east-1             2       2880

Predicted API calls: 6 per minute, 8640 per day.
Assumed for every target: up to 50 connections and 50 VPN gateways, none of them down, no call repeated.
Up to 12000 connections per region are listed within one interval.
`);
  });

  it('shows what is not known, and warnings', () => {
    const parts = {
      accounts: [{ name: 'a', regions: 'all' }],
      poll: { interval: '7s', requests_per_minute: 700 },
    };
    expect(renderPlan(planOf(config(parts), { index: 1, total: 2 })))
      .toBe(`The configuration is valid.

Targets in shard 1 of 2: 0, and those of the regions that are found.
  ACCOUNT  REGION     CALLS/MIN  CALLS/DAY
  a        all, each       17.1      24686

Predicted API calls: 0 per minute, 24 per day, and for every region that is found 17.1 per minute, 24686 per day.
Assumed for every target: up to 50 connections and 50 VPN gateways, none of them down, no call repeated.
Up to 3150 connections per region are listed within one interval.

Warnings:
  - poll.requests_per_minute (700) is above the quota of 600 per minute and API.
`);
  });

  it('has no table without targets', () => {
    const plan = { ...planOf(config(), ALONE), targets: [] };
    expect(renderPlan(plan)).toContain('Targets: 0.\n\nPredicted');
  });
});
