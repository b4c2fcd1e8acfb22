/** A running daemon and answers that no API of good will would send: none of them costs it its time, memory or sight. */

import { afterEach, describe, expect, it } from '@jest/globals';

import { nodeReleases } from '../support/nodes.ts';
import { Cleanup } from './support/cleanup.ts';
import { startDaemon, stopDaemon } from './support/daemon.ts';
import { configOf } from './support/files.ts';
import {
  HEALTHY_REGION,
  HOSTILE_REGION,
  pageOf,
  row,
  seq,
  startHostileApi,
  type HostileAnswers,
  type Pages,
} from './support/hostile-api.ts';
import { scrape, untilPage, untilReady, values } from './support/scrape.ts';
import { dearestTurnMs, measureAnew, measuringTurns, peakMiB } from './support/turns.ts';
import { temporaryFolder } from '../support/folder.ts';

const cleanup = new Cleanup();
afterEach(() => cleanup.run());

/**
 * Of one turn, on the CPU. Before release 24, Node.js cannot tell the loop's own thread from those of its garbage
 * collector and compiler.
 */
const maxTurnMs = (version: string): number =>
  Number.parseInt(version.slice(1), 10) < 24 ? 250 : 100;

const MAX_MIB = 250;

/** Polls that have to end while the answers are hostile. */
const POLLS = 2;

/** What the page says of a collector in the hostile region. */
interface Outcome {
  readonly up: 0 | 1;
  /** Why polls failed. */
  readonly reasons: readonly string[];
  /** Rows of the last poll that could not be decoded, and because of which fields. */
  readonly rejectedRows?: number;
  readonly rejectedFields?: readonly string[];
  /** Connections that are shown. */
  readonly published?: number;
}

type Case = readonly [name: string, answers: HostileAnswers, outcome: Outcome];

const BAD: Outcome = { up: 0, reasons: ['bad_response'] };

const TUNNELS = 'TunnelOptionsSpecification.TunnelOptions';

const rejected = (rejectedRows: number): Outcome => ({
  up: 1,
  reasons: [],
  rejectedRows,
  rejectedFields: [TUNNELS],
});

const published = (rows: number): Outcome => ({ up: 1, reasons: [], published: rows });

const tunnelsOf = (size: number): object => ({
  TunnelOptionsSpecification: {
    TunnelOptions: seq(size, (index) => ({
      TunnelId: `tun-${index}`,
      Status: 'ipsec_sa_established',
      State: 'active',
      Role: 'master',
    })),
  },
});

const tagsOf = (size: number, key: string, value: string): object => ({
  Tag: { Tag: seq(size, (index) => ({ Key: `k${index}${key}`, Value: value })) },
});

const keysOf = (size: number): object =>
  Object.fromEntries(seq(size, (index) => [`k${index}`, 0] as const));

/** One page: a healthy row, and one with `rest`. */
const besides = (rest: object): HostileAnswers => {
  const text = pageOf([row(0), row(1, rest)]);
  return { connections: () => text };
};

const only = (text: string): HostileAnswers => ({ connections: () => text });

/** A walk: 50 rows on each page, `total` in all. */
const walk = (
  total: number,
  rest: object,
  idOf = (page: number, index: number) => page * 50 + index,
): HostileAnswers => ({
  connections: (page) =>
    pageOf(
      seq(50, (index) => row(idOf(page, index), rest)),
      total,
    ),
});

const LISTS: readonly Case[] = [
  ['100,000 rows', only(pageOf(seq(100_000, row))), BAD],
  ['3,000 rows', only(pageOf(seq(3000, row))), BAD],
  ['a connection with 50,000 tunnels', besides(tunnelsOf(50_000)), BAD],
  ['a connection with 2,000 tunnels', besides(tunnelsOf(2000)), rejected(1)],
  ['200,000 tags', besides(tagsOf(200_000, '', 'v')), BAD],
  ['20,000 tags', besides(tagsOf(20_000, '', 'v')), BAD],
  ['8 MB of [', only('['.repeat(8e6)), BAD],
  ['1 MB of [', only('['.repeat(1e6)), BAD],
  ['250 KB of [', only('['.repeat(25e4)), BAD],
  ['8 MB of {"a":', only('{"a":'.repeat(1.6e6)), BAD],
  ['1 MB of numbers', only(`[${'0,'.repeat(5e5)}0]`), BAD],
  ['250 KB of empty objects', only(`[${'{},'.repeat(83_000)}{}]`), BAD],
  ['a number of 1.9 MB', only(`{"TotalCount":${'9'.repeat(1.9e6)}}`), BAD],
  ['a name of 1.9 MB', besides({ Name: 'x'.repeat(1.9e6) }), published(2)],
  ['45,000 unknown keys', besides(keysOf(45_000)), published(2)],
  ['a walk with 2,000 tunnels in each row', walk(10_000, tunnelsOf(2000)), BAD],
  ['a walk with 20 tunnels in each row', walk(10_000, tunnelsOf(20)), rejected(10_000)],
  ['a walk of rows of 40 KB', walk(10_000, tagsOf(60, 'k'.repeat(300), 'v'.repeat(300))), BAD],
  [
    'a walk of rows of 5 KB in two-byte text',
    walk(12_000, {
      Name: '键'.repeat(500),
      LocalSubnet: '键'.repeat(500),
      RemoteSubnet: '键'.repeat(500),
    }),
    BAD,
  ],
  ['a walk of 12,000 plain rows', walk(12_000, {}), published(12_000)],
  ['a TotalCount beyond any region, and no end of pages', walk(1e9, {}), BAD],
];

const reasons = (size: number, log: string): Pages => {
  const text = JSON.stringify({
    RequestId: 'R',
    TotalCount: size,
    VpnConnections: seq(size, (index) => ({
      VpnConnectionId: `vco-${index}`,
      FailedReasonCode: 'PskMismatch',
      Severity: 'Critical',
      SourceLog: log,
    })),
  });
  return () => text;
};

const DIAGNOSES: readonly Case[] = [
  ['8 MB of [', { diagnosis: () => '['.repeat(8e6) }, BAD],
  ['100,000 reasons', { diagnosis: reasons(100_000, '') }, BAD],
  ['one log of 15 MB', { diagnosis: reasons(1, 'x'.repeat(15e6)) }, published(50)],
  ['50 logs of 250 KB', { diagnosis: reasons(50, 'x\n键'.repeat(50_000)) }, published(50)],
];

/** Starts everything, lets the answers turn hostile, and gives the page after some polls. */
async function attack(node: string, collector: string, healthy: string, answers: HostileAnswers) {
  const api = await startHostileApi(healthy, answers, cleanup);
  const folder = temporaryFolder();
  cleanup.add(() => {
    folder.remove();
  });
  const account = {
    name: 'a',
    regions: [HOSTILE_REGION, HEALTHY_REGION],
    endpoint: api.url,
    credentials: { type: 'access_key', access_key_id: 'k', access_key_secret: 's' },
  };
  // Of what is measured here, nothing is the machine's speed: no budget ends an answer before its bound does.
  const poll = { interval: '1s', timeout: '4m', request_timeout: '1m', requests_per_minute: 1e6 };
  const file = folder.write('exporter.yml', configOf([account], { poll }));
  const turns = folder.write('turns', '');
  const daemon = await startDaemon([`--config.file=${file}`], measuringTurns(turns), node);
  cleanup.add(() => stopDaemon(daemon));
  await untilReady(daemon);

  const polls = (page: string): number => {
    const where = [`region="${HOSTILE_REGION}"`, `collector="${collector}"`];
    return values(page, 'alicloud_vpn_exporter_polls_total', ...where)[0] ?? 0;
  };
  await untilPage(daemon, (page) => polls(page) > 0);
  api.turnHostile();
  await measureAnew(daemon, turns);
  const before = polls(await scrape(daemon));
  const page = await untilPage(daemon, (latest) => polls(latest) >= before + POLLS);
  return { page, turnMs: dearestTurnMs(turns), mib: peakMiB(daemon) };
}

/** The values of `label` in the series of a counter that has counted. */
function counted(page: string, name: string, label: string, where: readonly string[]) {
  const lines = page.split('\n').filter((line) => line.startsWith(`${name}{`));
  return lines
    .filter((line) => where.every((part) => line.includes(part)) && !line.endsWith(' 0'))
    .map((line) => new RegExp(`${label}="([^"]*)"`).exec(line)?.[1]);
}

function outcomeOf(page: string, collector: string) {
  const region = `region="${HOSTILE_REGION}"`;
  const where = [region, `collector="${collector}"`];
  return {
    up: values(page, 'alicloud_vpn_target_up', ...where)[0],
    reasons: counted(page, 'alicloud_vpn_exporter_poll_failures_total', 'reason', where),
    rejectedRows: values(page, 'alicloud_vpn_target_rejected_rows', ...where)[0],
    rejectedFields: counted(page, 'alicloud_vpn_exporter_rows_rejected_total', 'field', where),
    published: values(page, 'alicloud_vpn_connection_up', region).length,
  };
}

function expectSight(page: string, up: 0 | 1): void {
  for (const region of [HOSTILE_REGION, HEALTHY_REGION]) {
    for (const id of ['vco-0', 'vco-1']) {
      const where = [`region="${region}"`, `vpn_connection_id="${id}"`];
      expect(values(page, 'alicloud_vpn_connection_up', ...where)).toEqual([up]);
    }
  }
  const neighbour = [`region="${HEALTHY_REGION}"`, 'collector="connections"'];
  expect(values(page, 'alicloud_vpn_target_up', ...neighbour)).toEqual([1]);
}

describe.each(nodeReleases())('on Node.js %s', (version, node) => {
  it.each(LISTS)('DescribeVpnConnections: %s', async (_name, answers, outcome) => {
    const healthy = pageOf(seq(50, (index) => row(index)));
    const { page, turnMs, mib } = await attack(node, 'connections', healthy, answers);
    expect(outcomeOf(page, 'connections')).toMatchObject(outcome);
    expectSight(page, 1);
    expect(turnMs).toBeLessThan(maxTurnMs(version));
    expect(mib).toBeLessThan(MAX_MIB);
  });

  it.each(DIAGNOSES)('DiagnoseVpnConnections: %s', async (_name, answers, outcome) => {
    const down = pageOf(seq(50, (index) => row(index, { Status: 'ike_sa_not_established' })));
    const { page, turnMs, mib } = await attack(node, 'diagnosis', down, answers);
    expect(outcomeOf(page, 'diagnosis')).toMatchObject(outcome);
    expectSight(page, 0);
    expect(turnMs).toBeLessThan(maxTurnMs(version));
    expect(mib).toBeLessThan(MAX_MIB);
  });
});
