import { describe, expect, it } from '@jest/globals';
import type { DiagnosisRow } from '../../../src/collectors/diagnosis/decode.ts';
import {
  diagnoseBatches,
  readDiagnoses,
  toDiagnoses,
  type DiagnosisPages,
} from '../../../src/collectors/diagnosis/diagnose.ts';
import type { Link } from '../../../src/collectors/connections/item.ts';
import type { FailedReason } from '../../../src/collectors/diagnosis/item.ts';
import { ApiError } from '../../../src/model/failure.ts';
import { failure } from '../../support/samples.ts';

const never = (): AbortSignal => new AbortController().signal;

const connection = (id: string): Link => ({ connectionId: id, tunnelId: '' });
const tunnel = (connectionId: string, tunnelId: string): Link => ({ connectionId, tunnelId });

const failedReason = (changes: Partial<FailedReason> = {}): FailedReason => ({
  reason: 'Phase1NegotiationTimeout',
  severity: 'Warn',
  mismatchLocal: '',
  mismatchRemote: '',
  failedSeconds: 100,
  ...changes,
});

const said = (vpnConnectionId: string, tunnelId: string, found?: FailedReason): DiagnosisRow => ({
  vpnConnectionId,
  tunnelId,
  failedReason: found,
});

const answered = (items: readonly DiagnosisRow[]) => ({ items, refused: new Set<string>() });

const names = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}`);

describe('batches', () => {
  it('ask about connections and tunnels separately, a page of them at a time', () => {
    const links = [
      ...names('vco-', 51).map(connection),
      ...names('tun-', 100).map((id) => tunnel('vco-dual', id)),
    ];
    const batches = diagnoseBatches(links);
    expect(
      batches.map((batch) =>
        'tunnelIds' in batch
          ? `tunnels ${batch.tunnelIds.length}`
          : `connections ${batch.vpnConnectionIds.length}`,
      ),
    ).toEqual(['connections 50', 'connections 1', 'tunnels 50', 'tunnels 50']);
    const asked = batches.flatMap((batch) =>
      'tunnelIds' in batch ? batch.tunnelIds : batch.vpnConnectionIds,
    );
    expect(asked).toEqual([...names('vco-', 51), ...names('tun-', 100)]);
  });

  it('of nothing are none', () => {
    expect(diagnoseBatches([])).toEqual([]);
  });
});

describe('what the API says', () => {
  const links = [connection('vco-1'), tunnel('vco-2', 'tun-1'), tunnel('vco-2', 'tun-2')];

  it('is told of each link that was asked about, and of no other', () => {
    const rows = [
      said('vco-1', '', failedReason({ reason: 'A' })),
      said('vco-2', 'tun-2', failedReason({ reason: 'B' })),
      said('vco-9', '', failedReason()),
      said('vco-2', '', failedReason()),
    ];
    expect(toDiagnoses(links, answered(rows), 7)).toEqual([
      {
        connectionId: 'vco-1',
        tunnelId: '',
        id: 'vco-1',
        failedReason: failedReason({ reason: 'A' }),
        askedMs: 7,
        firstAskedMs: 7,
        isRefused: false,
      },
      {
        connectionId: 'vco-2',
        tunnelId: 'tun-1',
        id: 'tun-1',
        failedReason: undefined,
        askedMs: 7,
        firstAskedMs: 7,
        isRefused: false,
      },
      {
        connectionId: 'vco-2',
        tunnelId: 'tun-2',
        id: 'tun-2',
        failedReason: failedReason({ reason: 'B' }),
        askedMs: 7,
        firstAskedMs: 7,
        isRefused: false,
      },
    ]);
  });

  it.each([
    [
      'the worse',
      failedReason({ severity: 'Normal', failedSeconds: 9 }),
      failedReason({ severity: 'Critical' }),
      1,
    ],
    [
      'the worse',
      failedReason({ severity: 'Warn' }),
      failedReason({ severity: 'unknown', failedSeconds: 9e9 }),
      0,
    ],
    ['the later', failedReason({ failedSeconds: 200 }), failedReason({ failedSeconds: 100 }), 0],
    [
      'the later',
      failedReason({ failedSeconds: undefined }),
      failedReason({ failedSeconds: 100 }),
      1,
    ],
    ['the one there is', undefined, failedReason(), 1],
  ] as const)('about one link twice is %s, in either order', (_, first, second, expected) => {
    const both = [first, second];
    for (const order of [both, both.toReversed()]) {
      const rows = order.map((each) => said('vco-1', '', each));
      expect(toDiagnoses([connection('vco-1')], answered(rows), 7)[0]?.failedReason).toEqual(
        both[expected],
      );
    }
  });
});

describe('readDiagnoses', () => {
  const row = (id: string) => ({ VpnConnectionId: id, FailedReasonCode: 'A', Severity: 'Warn' });

  function pagesOf(...pages: readonly (readonly unknown[])[]) {
    const asked: number[] = [];
    const total = pages.flat().length;
    const fetch: DiagnosisPages = (_batch, number) => {
      asked.push(number);
      return Promise.resolve({ rows: pages[number - 1] ?? [], total });
    };
    return { fetch, asked };
  }

  it('takes one call when everything fits on a page', async () => {
    const { fetch, asked } = pagesOf([row('vco-1')]);
    const { items } = await readDiagnoses([connection('vco-1')], fetch, never());
    expect(items).toHaveLength(1);
    expect(asked).toEqual([1]);
  });

  it('goes on while there are more rows, and ends with an empty page', async () => {
    const more = pagesOf([row('vco-1')], [row('vco-2')]);
    expect((await readDiagnoses([connection('vco-1')], more.fetch, never())).items).toHaveLength(2);
    expect(more.asked).toEqual([1, 2]);
    const asked: number[] = [];
    const empty: DiagnosisPages = (_batch, number) => {
      asked.push(number);
      return Promise.resolve({ rows: [], total: 7 });
    };
    await readDiagnoses([connection('vco-1')], empty, never());
    expect(asked).toEqual([1]);
  });

  it('does not go on for ever', async () => {
    let calls = 0;
    const endless: DiagnosisPages = () => {
      calls += 1;
      return Promise.resolve({ rows: [row('vco-1')], total: 1e9 });
    };
    await readDiagnoses([connection('vco-1')], endless, never());
    expect(calls).toBe(10);
  });

  it('asks nothing about nothing', async () => {
    const { fetch, asked } = pagesOf([]);
    expect((await readDiagnoses([], fetch, never())).items).toEqual([]);
    expect(asked).toEqual([]);
  });

  it('bears a page with more rows than a call has arguments', async () => {
    const rows = Array.from({ length: 150_000 }, () => null);
    const huge: DiagnosisPages = () => Promise.resolve({ rows, total: rows.length });
    expect((await readDiagnoses([connection('vco-1')], huge, never())).rejected).toHaveLength(
      150_000,
    );
  });

  describe('when the API refuses a call for one of its ids', () => {
    const NOT_FOUND = new ApiError(
      failure({ reason: 'invalid_request', code: 'InvalidTunnelId.NotFound', transient: false }),
    );
    const IDS = names('vco-', 50);

    /** Refuses every call about one of these ids. */
    function refusing(bad: readonly string[], error = NOT_FOUND) {
      const asked: (readonly string[])[] = [];
      const fetch: DiagnosisPages = (batch) => {
        const ids = 'tunnelIds' in batch ? batch.tunnelIds : batch.vpnConnectionIds;
        asked.push(ids);
        if (ids.some((id) => bad.includes(id))) return Promise.reject(error);
        return Promise.resolve({ rows: ids.map(row), total: ids.length });
      };
      return { fetch, asked };
    }

    const said = async (fetch: DiagnosisPages) => {
      const { items, refused } = await readDiagnoses(IDS.map(connection), fetch, never());
      return { told: items.map(({ vpnConnectionId }) => vpnConnectionId), refused: [...refused] };
    };

    it.each([
      ['the first', ['vco-0'], 13],
      ['one in the middle', ['vco-24'], 13],
      ['the last', ['vco-49'], 13],
      ['three of them', ['vco-3', 'vco-30', 'vco-31'], 27],
    ])('brings the answers of the others: %s is refused', async (_name, bad, mostCalls) => {
      const { fetch, asked } = refusing(bad);
      const { told, refused } = await said(fetch);
      expect(told).toEqual(IDS.filter((id) => !bad.includes(id)));
      expect(refused).toEqual(bad);
      expect(asked.length).toBeLessThanOrEqual(mostCalls);
    });

    it('marks it, so that it is not asked about at every poll', async () => {
      const found = await readDiagnoses(
        ['vco-1', 'vco-2'].map(connection),
        refusing(['vco-2']).fetch,
        never(),
      );
      const diagnoses = toDiagnoses(['vco-1', 'vco-2'].map(connection), found, 7);
      expect(diagnoses.map(({ id, isRefused }) => [id, isRefused])).toEqual([
        ['vco-1', false],
        ['vco-2', true],
      ]);
    });

    it('fails when it refuses all of them, after a bounded number of calls', async () => {
      const { fetch, asked } = refusing(names('vco-', 500));
      await expect(readDiagnoses(names('vco-', 500).map(connection), fetch, never())).rejects.toBe(
        NOT_FOUND,
      );
      expect(asked.length).toBeLessThanOrEqual(10 + 2 * 50);
    });

    it.each([
      ['the region does not have it', 'InvalidApi.NotFound', 'invalid_request'],
      ['RAM forbids it', 'Forbidden.RAM', 'forbidden'],
      ['the API is throttled', 'Throttling.User', 'throttled'],
    ] as const)('does not ask again for parts of a call when %s', async (_name, code, reason) => {
      const error = new ApiError(failure({ reason, code, transient: reason === 'throttled' }));
      const { fetch, asked } = refusing(['vco-7'], error);
      await expect(said(fetch)).rejects.toBe(error);
      expect(asked).toHaveLength(1);
    });
  });

  it('fails with the first batch that fails', async () => {
    const failure = new Error('failed');
    const failing: DiagnosisPages = () => Promise.reject(failure);
    await expect(readDiagnoses([connection('vco-1')], failing, never())).rejects.toBe(failure);
  });
});
