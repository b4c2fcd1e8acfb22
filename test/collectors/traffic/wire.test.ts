/** The collector against the simulator: real HTTP, signed calls, polls, exposition. */

import { afterEach, describe, expect, it } from '@jest/globals';
import { Client } from '../../../src/alicloud/client.ts';
import { Limiter } from '../../../src/alicloud/limits.ts';
import { createTransport } from '../../../src/alicloud/transport.ts';
import type { CollectorName } from '../../../src/collectors/index.ts';
import { createSections } from '../../../src/exposition/sections.ts';
import { systemClock } from '../../../src/model/clock.ts';
import { pollTarget } from '../../../src/polling/poll.ts';
import { listsOf } from '../../../src/polling/polled.ts';
import { Store } from '../../../src/polling/store.ts';
import type { FaultInput } from '../../../src/simulator/faults/faults.ts';
import { startSimulator, type Simulator } from '../../../src/simulator/simulator.ts';
import { connectionId, connectionRow, DOWN, tunnelId } from '../../support/rows/connection-row.ts';
import { gatewayId, gatewayRow } from '../../support/rows/gateway-row.ts';
import { credentialSource } from '../../support/exporter.ts';
import { cloudOf, KEY, REGION } from '../../simulator/support/clouds.ts';
import { parseExposition } from '../../support/exposition.ts';
import { MemoryLog } from '../../support/memory-log.ts';
import { collectors, config, target as targetAt } from '../../support/samples.ts';
import { renderSections } from '../../support/world.ts';

const NAMES: readonly CollectorName[] = ['connections', 'gateways', 'traffic'];
const GATEWAY = gatewayId('g');

const REGION_ROWS = {
  connections: [
    connectionRow({ name: 'office', mode: 'dual', vpnGatewayId: GATEWAY }),
    connectionRow({ name: 'plant', mode: 'single', vpnGatewayId: GATEWAY }),
    connectionRow({ name: 'dead', mode: 'single', statuses: [DOWN] }),
    connectionRow({ name: 'unknown', mode: 'single' }),
  ],
  gateways: [gatewayRow({ name: 'g', chargeType: 'POSTPAY', endMs: 4e12 })],
  traffic: [
    { connection: connectionId('office'), receive: 8e6, transmit: 4e6, isSteady: true },
    { connection: connectionId('plant'), receive: 0, transmit: 80_000, isSteady: true },
    { connection: connectionId('dead'), receive: 1e6, transmit: 1e6, isSteady: true },
  ],
};

type Region = NonNullable<Parameters<typeof cloudOf>[0]>;
type Account = NonNullable<Parameters<typeof cloudOf>[1]>;

let simulator: Simulator | undefined;
const transport = createTransport();

afterEach(async () => {
  transport.close();
  await simulator?.close();
});

interface Options {
  readonly region?: Partial<Region>;
  readonly account?: Account;
  readonly faults?: readonly FaultInput[];
}

/** A target on a simulator, and its polls. */
async function started({ region = {}, account = {}, faults = [] }: Options = {}) {
  simulator = await startSimulator({ scenario: cloudOf({ ...REGION_ROWS, ...region }, account) });
  for (const fault of faults) simulator.faults.add(fault);
  const [log, store] = [new MemoryLog(), new Store()];
  const settings = collectors(NAMES);
  const target = targetAt(REGION, { endpoint: simulator.url });
  const { poll } = config();
  store.open(target, NAMES);
  // Without the account's bucket, which makes polls wait.
  const client = new Client(target, {
    clock: systemClock,
    log,
    random: () => 0,
    transport,
    limiter: new Limiter(8),
    poll,
    userAgent: 'test',
    onAttempt: () => undefined,
    credentials: credentialSource({
      accessKeyId: KEY.id,
      accessKeySecret: KEY.secret,
      securityToken: undefined,
      providerName: 'static_ak',
    }),
  });
  const api = { budget: client.budget, lists: listsOf(client, settings) };
  const sections = createSections({
    staleAfterMs: () => poll.staleAfterMs,
    tagLabels: [],
    collectors: settings,
  }).flat();
  const deps = { clock: systemClock, store, log, onUnknownValue: () => undefined };
  return {
    log,
    requests: simulator.requests,
    poll: () => pollTarget(target, NAMES, api, poll, deps, new AbortController().signal),
    page: () =>
      parseExposition(renderSections(sections, store.list(), 'text', systemClock.monotonic())),
  };
}

type Page = ReturnType<Awaited<ReturnType<typeof started>>['page']>;

/** Values of a metric, by the last of its labels. */
function values(page: Page, name: string): Readonly<Record<string, number>> {
  return Object.fromEntries(
    (page.get(`alicloud_vpn_${name}`)?.samples ?? []).map(({ labels, value }) => [
      Object.values(labels).at(-1) ?? '',
      value,
    ]),
  );
}

const up = (page: Page): number | undefined => values(page, 'target_up')['traffic'];

describe('a poll over the wire', () => {
  it('shows what passes through tunnels, connections and gateways', async () => {
    const { poll, page, requests } = await started();
    await poll();
    const shown = page();
    expect(up(shown)).toBe(1);
    const office =
      values(shown, 'connection_receive_bytes_per_second')[connectionId('office')] ?? 0;
    expect(Math.abs(office / 1e6 - 1)).toBeLessThan(0.11);
    expect(values(shown, 'tunnel_receive_bytes_per_second')).toEqual({
      [tunnelId('office', 0)]: office,
      [tunnelId('office', 1)]: 40,
    });
    expect(values(shown, 'connection_receive_bytes_per_second')).toEqual({
      [connectionId('office')]: office,
      // Up, and nothing comes back.
      [connectionId('plant')]: 0,
      [connectionId('dead')]: 0,
    });
    expect(
      values(shown, 'connection_transmit_bytes_per_second')[connectionId('plant')],
    ).toBeGreaterThan(8_900);
    expect(values(shown, 'gateway_receive_bytes_per_second')).toEqual({ [GATEWAY]: office });
    expect(Object.keys(values(shown, 'gateway_transmit_packets_per_second'))).toEqual([GATEWAY]);
    const times = values(shown, 'traffic_timestamp_seconds');
    expect(Object.keys(times).sort()).toHaveLength(8);
    for (const seconds of Object.values(times)) {
      expect(Date.now() / 1000 - seconds).toBeLessThan(300);
      expect(Date.now() / 1000 - seconds).toBeGreaterThanOrEqual(180);
    }
    expect(requests.list({ action: 'DescribeMetricLast' })).toHaveLength(8);
    expect(requests.list({ action: 'DescribeMetricMetaList' })).toHaveLength(1);
  });

  it('shows the same of many pages, of text and of several datapoints', async () => {
    const plain = await started();
    await plain.poll();
    const first = Object.keys(values(plain.page(), 'connection_receive_bytes_per_second'));
    await simulator?.close();
    const cloudMonitor = { pageSize: 2, history: 3, isText: true };
    const { poll, page, requests } = await started({ account: { cloudMonitor } });
    await poll();
    const shown = values(page(), 'connection_receive_bytes_per_second');
    expect(Object.keys(shown)).toEqual(first);
    expect(shown[connectionId('plant')]).toBe(0);
    expect(requests.list({ action: 'DescribeMetricLast' }).length).toBeGreaterThan(20);
  });

  it('shows no rate of what CloudMonitor is too late with, and none of what it does not know', async () => {
    const [office, plant, dead] = REGION_ROWS.traffic;
    const traffic = [office!, { ...plant!, lateSeconds: 420 }, { ...dead!, lateSeconds: 900 }];
    const { poll, page } = await started({ region: { traffic } });
    await poll();
    expect(Object.keys(values(page(), 'connection_receive_bytes_per_second')).sort()).toEqual(
      [connectionId('office'), connectionId('plant')].sort(),
    );
  });

  it('does not show a metric that CloudMonitor describes otherwise', async () => {
    const metas = { 'ipsec_rx.rate': { Unit: 'Bytes/s' } };
    const { poll, page, log } = await started({ account: { cloudMonitor: { metas } } });
    await poll();
    expect(values(page(), 'connection_receive_bytes_per_second')).toEqual({});
    expect(Object.keys(values(page(), 'connection_transmit_bytes_per_second'))).toHaveLength(3);
    expect(log.lines.filter(({ level }) => level === 'warn')).toEqual([
      expect.objectContaining({
        fields: expect.objectContaining({
          region: REGION,
          metric: 'ipsec_rx.rate',
          remedy: 'collectors.traffic.metrics.connection_receive: {unit: byte/s}',
        }),
      }),
    ]);
  });
});

/** CloudMonitor refuses with status 200. */
function refused(code: string, message = ''): FaultInput {
  const body = JSON.stringify({ Success: false, Code: code, Message: message });
  return { match: { action: 'DescribeMetricLast' }, effect: { kind: 'reply', status: 200, body } };
}

describe('trouble with CloudMonitor', () => {
  it.each([
    ['no permission', refused('403'), 'forbidden'],
    ['a quota used up', refused('402', 'The free quota is used up.'), 'throttled'],
    ['bad parameters everywhere', refused('400'), 'invalid_request'],
    [
      'no permission, as other APIs say it',
      { match: { action: 'DescribeMetricLast' }, effect: 'forbidden_ram' },
      'forbidden',
    ],
    [
      'an answer of somebody else',
      { match: { action: 'DescribeMetricLast' }, effect: 'ok_empty_object' },
      'bad_response',
    ],
  ] as const)(
    '%s fails its polls and no others',
    async (_name, fault, reason) => {
      const { poll, page } = await started({ faults: [fault] });
      await poll();
      const shown = page();
      expect(values(shown, 'target_up')).toMatchObject({ connections: 1, gateways: 1, traffic: 0 });
      const failures = shown.get('alicloud_vpn_exporter_poll_failures_total')?.samples ?? [];
      expect(
        failures.map(({ labels, value }) => [labels['collector'], labels['reason'], value]),
      ).toContainEqual(['traffic', reason, 1]);
      expect(values(shown, 'connection_receive_bytes_per_second')).toEqual({});
    },
    30_000,
  );

  it('that passes is not noticed', async () => {
    const { poll, page } = await started({
      faults: [
        { match: { action: 'DescribeMetricLast' }, times: 2, effect: 'throttled' },
        { match: { action: 'DescribeMetricLast' }, times: 1, effect: 'reset_mid_body' },
      ],
    });
    await poll();
    expect(up(page())).toBe(1);
    expect(Object.keys(values(page(), 'connection_receive_bytes_per_second'))).toHaveLength(3);
  }, 30_000);

  it('keeps what was seen before', async () => {
    const { poll, page } = await started();
    await poll();
    simulator?.faults.add(refused('403'));
    await poll();
    expect(up(page())).toBe(0);
    expect(Object.keys(values(page(), 'connection_receive_bytes_per_second'))).toHaveLength(3);
  });

  it('that it is not activated is none: told once, and no state', async () => {
    const fault = refused('403', 'The service is not activated.');
    const { poll, page, log } = await started({ faults: [fault] });
    await poll();
    await poll();
    expect(values(page(), 'target_up')).toEqual({ connections: 1, gateways: 1 });
    const told = log.lines.filter(({ fields }) => fields['collector'] === 'traffic');
    expect(told.map(({ level, fields }) => [level, fields['code']])).toEqual([
      ['info', 'NotActivated'],
    ]);
  });
});

it('asks nothing where there is nothing', async () => {
  const { poll, page, requests } = await started({
    region: { connections: [], gateways: [], traffic: [] },
  });
  await poll();
  expect(up(page())).toBe(1);
  expect(requests.list({ action: 'DescribeMetricLast' })).toEqual([]);
  expect(requests.list({ action: 'DescribeMetricMetaList' })).toEqual([]);
});
