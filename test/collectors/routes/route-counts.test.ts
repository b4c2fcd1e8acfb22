import { describe, expect, it } from '@jest/globals';
import type { RouteAnswer } from '../../../src/collectors/routes/decode.ts';
import { ApiError } from '../../../src/model/failure.ts';
import { type AskRoutes, readRouteCounts } from '../../../src/collectors/routes/counts.ts';
import type { Connection } from '../../../src/collectors/connections/item.ts';
import { connectionOf, dualRow, singleRow, tunnelRow } from '../../alicloud/support/rows.ts';

const never = (): AbortSignal => new AbortController().signal;

const plain = connectionOf(singleRow());
const bgp = connectionOf(singleRow({ VpnBgpConfig: { Status: 'success' } }));
const dual = connectionOf(
  dualRow([tunnelRow({ TunnelBgpConfig: { BgpStatus: 'false', LocalAsn: '65001' } })], {
    EnableTunnelsBgp: true,
  }),
);
const dualPlain = connectionOf(dualRow([tunnelRow()]));

const answer = (changes: Partial<RouteAnswer> = {}): RouteAnswer => ({
  total: 0,
  counts: undefined,
  sources: [],
  ...changes,
});

/** Reads the counts of one connection; `asked` are type and page of each call. */
async function read(connection: Connection, respond: (type: string, page: number) => RouteAnswer) {
  const asked: string[] = [];
  const ask: AskRoutes = (_id, type, page) => {
    asked.push(`${type} ${page}`);
    return Promise.resolve(respond(type, page));
  };
  const [routes] = await readRouteCounts([connection], ask, () => 7, never());
  return { counts: routes?.counts, askedMs: routes?.askedMs, asked };
}

describe('a dual-tunnel connection', () => {
  const counts = [
    { type: 'custom', source: '', count: 3 },
    { type: 'bgp', source: 'VPN_BGP', count: 2 },
  ];

  it('tells all counts in one call', async () => {
    expect(await read(dual, () => answer({ counts }))).toEqual({
      counts,
      askedMs: 7,
      asked: ['custom 1'],
    });
  });

  it('has 0 routes of its peer, not none, where BGP is on', async () => {
    const custom = counts.slice(0, 1);
    expect((await read(dual, () => answer({ counts: custom }))).counts).toEqual([
      ...custom,
      { type: 'bgp', source: 'VPN_BGP', count: 0 },
    ]);
    expect((await read(dualPlain, () => answer({ counts: custom }))).counts).toEqual(custom);
  });
});

describe('a single-tunnel connection', () => {
  it('without BGP has custom routes', async () => {
    expect(await read(plain, () => answer({ total: 4, sources: [''] }))).toMatchObject({
      counts: [{ type: 'custom', source: '', count: 4 }],
      asked: ['custom 1'],
    });
  });

  it('with BGP has its routes counted by source, page by page', async () => {
    const pages = [['VPN_BGP', 'CLOUD'], ['CLOUD']];
    const { counts, asked } = await read(bgp, (type, page) =>
      answer(type === 'custom' ? { total: 1 } : { total: 3, sources: pages[page - 1] ?? [] }),
    );
    expect(asked).toEqual(['custom 1', 'bgp 1', 'bgp 2']);
    expect(counts).toEqual([
      { type: 'custom', source: '', count: 1 },
      { type: 'bgp', source: 'VPN_BGP', count: 1 },
      { type: 'bgp', source: 'CLOUD', count: 2 },
    ]);
  });

  it('with routes of ever new sources has at most 20 of them, and all routes', async () => {
    const sources = [...Array.from({ length: 50 }, (_, index) => `S${index}`), 'S0', 'VPN_BGP'];
    const { counts = [] } = await read(bgp, (type) =>
      answer(type === 'custom' ? {} : { total: sources.length, sources }),
    );
    const learnt = counts.filter(({ type, count }) => type === 'bgp' && count > 0);
    expect(learnt).toHaveLength(20);
    expect(learnt[0]).toEqual({ type: 'bgp', source: 'S0', count: 2 });
    expect(learnt).toContainEqual({ type: 'bgp', source: 'other', count: 32 });
    expect(learnt).toContainEqual({ type: 'bgp', source: 'VPN_BGP', count: 1 });
  });

  it('with as many sources as there may be and more routes of the known ones loses none', async () => {
    const sources = Array.from({ length: 18 }, (_, index) => `S${index}`);
    const { counts = [] } = await read(bgp, (type) =>
      answer(type === 'custom' ? {} : { total: 36, sources: [...sources, ...sources] }),
    );
    expect(counts.map(({ source }) => source)).not.toContain('other');
  });

  it.each([
    ['no routes at all', []],
    ['only routes of the cloud', ['CLOUD', 'CLOUD']],
  ])('with %s has 0 of its peer', async (_, sources) => {
    const { counts } = await read(bgp, (type) =>
      answer(type === 'custom' ? {} : { total: sources.length, sources }),
    );
    expect(counts).toContainEqual({ type: 'bgp', source: 'VPN_BGP', count: 0 });
  });

  it.each([
    ['fewer routes than it reports', { total: 3, sources: [] }],
    ['more routes than it reports', { total: 1, sources: ['CLOUD', 'CLOUD'] }],
  ])('that shows %s is not counted', async (_, page) => {
    const work = read(bgp, (type) => answer(type === 'custom' ? {} : page));
    await expect(work).rejects.toMatchObject({ failure: { reason: 'incomplete' } });
  });
});

describe('several connections', () => {
  const failing =
    (code: string): AskRoutes =>
    (id) =>
      id === 'vco-dual'
        ? Promise.reject(
            new ApiError({ reason: 'invalid_request', code, hint: 'h', transient: false }),
          )
        : Promise.resolve(answer({ total: 1 }));

  it('of which one is gone are the others', async () => {
    const ask = failing('InvalidVpnConnectionInstanceId.NotFound');
    const routes = await readRouteCounts([plain, dual], ask, () => 7, never());
    expect(routes.map(({ id }) => id)).toEqual(['vco-single']);
  });

  it.each(['Forbidden.RAM', 'InvalidRegionId.NotFound', 'InvalidVpnGatewayId.Wrong'])(
    'of which one fails with %s fail',
    async (code) => {
      const work = readRouteCounts([plain, dual], failing(code), () => 7, never());
      await expect(work).rejects.toMatchObject({ failure: { code } });
    },
  );
});
