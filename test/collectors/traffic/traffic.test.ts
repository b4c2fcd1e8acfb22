import { describe, expect, it } from '@jest/globals';
import { answerError } from '../../../src/alicloud/answer.ts';
import { CMS } from '../../../src/alicloud/cms.ts';
import { ApiError } from '../../../src/model/failure.ts';
import { settle } from '../../support/fake-clock.ts';
import { connection, gateway, tunnel } from '../../support/samples.ts';
import {
  answer,
  everything,
  exposed,
  LAST_MS,
  metaList,
  monitor,
  NOW_MS,
  type Respond,
  type Row,
} from './support/monitor.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** What CloudMonitor answers to a refused call. */
function refusal(code: string, status = 200): ApiError {
  const call = { product: CMS, action: 'a', host: 'h', region: 'r', clockOffsetMs: undefined };
  const body = { Success: false, Code: code };
  return answerError({ status, body, retryAfterMs: undefined }, call);
}

/** Answers to one metric otherwise; to the rest as if all were well. */
function except(name: string, respond: Respond): Respond {
  const usual = everything();
  return (request, signal) =>
    request.query['MetricName'] === name ? respond(request, signal) : usual(request, signal);
}

/** Rows of tunnels for `tun.rx_bps`. */
const rows = (list: readonly unknown[]): Respond => except('tun.rx_bps', () => answer(list));

const row = (tunnelId: string, changes: Row = {}): Row => ({
  timestamp: LAST_MS,
  userId: 'u',
  instanceId: 'vco-dual',
  tunnelId,
  Average: 8000,
  ...changes,
});

/** The received bytes of tunnels, by their ids. */
async function received(respond: Respond): Promise<Readonly<Record<string, number>>> {
  const all = exposed(await monitor(respond).poll());
  const prefix = 'tunnel_receive_bytes_per_second vco-dual ';
  return Object.fromEntries(
    Object.entries(all)
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, value]) => [name.slice(prefix.length), value]),
  );
}

describe('a poll', () => {
  it('exposes bytes and packets per second of all resources, and the time of each metric', async () => {
    const last = LAST_MS / 1000;
    expect(exposed(await monitor(everything()).poll())).toEqual({
      'tunnel_receive_bytes_per_second vco-dual tun-1': 1000,
      'tunnel_receive_bytes_per_second vco-dual tun-2': 1000,
      'tunnel_transmit_bytes_per_second vco-dual tun-1': 1000,
      'tunnel_transmit_bytes_per_second vco-dual tun-2': 1000,
      'connection_receive_bytes_per_second vco-dual': 1000,
      'connection_receive_bytes_per_second vco-single': 1000,
      'connection_transmit_bytes_per_second vco-dual': 1000,
      'connection_transmit_bytes_per_second vco-single': 1000,
      'gateway_receive_bytes_per_second vpn-1': 1000,
      'gateway_transmit_bytes_per_second vpn-1': 1000,
      'gateway_receive_packets_per_second vpn-1': 8000,
      'gateway_transmit_packets_per_second vpn-1': 8000,
      'traffic_timestamp_seconds tun.rx_bps': last,
      'traffic_timestamp_seconds tun.tx_bps': last,
      'traffic_timestamp_seconds ipsec_rx.rate': last,
      'traffic_timestamp_seconds ipsec_tx.rate': last,
      'traffic_timestamp_seconds net_rx.rate': last,
      'traffic_timestamp_seconds net_tx.rate': last,
      'traffic_timestamp_seconds net_rx.Pkgs': last,
      'traffic_timestamp_seconds net_tx.Pkgs': last,
    });
  });

  it('asks for known ids only, each once per metric, at most 50 in a call', async () => {
    const connections = Array.from({ length: 60 }, (_, index) =>
      connection(`vco-${index}`, {
        mode: 'dual',
        tunnels: [tunnel(`tun-${index}-1`), tunnel(`tun-${index}-2`)],
      }),
    );
    const { poll, requests, asked } = monitor(everything(), { connections, gateways: [] });
    const listing = await poll();
    const sizes = requests
      .filter(({ query }) => query['MetricName'] === 'tun.rx_bps')
      .map(({ query }) => (JSON.parse(query['Dimensions'] ?? '') as unknown[]).length);
    expect(sizes).toEqual([50, 50, 20]);
    expect(asked('tun.rx_bps')).toEqual(
      connections.flatMap(({ id, tunnels }) =>
        tunnels.map((each) => ({ instanceId: id, tunnelId: each.id })),
      ),
    );
    expect(asked('ipsec_rx.rate')).toHaveLength(60);
    // 2 x 3 of tunnels, 2 x 2 of connections, none of gateways, which there are none of.
    expect(requests.filter(({ action }) => action === 'DescribeMetricLast')).toHaveLength(10);
    expect(asked('net_rx.rate')).toEqual([]);
    expect(listing.items.filter(({ kind }) => kind === 'tunnel')).toHaveLength(120);
  });

  it('asks as CloudMonitor wants to be asked', async () => {
    const { poll, requests } = monitor(everything());
    await poll();
    const request = requests.find(({ query }) => query['MetricName'] === 'tun.rx_bps');
    expect(request).toMatchObject({
      product: CMS,
      action: 'DescribeMetricLast',
      query: { Namespace: 'acs_vpn', Period: '60', Length: '1440' },
    });
  });

  it('has nothing to ask about where there is nothing', () => {
    const { requests, poll } = monitor(everything(), { connections: [], gateways: [] });
    expect(requests).toEqual([]);
    return expect(poll()).resolves.toMatchObject({
      items: expect.not.arrayContaining([expect.objectContaining({ kind: 'tunnel' })]),
    });
  });
});

describe('NextToken', () => {
  it('is followed to the end, whichever page has the newest datapoint', async () => {
    const pages: Readonly<Record<string, Row>> = {
      '': answer([row('tun-1', { timestamp: LAST_MS - MINUTE, Average: 80 })], 'a'),
      a: answer([row('tun-1', { Average: 800 })], 'b=='),
      'b==': answer([row('tun-1', { timestamp: LAST_MS - 2 * MINUTE, Average: 8 }), row('tun-2')]),
    };
    const respond = except('tun.rx_bps', ({ query }) => pages[query['NextToken'] ?? '']);
    expect(await received(respond)).toEqual({ 'tun-1': 100, 'tun-2': 1000 });
  });

  it.each([
    ['the same again', () => 'same'],
    ['always another', (call: number) => `token-${call}`],
  ])('that leads nowhere ends the poll: %s', async (_name, token) => {
    let calls = 0;
    const respond = except('tun.rx_bps', () => {
      calls += 1;
      return answer([row('tun-1')], token(calls));
    });
    await expect(monitor(respond).poll()).rejects.toMatchObject({
      failure: { reason: 'incomplete' },
    });
    expect(calls).toBeLessThanOrEqual(50);
  });
});

describe('a datapoint', () => {
  it('counts once per resource: the newest one', async () => {
    const list = [
      row('tun-1', { Average: 8 }),
      row('tun-1', { timestamp: LAST_MS + MINUTE, Average: 16 }),
      row('tun-1', { timestamp: LAST_MS - MINUTE, Average: 80 }),
    ];
    expect(await received(rows(list))).toEqual({ 'tun-1': 2 });
  });

  it('of something that was not asked about counts for nothing', async () => {
    const list = [
      row('tun-1'),
      row('tun-9'),
      row('tun-2', { instanceId: 'vco-other' }),
      { ...row('tun-2'), tunnelId: undefined },
    ];
    expect(await received(rows(list))).toEqual({ 'tun-1': 1000 });
  });

  it('may name its dimensions in any order, the user’s id included, and the connection not at all', async () => {
    const list = [
      { Average: 8, tunnelId: 'tun-1', userId: '1', instanceId: 'vco-dual', timestamp: LAST_MS },
      { tunnelId: 'tun-2', timestamp: LAST_MS, Average: 16 },
    ];
    expect(await received(rows(list))).toEqual({ 'tun-1': 1, 'tun-2': 2 });
  });

  it.each([
    ['a number as text', { Average: '8000' }, 1000],
    ['a fraction as text', { Average: '12.5' }, 1.5625],
    ['a time as text', { timestamp: String(LAST_MS) }, 1000],
    ['no average but a value', { Average: undefined, Value: 16 }, 2],
    ['an average beside a value', { Value: 16 }, 1000],
    ['zero', { Average: 0 }, 0],
    ['zero as text', { Average: '0' }, 0],
    ['an exponent', { Average: '1.6E+1' }, 2],
  ])('is read with %s', async (_name, changes, expected) => {
    expect(await received(rows([row('tun-1', changes)]))).toEqual({ 'tun-1': expected });
  });

  it.each([
    ['a negative value', { Average: -1 }, 'Datapoints.Average'],
    ['no number', { Average: 'many' }, 'Datapoints.Average'],
    ['an object', { Average: {} }, 'Datapoints.Average'],
    ['no value', { Average: undefined }, 'Datapoints.Average'],
    ['a null', { Average: null }, 'Datapoints.Average'],
    ['no time', { timestamp: undefined }, 'Datapoints.timestamp'],
    ['time zero', { timestamp: 0 }, 'Datapoints.timestamp'],
    ['a time that is none', { timestamp: 'now' }, 'Datapoints.timestamp'],
    ['a time beyond all time', { timestamp: 1e15 }, 'Datapoints.timestamp'],
  ])('with %s is left out and counted, and costs no other', async (_name, changes, field) => {
    const { poll } = monitor(rows([row('tun-1', changes), row('tun-2')]));
    const listing = await poll();
    expect(exposed(listing)).not.toHaveProperty('tunnel_receive_bytes_per_second vco-dual tun-1');
    expect(exposed(listing)).toHaveProperty('tunnel_receive_bytes_per_second vco-dual tun-2', 1000);
    expect(listing.unknownFields).toEqual([field]);
  });

  it('that is no object is left out', async () => {
    expect(await received(rows([null, 1, [], row('tun-1')]))).toEqual({ 'tun-1': 1000 });
  });
});

describe('an answer that is none', () => {
  it.each([
    ['an empty object', {}],
    ['a list', []],
    ['null', null],
    ['no text', { Success: true, Code: '200', Datapoints: [row('tun-dual-1')] }],
    ['no JSON', { Success: true, Datapoints: '[{' }],
    ['an object in the text', { Success: true, Datapoints: '{}' }],
    ['a number in the text', { Success: true, Datapoints: '1' }],
    ['too many rows', { Success: true, Datapoints: JSON.stringify(Array(3000).fill(row('x'))) }],
    ['a list of 200,000', { Success: true, Datapoints: `[${'0,'.repeat(200_000)}0]` }],
    ['a deep text', { Success: true, Datapoints: '['.repeat(1000) + ']'.repeat(1000) }],
    ['an odd token', { Success: true, Datapoints: '[]', NextToken: 'a b' }],
    ['a long token', { Success: true, Datapoints: '[]', NextToken: 'a'.repeat(5000) }],
  ])('%s fails the poll', async (_name, body) => {
    const { poll } = monitor(except('tun.rx_bps', () => body));
    await expect(poll()).rejects.toThrow(/cannot decode (response|Datapoints|NextToken)/);
  });

  it.each([
    ['no Datapoints', { Success: true, Code: '200' }],
    ['an empty text', { Success: true, Datapoints: '' }],
    ['an empty list', answer([])],
  ])('is not one with %s', async (_name, body) => {
    expect(await received(except('tun.rx_bps', () => body))).toEqual({});
  });
});

describe('age', () => {
  const at = (id: string, ageMs: number): Row => row(id, { timestamp: NOW_MS - ageMs });

  it('of a datapoint a few minutes behind the newest one is normal', async () => {
    const list = [at('tun-1', 3 * MINUTE), at('tun-2', 8 * MINUTE)];
    expect(Object.keys(await received(rows(list)))).toEqual(['tun-1', 'tun-2']);
  });

  it('further behind is silence: no rate, and no zero', async () => {
    const list = [at('tun-1', 3 * MINUTE), at('tun-2', 8 * MINUTE + SECOND)];
    expect(await received(rows(list))).toEqual({ 'tun-1': 1000 });
  });

  it('is judged by metric: what is late altogether is shown, with its time', async () => {
    const { poll } = monitor(rows([at('tun-1', 40 * MINUTE), at('tun-2', 41 * MINUTE)]));
    const all = exposed(await poll());
    expect(all).toMatchObject({
      'tunnel_receive_bytes_per_second vco-dual tun-1': 1000,
      'tunnel_receive_bytes_per_second vco-dual tun-2': 1000,
      'traffic_timestamp_seconds tun.rx_bps': NOW_MS / 1000 - 40 * 60,
      'traffic_timestamp_seconds tun.tx_bps': LAST_MS / 1000,
    });
  });

  it('of more than an hour says nothing about now', async () => {
    const { poll } = monitor(rows([at('tun-1', 61 * MINUTE)]));
    const names = Object.keys(exposed(await poll()));
    expect(names.filter((name) => name.startsWith('tunnel_receive'))).toEqual([]);
    expect(names).not.toContain('traffic_timestamp_seconds tun.rx_bps');
  });

  it('in the future makes nobody else look old', async () => {
    const list = [at('tun-1', -3 * 60 * MINUTE), at('tun-2', 3 * MINUTE)];
    expect(await received(rows(list))).toEqual({ 'tun-2': 1000 });
  });

  it('in the future does not hide the present one of its resource', async () => {
    const list = [at('tun-1', -3 * 60 * MINUTE), at('tun-1', 3 * MINUTE)];
    expect(await received(rows(list))).toEqual({ 'tun-1': 1000 });
  });

  it.each(['1e999', '9'.repeat(20), 'NaN', '-1', 'Infinity', {}, null, true])(
    'of %j is no rate, and costs no other',
    async (value) => {
      const list = [row('tun-1', { Average: value }), row('tun-2')];
      expect(await received(rows(list))).toEqual({ 'tun-2': 1000 });
    },
  );
});

describe('a refusal', () => {
  it.each(['404', '400', 'ParameterInvalid', 'ResourceNotFound'])(
    '%s of one metric does not cost the others, and is told once',
    async (code) => {
      const { poll, log } = monitor(except('tun.rx_bps', () => refusal(code)));
      const all = exposed(await poll());
      expect(all).not.toHaveProperty('tunnel_receive_bytes_per_second vco-dual tun-1');
      expect(all).toHaveProperty('tunnel_transmit_bytes_per_second vco-dual tun-1', 1000);
      await poll();
      expect(log.lines).toEqual([
        expect.objectContaining({
          level: 'warn',
          message: 'CloudMonitor refuses a metric; the others are exposed',
          fields: expect.objectContaining({
            metric: 'tun.rx_bps',
            setting: 'collectors.traffic.metrics.tunnel_receive',
          }),
        }),
      ]);
    },
  );

  it.each(['403', 'Throttling.User', 'QuotaExceeded', 'NotActivated', '500'])(
    '%s fails the poll',
    async (code) => {
      const { poll } = monitor(except('tun.rx_bps', () => refusal(code)));
      await expect(poll()).rejects.toThrow(ApiError);
    },
  );

  it('of every metric fails the poll', async () => {
    const { poll } = monitor(({ action }) =>
      action === 'DescribeMetricLast' ? refusal('404') : metaList(),
    );
    await expect(poll()).rejects.toMatchObject({ failure: { reason: 'invalid_request' } });
  });
});

describe('verification', () => {
  const withMeta = (changes: Readonly<Record<string, Row | null>>): Respond => {
    const usual = everything();
    return (request, signal) =>
      request.action === 'DescribeMetricMetaList' ? metaList(changes) : usual(request, signal);
  };

  const isShown = (all: Readonly<Record<string, number>>): boolean =>
    'tunnel_receive_bytes_per_second vco-dual tun-1' in all;

  it.each<[string, Row | null, RegExp, string]>([
    [
      'another unit',
      { Unit: 'Bytes/s' },
      /the unit Bytes\/s, not bit\/s/,
      'collectors.traffic.metrics.tunnel_receive: {unit: byte/s}',
    ],
    ['a unit of its own', { Unit: 'B/s' }, /the unit B\/s, not bit\/s/, '{unit: one of bit/s, '],
    ['no unit', { Unit: '' }, /the unit nothing, not bit\/s/, '{unit: one of bit/s, '],
    [
      'further dimensions',
      { Dimensions: 'userId,instanceId,tunnelId,port' },
      /the dimensions instanceId,tunnelId,port, not instanceId,tunnelId/,
      '{dimensions: {connection: NAME, tunnel: NAME}}',
    ],
    [
      'other dimensions',
      { Dimensions: 'userId,vpnConnectionId,tunnelId' },
      /the dimensions vpnConnectionId,tunnelId/,
      '{dimensions: {',
    ],
    [
      'other statistics',
      { Statistics: 'Sum,Maximum' },
      /the statistics Sum,Maximum, not Average or Value/,
      '{statistic: NAME}',
    ],
    ['no entry', null, /does not list it/, '{unit: bit/s}'],
  ])(
    'finds %s: the metric is not exposed, and named with the setting that takes it',
    async (...args) => {
      const [, changes, problem, remedy] = args;
      const { poll, log, clock } = monitor(withMeta({ 'tun.rx_bps': changes }));
      const all = exposed(await poll());
      expect(isShown(all)).toBe(false);
      expect(all).not.toHaveProperty('traffic_timestamp_seconds tun.rx_bps');
      expect(all).toHaveProperty('tunnel_transmit_bytes_per_second vco-dual tun-1');
      await clock.advance(86_400_000);
      await poll();
      expect(log.lines).toEqual([
        {
          level: 'warn',
          message: expect.stringMatching(/is not exposed/),
          fields: {
            metric: 'tun.rx_bps',
            problem: expect.stringMatching(problem),
            remedy: expect.stringContaining(remedy),
          },
        },
      ]);
    },
  );

  it.each<[string, Row]>([
    ['bits/s', { Unit: 'bits/s' }],
    ['bps', { Unit: 'bps' }],
    ['BIT/S', { Unit: 'BIT/S' }],
    ['dimensions in another order', { Dimensions: 'tunnelId, userId, instanceId' }],
    ['a value instead of an average', { Statistics: 'Value' }],
  ])('accepts %s', async (_name, changes) => {
    const { poll, log } = monitor(withMeta({ 'tun.rx_bps': changes }));
    expect(isShown(exposed(await poll()))).toBe(true);
    expect(log.lines).toEqual([]);
  });

  it('takes what the configuration states', async () => {
    const respond = withMeta({ 'tun.rx_bps': { Unit: 'Bytes/s', Statistics: 'Sum' } });
    const metrics = { tunnel_receive: { unit: 'byte/s', statistic: 'Average' } } as const;
    const { poll, log } = monitor(respond, { metrics });
    expect(exposed(await poll())).toHaveProperty(
      'tunnel_receive_bytes_per_second vco-dual tun-1',
      8000,
    );
    expect(log.lines).toEqual([]);
  });

  it('is asked for once a day', async () => {
    const { poll, requests, clock } = monitor(everything());
    const asked = (): number =>
      requests.filter(({ action }) => action === 'DescribeMetricMetaList').length;
    await poll();
    await clock.advance(23 * 3_600_000);
    await poll();
    expect(asked()).toBe(1);
    await clock.advance(3_600_000);
    await poll();
    expect(asked()).toBe(2);
  });

  it('stops asking for what is not exposed, and takes it up again when it is as expected', async () => {
    let unit = 'Bytes/s';
    const usual = everything();
    const { poll, asked, clock } = monitor((request, signal) =>
      request.action === 'DescribeMetricMetaList'
        ? metaList({ 'tun.rx_bps': { Unit: unit } })
        : usual(request, signal),
    );
    await poll();
    const first = asked('tun.rx_bps').length;
    await poll();
    expect(asked('tun.rx_bps')).toHaveLength(first);
    unit = 'bit/s';
    await clock.advance(86_400_000);
    // The datapoints of this test are always of the same time.
    clock.jump(-86_400_000);
    await poll();
    expect(isShown(exposed(await poll()))).toBe(true);
  });

  it('reads all pages', async () => {
    const names = Array.from({ length: 150 }, (_, index) => ({ MetricName: `other-${index}` }));
    const all = [...names, ...(metaList()['Resources'] as { Resource: Row[] }).Resource];
    const usual = everything();
    const { poll, log } = monitor((request, signal) => {
      if (request.action !== 'DescribeMetricMetaList') return usual(request, signal);
      const start = (Number(request.query['PageNumber']) - 1) * 100;
      return {
        Success: true,
        TotalCount: all.length,
        Resources: { Resource: all.slice(start, start + 100) },
      };
    });
    expect(isShown(exposed(await poll()))).toBe(true);
    expect(log.lines).toEqual([]);
  });

  it.each<[string, Respond]>([
    ['refused', () => refusal('403')],
    ['no answer of its', () => ({})],
    ['empty without a list', () => ({ Success: true, Resources: {} })],
    ['empty', () => ({ Success: true, TotalCount: 0, Resources: { Resource: [] } })],
  ])('that is %s does not keep the rates, and is told once', async (_name, respond) => {
    const usual = everything();
    const { poll, log } = monitor((request, signal) =>
      request.action === 'DescribeMetricMetaList'
        ? respond(request, signal)
        : usual(request, signal),
    );
    expect(isShown(exposed(await poll()))).toBe(true);
    await poll();
    expect(log.lines.map(({ level, message }) => [level, message])).toEqual([
      ['info', expect.stringMatching(/could not be verified/)],
    ]);
  });

  it('that never ends holds a poll up for some seconds, and leaves nothing behind', async () => {
    const usual = everything();
    let wasStopped = false;
    const { poll, clock } = monitor((request, signal) => {
      if (request.action !== 'DescribeMetricMetaList') return usual(request, signal);
      return new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          wasStopped = true;
          reject(signal.reason);
        });
      });
    });
    const listing = poll();
    await settle();
    await clock.advance(5_000);
    expect(isShown(exposed(await listing))).toBe(true);
    expect(wasStopped).toBe(true);
    expect(clock.pending).toBe(0);
  });

  it('never quotes what CloudMonitor says beyond a few plain characters', async () => {
    const unit = `"><script>\n${'x'.repeat(200)}`;
    const { poll, log } = monitor(withMeta({ 'tun.rx_bps': { Unit: unit } }));
    await poll();
    const text = String(log.lines[0]?.fields['problem']);
    expect(text).not.toMatch(/[<>"\n]/);
    expect(text.length).toBeLessThan(150);
  });
});

it('ends with its signal', async () => {
  const { poll } = monitor(
    (_request, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          reject(signal.reason);
        });
      }),
  );
  const controller = new AbortController();
  const listing = poll(controller.signal);
  const reason = new Error('stop');
  controller.abort(reason);
  await expect(listing).rejects.toBe(reason);
});

describe('settings', () => {
  it('replace names, statistics and dimensions', async () => {
    const metrics = {
      tunnel_receive: {
        name: 'vpn.tunnel.in',
        statistic: 'Maximum',
        dimensions: { connection: 'vpnConnectionId' },
        unit: 'Kbit/s',
      },
      gateway_receive_packets: { enabled: false },
    } as const;
    const { poll, asked } = monitor(
      ({ action, query }) => {
        if (action === 'DescribeMetricMetaList') return metaList();
        const dimensions = JSON.parse(query['Dimensions'] ?? '') as readonly Row[];
        return answer(
          dimensions.map((each) => ({ ...each, timestamp: LAST_MS, Average: 8, Maximum: 80 })),
        );
      },
      { metrics },
    );
    const all = exposed(await poll());
    expect(all).toMatchObject({
      'tunnel_receive_bytes_per_second vco-dual tun-1': 10_000,
      'traffic_timestamp_seconds vpn.tunnel.in': LAST_MS / 1000,
    });
    expect(asked('vpn.tunnel.in')[0]).toEqual({ vpnConnectionId: 'vco-dual', tunnelId: 'tun-1' });
    expect(asked('net_rx.Pkgs')).toEqual([]);
    expect(all).not.toHaveProperty('gateway_receive_packets_per_second vpn-1');
    expect(all).not.toHaveProperty('traffic_timestamp_seconds net_rx.Pkgs');
  });

  it('know the dimensions of gateways', async () => {
    const { asked, poll } = monitor(everything(), {
      connections: [],
      gateways: [gateway('vpn-7')],
      metrics: { gateway_receive: { dimensions: { gateway: 'vpnGatewayId' } } },
    });
    await poll();
    expect(asked('net_rx.rate')).toEqual([{ vpnGatewayId: 'vpn-7' }]);
    expect(asked('net_tx.rate')).toEqual([{ instanceId: 'vpn-7' }]);
  });
});
