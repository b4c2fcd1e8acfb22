import { describe, expect, it } from '@jest/globals';
import { ConfigError } from '../../../src/config/error.ts';
import {
  FaultRegistry,
  type CallFacts,
  type FaultInput,
} from '../../../src/simulator/faults/faults.ts';

const CALL: CallFacts = { account: 'a', region: 'r', action: 'DescribeVpnConnections', page: 1 };

function hits(fault: Omit<FaultInput, 'effect'>, calls: readonly CallFacts[]): readonly boolean[] {
  const registry = new FaultRegistry();
  registry.add({ ...fault, effect: { kind: 'hang' } });
  return calls.map((call) => registry.take(call).length > 0);
}

function times(count: number): readonly CallFacts[] {
  return Array.from({ length: count }, () => CALL);
}

describe('which calls a fault hits', () => {
  it.each<[string, Omit<FaultInput, 'effect'>, readonly boolean[]]>([
    ['every one', {}, [true, true, true, true]],
    ['the first', { times: 1 }, [true, false, false, false]],
    ['the first two', { times: 2 }, [true, true, false, false]],
    ['none', { times: 0 }, [false, false, false, false]],
    ['every second', { every: 2 }, [false, true, false, true]],
    ['every third', { every: 3 }, [false, false, true, false]],
    ['all but the first two', { after: 2 }, [false, false, true, true]],
    ['one after two', { after: 2, times: 1 }, [false, false, true, false]],
    ['every second after one', { after: 1, every: 2 }, [false, false, true, false]],
  ])('%s', (_, fault, expected) => {
    expect(hits(fault, times(4))).toEqual(expected);
  });

  it.each<[string, FaultInput['match'], boolean]>([
    ['the account', { account: 'a' }, true],
    ['another account', { account: 'b' }, false],
    ['the region', { region: 'r' }, true],
    ['another region', { region: 's' }, false],
    ['the action', { action: 'DescribeVpnConnections' }, true],
    ['another action', { action: 'DescribeRegions' }, false],
    ['the page', { page: 1 }, true],
    ['another page', { page: 2 }, false],
    ['all of it', { account: 'a', region: 'r', page: 1 }, true],
    ['not all of it', { account: 'a', region: 'r', page: 2 }, false],
  ])('matched by %s', (_, match, expected) => {
    expect(hits({ match }, [CALL])).toEqual([expected]);
  });

  it('counts matching calls only', () => {
    const other = { ...CALL, page: 2 };
    expect(hits({ match: { page: 1 }, every: 2 }, [CALL, other, other, CALL])).toEqual([
      false,
      false,
      false,
      true,
    ]);
  });

  it('a call that says nothing of itself meets faults for all calls only', () => {
    const silent = { account: undefined, region: undefined, action: undefined, page: 1 };
    expect(hits({}, [silent])).toEqual([true]);
    expect(hits({ match: { account: 'a' } }, [silent])).toEqual([false]);
  });
});

describe('the registry', () => {
  it('lists, lifts and clears', () => {
    const registry = new FaultRegistry();
    const [first, second] = [
      registry.add({ effect: 'throttled', times: 1 }),
      registry.add({ effect: { kind: 'fin' } }),
    ];
    expect(registry.take(CALL).map(({ kind }) => kind)).toEqual(['error', 'fin']);
    registry.take(CALL);
    expect(registry.list()).toMatchObject([
      { id: first, seen: 2, hits: 1, fault: { effect: { code: 'Throttling.User' } } },
      { id: second, seen: 2, hits: 2 },
    ]);
    expect([registry.remove(first), registry.remove(first)]).toEqual([true, false]);
    registry.clear();
    expect(registry.list()).toEqual([]);
  });

  it.each<[string, unknown]>([
    ['an unknown kind', { effect: { kind: 'explode' } }],
    ['an unknown preset', { effect: 'exploded' }],
    ['an unknown error code', { effect: { kind: 'error', code: 'Exploded' } }],
    ['an extra setting', { effect: { kind: 'hang', ms: 5 } }],
    [
      'a header with a line break',
      { effect: { kind: 'reply', status: 200, headers: { a: 'b\r\nc' } } },
    ],
    ['a header name in capitals', { effect: { kind: 'reply', status: 200, headers: { A: 'b' } } }],
    ['a status that is none', { effect: { kind: 'reply', status: 99 } }],
    ['every 0th call', { effect: { kind: 'hang' }, every: 0 }],
    ['nothing', {}],
  ])('refuses %s', (_, fault) => {
    expect(() => new FaultRegistry().add(fault as FaultInput)).toThrow(ConfigError);
  });
});
