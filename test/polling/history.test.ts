/** Since when connections and tunnels are as they are, over polls of every outcome. */

import { beforeEach, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { Connection, IpsecStatus, Tunnel } from '../../src/collectors/connections/item.ts';
import type { Aspect, Remembered } from '../../src/polling/history.ts';
import { fail, succeed } from '../../src/polling/state.ts';
import { Store } from '../../src/polling/store.ts';
import {
  connection,
  dual,
  failure,
  listing,
  pollTime,
  target,
  tunnel,
} from '../support/samples.ts';

const TARGET = target();
const ID = 'vco-1';
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const UP: IpsecStatus = 'ipsec_sa_established';
const DOWN: IpsecStatus = 'ike_sa_not_established';

let store: Store;
let nowMs: number;

beforeEach(() => {
  store = new Store();
  store.open(TARGET, ['connections', 'gateways']);
  nowMs = Date.UTC(2026, 0, 2, 3, 4, 5);
});

const time = () => pollTime(nowMs);

/** A poll a minute later. */
function see(...items: readonly Connection[]): number {
  nowMs += MINUTE;
  store.update(TARGET, 'connections', (state) => succeed(state, listing(items), time()));
  return nowMs;
}

/** A poll a minute later that shows a row of the connection that cannot be decoded. */
function seeOdd(): void {
  nowMs += MINUTE;
  const rejected = [{ id: ID, field: 'Status' }];
  store.update(TARGET, 'connections', (state) =>
    succeed(state, listing<Connection>([], { rejected }), time()),
  );
}

function miss(): void {
  nowMs += MINUTE;
  store.update(TARGET, 'connections', (state) => fail(state, failure(), time()));
}

function remembered(aspect: Aspect = 'phase', tunnelId = ''): Remembered | undefined {
  const known = store.get(TARGET)?.history.get(ID) ?? [];
  const found = known.filter((one) => one.aspect === aspect && one.tunnelId === tunnelId);
  expect(found.length).toBeLessThan(2);
  return found[0];
}

/** What is known of something now; undefined while it is not. */
function since(aspect?: Aspect, tunnelId?: string) {
  const one = remembered(aspect, tunnelId);
  return one?.lostMs === undefined ? one?.since : undefined;
}

const single = (status: IpsecStatus, changes: Partial<Connection> = {}) =>
  connection(ID, { status, ...changes });
const twin = (first: Partial<Tunnel>, second: Partial<Tunnel>) =>
  dual(ID, [tunnel('tun-1', first), tunnel('tun-2', second)]);

describe('what is seen for the first time', () => {
  it.each([UP, DOWN])('with the status %s may have been like that for ever', (status) => {
    const ms = see(single(status));
    expect(since()).toEqual({ ms, otherwiseMs: undefined });
    see(single(status));
    expect(since()).toEqual({ ms, otherwiseMs: undefined });
  });

  it('and does not tell anything is not remembered', () => {
    see(single('unknown'));
    expect(since()).toBeUndefined();
    const ms = see(single(UP));
    expect(since()).toEqual({ ms, otherwiseMs: undefined });
  });

  it('has nothing to remember of what is switched off', () => {
    see(single(UP));
    expect([since('bgp'), since('health_check')]).toEqual([undefined, undefined]);
  });
});

describe('a change', () => {
  it('is remembered from the poll that showed it, with the last that did not', () => {
    see(single(UP));
    const otherwiseMs = see(single(UP));
    const ms = see(single(DOWN));
    see(single(DOWN));
    expect(remembered()).toMatchObject({ value: 'down', since: { ms, otherwiseMs } });
    const up = see(single(UP));
    expect(since()).toEqual({ ms: up, otherwiseMs: up - MINUTE });
  });

  it('of the reason why it is down is none', () => {
    see(single(UP));
    const ms = see(single(DOWN));
    see(single('ipsec_sa_not_established'));
    see(single('ike_sa_established'));
    expect(since()).toMatchObject({ ms });
  });

  it('of a name, a lifecycle state or tags is none', () => {
    const ms = see(single(DOWN));
    see(single(DOWN, { name: 'other', state: 'updating', tags: { a: 'b' } }));
    expect(since()).toEqual({ ms, otherwiseMs: undefined });
  });

  it.each([
    ['bgp', 'bgpUp'],
    ['health_check', 'healthCheckUp'],
  ] as const)('of the %s is one by itself', (aspect, field) => {
    const first = see(single(UP, { [field]: true }));
    const ms = see(single(UP, { [field]: false }));
    expect(since(aspect)).toEqual({ ms, otherwiseMs: first });
    expect(since()).toEqual({ ms: first, otherwiseMs: undefined });
    see(single(UP));
    expect(remembered(aspect)).toBeUndefined();
    const again = see(single(UP, { [field]: false }));
    expect(since(aspect)).toEqual({ ms: again, otherwiseMs: again - MINUTE });
  });

  it('of one tunnel is not one of the other, and one of the connection only when it was the last', () => {
    const first = see(twin({}, { bgpUp: true }));
    const half = see(twin({ status: DOWN }, { bgpUp: false }));
    expect(since('phase', 'tun-1')).toMatchObject({ ms: half });
    expect(since('phase', 'tun-2')).toMatchObject({ ms: first });
    expect(since('bgp', 'tun-2')).toMatchObject({ ms: half });
    expect(since()).toMatchObject({ ms: first });
    const all = see(twin({ status: DOWN }, { status: DOWN }));
    expect(since('phase', 'tun-1')).toMatchObject({ ms: half });
    expect(since('phase', 'tun-2')).toMatchObject({ ms: all });
    expect(since()).toEqual({ ms: all, otherwiseMs: half });
  });

  it('of the tunnels themselves begins with the new one', () => {
    see(dual(ID, [tunnel('tun-1')]));
    const ms = see(twin({}, { status: DOWN }));
    expect(since('phase', 'tun-2')).toEqual({ ms, otherwiseMs: ms - MINUTE });
    see(dual(ID, [tunnel('tun-1')]));
    expect(remembered('phase', 'tun-2')).toBeUndefined();
  });
});

describe('not knowing is no change', () => {
  /** Polls between two that show the connection. */
  const GAPS: readonly (readonly [string, () => void])[] = [
    ['failed polls', () => [miss(), miss(), miss()]],
    ['a row that cannot be decoded', seeOdd],
    ['a status that is missing', () => see(single('unknown'))],
    ['a poll that does not show it', () => see()],
    ['polls that do not show it', () => [see(), see(connection('vco-2')), miss()]],
    ['all of it', () => [miss(), see(single('unknown')), see(), seeOdd(), see(), miss()]],
  ];

  describe.each(GAPS)('%s', (_, gap) => {
    it('leave it as long down as it was', () => {
      see(single(UP));
      const ms = see(single(DOWN));
      gap();
      see(single(DOWN));
      expect(since()).toEqual({ ms, otherwiseMs: ms - MINUTE });
    });

    it('stand between the last sight of the old state and the first of the new', () => {
      const otherwiseMs = see(single(UP));
      gap();
      const ms = see(single(DOWN));
      expect(since()).toEqual({ ms, otherwiseMs });
    });
  });

  it('tells nothing while the API tells nothing', () => {
    see(twin({}, { status: DOWN }));
    see(twin({}, { status: 'unknown' }));
    expect(since('phase', 'tun-2')).toBeUndefined();
    expect(since('phase', 'tun-1')).toBeDefined();
    expect(since()).toBeDefined();
  });

  it('ends when a connection has been gone for a day', () => {
    see(single(DOWN));
    see();
    nowMs += DAY - 2 * MINUTE;
    see();
    expect(store.get(TARGET)?.history.has(ID)).toBe(true);
    see();
    expect(store.get(TARGET)?.history.has(ID)).toBe(false);
    const ms = see(single(DOWN));
    expect(since()).toEqual({ ms, otherwiseMs: undefined });
  });
});

describe('an API that makes up ever new ids', () => {
  it('fills the memory with the last thousand of them, and what is there stays', () => {
    for (let round = 0; round < 25; round += 1) {
      const strangers = Array.from({ length: 50 }, (_, index) => `vco-odd-${round * 50 + index}`);
      see(single(UP), ...strangers.map((id) => connection(id)));
    }
    see(single(UP));
    const known = [...(store.get(TARGET)?.history.keys() ?? [])];
    expect(known).toHaveLength(1_001);
    expect(known).toContain(ID);
    expect(known).toContain('vco-odd-1249');
    expect(known).not.toContain('vco-odd-249');
  });
});

describe('a reload', () => {
  it('forgets nothing of a target that stays, whatever else changes', () => {
    see(single(UP));
    const ms = see(single(DOWN));
    store.open(target('cn-hangzhou', { expectedConnections: ['vco-9'] }), ['connections']);
    expect(since()).toMatchObject({ ms });
    see(single(DOWN));
    expect(since()).toMatchObject({ ms });
  });

  it('begins anew with a target, or a collector, that was gone', () => {
    see(single(UP));
    store.open(TARGET, ['gateways']);
    store.open(TARGET, ['connections']);
    const ms = see(single(DOWN));
    expect(since()).toEqual({ ms, otherwiseMs: undefined });
    store.close(TARGET);
    store.open(TARGET, ['connections']);
    expect(store.get(TARGET)?.history.size).toBe(0);
  });
});

describe('what did not change', () => {
  it('stays the same object: the connection, and what is remembered of it', () => {
    const item = () => store.get(TARGET)?.collectors.connections?.entries.get(ID)?.item;
    const list = () => store.get(TARGET)?.history.get(ID);
    see(single(DOWN));
    const [firstItem, firstList] = [item(), list()];
    see(single(DOWN), connection('vco-2'));
    expect(item()).toBe(firstItem);
    expect(list()).toBe(firstList);
    see(single(UP), connection('vco-2'));
    expect(list()).not.toBe(firstList);
  });

  it('is the whole history when a poll fails, or shows other resources', () => {
    see(single(DOWN));
    const history = store.get(TARGET)?.history;
    miss();
    store.update(TARGET, 'gateways', (state) => succeed(state, listing([]), time()));
    expect(store.get(TARGET)?.history).toBe(history);
  });
});

it('agrees with a plain account of what was shown, whatever happens', () => {
  const statuses = fc.constantFrom<(IpsecStatus | 'gone' | 'fails')[]>(
    UP,
    DOWN,
    'ike_sa_established',
    'unknown',
    'gone',
    'fails',
  );
  fc.assert(
    fc.property(fc.array(statuses, { minLength: 1, maxLength: 25 }), (story) => {
      store = new Store();
      store.open(TARGET, ['connections']);
      const shown: { readonly ms: number; readonly isUp: boolean }[] = [];
      for (const status of story) {
        if (status === 'fails') miss();
        else if (status === 'gone') see();
        else {
          const ms = see(single(status));
          if (status !== 'unknown') shown.push({ ms, isUp: status === UP });
        }
      }
      const last = shown.at(-1);
      const otherwise = shown.findLast(({ isUp }) => isUp !== last?.isUp);
      const begin = shown.find(({ ms }) => otherwise === undefined || ms > otherwise.ms);
      expect(remembered()?.since).toEqual(
        begin === undefined ? undefined : { ms: begin.ms, otherwiseMs: otherwise?.ms },
      );
    }),
  );
});
