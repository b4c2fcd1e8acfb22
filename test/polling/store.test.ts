/** Which state is current, target by target. */

import { beforeEach, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { NO_HISTORY } from '../../src/polling/history.ts';
import { NOTHING_YET, succeed } from '../../src/polling/state.ts';
import { Store } from '../../src/polling/store.ts';
import { connection, gateway, listing, pollTime, target } from '../support/samples.ts';

const HANGZHOU = target('cn-hangzhou');
const FRANKFURT = target('eu-central-1');
const time = pollTime(0);

describe('Store', () => {
  let store: Store;

  beforeEach(() => {
    store = new Store();
    store.open(HANGZHOU, ['connections', 'gateways']);
  });

  const see = (id: string, from = HANGZHOU): void => {
    store.update(from, 'connections', (state) => succeed(state, listing([connection(id)]), time));
  };

  it('begins with nothing known', () => {
    expect(store.get(HANGZHOU)).toEqual({
      target: HANGZHOU,
      collectors: { connections: NOTHING_YET, gateways: NOTHING_YET },
      requests: {},
      history: NO_HISTORY,
    });
    expect(store.get(FRANKFURT)).toBeUndefined();
  });

  it('lists targets in the order they were opened', () => {
    store.open(FRANKFURT, []);
    store.open(HANGZHOU, []);
    expect(store.list().map((state) => state.target)).toEqual([HANGZHOU, FRANKFURT]);
  });

  it('replaces the state of one collector, and nothing in the old value', () => {
    const before = store.get(HANGZHOU);
    see('vco-1');
    expect(before?.collectors.connections).toEqual(NOTHING_YET);
    expect([...(store.get(HANGZHOU)?.collectors.connections?.entries.keys() ?? [])]).toEqual([
      'vco-1',
    ]);
    expect(store.get(HANGZHOU)?.collectors.gateways).toEqual(NOTHING_YET);
  });

  it('keeps what is known when a target is opened again, for the collectors that still run', () => {
    see('vco-1');
    store.countRequest(HANGZHOU, 'DescribeVpnConnections', 'OK');
    const changed = target('cn-hangzhou', { filters: { ...HANGZHOU.account.filters, tags: {} } });
    const known = store.get(HANGZHOU);
    store.open(changed, ['connections', 'diagnosis']);
    expect(store.get(changed)).toEqual({
      target: changed,
      collectors: { connections: known?.collectors.connections, diagnosis: NOTHING_YET },
      requests: { DescribeVpnConnections: { OK: 1 } },
      history: known?.history,
    });
  });

  it('knows nothing of a closed target, and takes nothing more for it', () => {
    store.close(HANGZHOU);
    see('vco-1');
    store.countRequest(HANGZHOU, 'DescribeVpnConnections', 'OK');
    expect(store.get(HANGZHOU)).toBeUndefined();
    expect(store.list()).toEqual([]);
  });

  it('takes nothing for a collector that does not run', () => {
    store.open(FRANKFURT, ['gateways']);
    const before = store.get(FRANKFURT);
    see('vco-1', FRANKFURT);
    expect(store.get(FRANKFURT)).toBe(before);
  });

  it('tells accounts of the same region apart', () => {
    store.open(target('cn-hangzhou', { name: 'test' }), ['connections']);
    see('vco-1');
    expect(store.list().map((state) => state.collectors.connections?.entries.size)).toEqual([1, 0]);
  });

  describe('updateInTurns', () => {
    const ids = Array.from({ length: 250 }, (_, index) => `vco-${index}`);
    const { signal } = new AbortController();
    const many = (from = HANGZHOU) =>
      store.updateInTurns(
        from,
        'connections',
        (state) => succeed(state, listing(ids.map((id) => connection(id))), time),
        signal,
      );
    const known = (): readonly string[] => [
      ...(store.get(HANGZHOU)?.collectors.connections?.entries.keys() ?? []),
    ];

    it('shows what was known before until the last turn', async () => {
      see('vco-old');
      const work = many();
      expect(known()).toEqual(['vco-old']);
      await work;
      expect(known()).toEqual(ids);
      expect(store.get(HANGZHOU)?.history.size).toBe(ids.length + 1);
    });

    it('keeps what others did between its turns', async () => {
      const work = many();
      store.countRequest(HANGZHOU, 'A', 'OK');
      store.update(HANGZHOU, 'gateways', (state) =>
        succeed(state, listing([gateway('vpn-1')]), time),
      );
      await work;
      const after = store.get(HANGZHOU);
      expect(after?.requests).toEqual({ A: { OK: 1 } });
      expect(after?.collectors.gateways?.entries.size).toBe(1);
      expect(after?.history.size).toBe(ids.length);
    });

    it('loses no history to a collector that began before it and ends after it', async () => {
      const all = ids.map((id) => gateway(id));
      const work = store.updateInTurns(
        HANGZHOU,
        'gateways',
        (state) => succeed(state, listing(all), time),
        signal,
      );
      await Promise.all([work, many()]);
      expect(store.get(HANGZHOU)?.history.size).toBe(ids.length);
    });

    it.each([
      ['is closed', () => store.close(HANGZHOU), undefined],
      ['was polled by another', () => see('vco-new'), ['vco-new']],
      ['has lost the collector', () => store.open(HANGZHOU, ['gateways']), []],
    ])('is dropped when the target %s meanwhile', async (_name, meanwhile, left) => {
      const work = many();
      meanwhile();
      await work;
      expect(store.get(HANGZHOU) && known()).toEqual(left);
    });

    it('does nothing for a target that is not open', async () => {
      await many(FRANKFURT);
      expect(store.get(FRANKFURT)).toBeUndefined();
    });
  });

  describe('countRequest', () => {
    const counts = (action: string): Readonly<Record<string, number | undefined>> =>
      store.get(HANGZHOU)?.requests[action] ?? {};

    it('counts by action and code', () => {
      for (const code of ['OK', 'OK', 'Throttling']) store.countRequest(HANGZHOU, 'A', code);
      store.countRequest(HANGZHOU, 'B', 'OK');
      expect(store.get(HANGZHOU)?.requests).toEqual({ A: { OK: 2, Throttling: 1 }, B: { OK: 1 } });
    });

    it('counts codes that every object seems to have', () => {
      for (const code of ['constructor', 'toString', 'valueOf', 'toString']) {
        store.countRequest(HANGZHOU, 'A', code);
      }
      expect(counts('A')).toEqual({ constructor: 1, toString: 2, valueOf: 1 });
    });

    it('gives no further series to an API that makes up codes', () => {
      for (let each = 0; each < 200; each += 1) store.countRequest(HANGZHOU, 'A', `Code${each}`);
      store.countRequest(HANGZHOU, 'A', 'Code0');
      expect(Object.keys(counts('A'))).toHaveLength(51);
      expect(counts('A')).toMatchObject({ Code0: 2, Code49: 1, other: 150 });
    });

    it('loses no attempt, whatever the codes', () => {
      fc.assert(
        fc.property(fc.array(fc.oneof(fc.string(), fc.constant('__proto__'))), (codes) => {
          const fresh = new Store();
          fresh.open(HANGZHOU, []);
          for (const code of codes) fresh.countRequest(HANGZHOU, 'A', code);
          const values = Object.values(fresh.get(HANGZHOU)?.requests['A'] ?? {});
          expect(values.reduce<number>((sum, count) => sum + (count ?? 0), 0)).toBe(codes.length);
        }),
      );
    });
  });
});
