/** What comes first, what counts as trouble, and how it is all told in one sentence. */

import { describe, expect, it } from '@jest/globals';
import { NOTHING_YET } from '../../src/polling/state.ts';
import { hasTrouble, overviewOf } from '../../src/views/overview.ts';
import { verdictOf } from '../../src/views/verdict.ts';
import type { TargetState } from '../../src/polling/store.ts';
import { connection, dual, gateway, target, tunnel } from '../support/samples.ts';
import {
  CONTEXT,
  fails,
  healthy,
  shows,
  STALE_MS,
  stateOf,
} from '../report/html/support/states.ts';

const down = { status: 'ike_sa_not_established' } as const;
const old = (id: string): TargetState =>
  stateOf({ connections: fails(shows([connection(id)], STALE_MS + 1)) }, target('r-old'));

describe('overviewOf', () => {
  it('puts the worst connection first, then goes by account, region and name', () => {
    const zeta = { name: 'zeta' };
    const { connections } = overviewOf(
      [
        healthy([
          connection('up-2'),
          connection('up-1'),
          connection('idle', { ...down, state: 'init' }),
        ]),
        healthy([connection('up-b')], [], target('b', { name: 'beta' })),
        healthy(
          [connection('up-a', zeta), connection('worst', down)],
          [],
          target('a', { name: 'beta' }),
        ),
        healthy([connection('odd', { status: 'unknown' }), connection('grey', { bgpUp: false })]),
        old('past'),
      ],
      CONTEXT,
    );
    expect(connections.map((view) => [view.connection.id, view.level])).toEqual([
      ['worst', 'down'],
      ['odd', 'unknown'],
      ['past', 'stale'],
      ['grey', 'degraded'],
      ['idle', 'inactive'],
      ['up-a', 'up'],
      ['up-b', 'up'],
      ['up-1', 'up'],
      ['up-2', 'up'],
    ]);
  });

  it('puts gateways that need something before those that do not', () => {
    const ends = { expirationSeconds: CONTEXT.nowMs / 1000 + 86_400 };
    const gateways = [
      gateway('fine'),
      gateway('ends', ends),
      gateway('gone', { status: 'deleting' }),
    ];
    const overview = overviewOf([healthy([], gateways)], CONTEXT);
    expect(overview.gateways.map((view) => view.gateway.id)).toEqual(['gone', 'ends', 'fine']);
  });

  it('puts targets that fail first, then those with something odd', () => {
    const odd = stateOf(
      { connections: shows([connection('x')], 0, [{ id: 'x', field: 'Status' }]) },
      target('odd'),
    );
    const { targets } = overviewOf(
      [
        healthy([], [], target('a')),
        odd,
        stateOf({ connections: NOTHING_YET }, target('new')),
        stateOf({ connections: fails(NOTHING_YET) }, target('bad')),
      ],
      CONTEXT,
    );
    expect(targets.map(({ region, health }) => [region, health])).toEqual([
      ['bad', 'failed'],
      ['new', 'waiting'],
      ['odd', 'ok'],
      ['a', 'ok'],
    ]);
  });
});

describe('expected connections', () => {
  const PROD = { expectedConnections: ['vco-1', 'vco-2'], regions: ['r1', 'r2'] };
  const found = (...states: readonly TargetState[]): readonly (boolean | undefined)[] =>
    overviewOf(states, CONTEXT).expected.map((one) => one.found);
  const r1 = healthy([connection('vco-1')], [], target('r1', PROD));
  const r2 = healthy([connection('vco-3')], [], target('r2', PROD));

  it('are found, or missing', () => {
    expect(found(r1, r2)).toEqual([true, false]);
  });

  it('are not called missing while a region cannot be seen', () => {
    const blind = stateOf({ connections: fails(NOTHING_YET) }, target('r2', PROD));
    expect(found(r1, blind)).toEqual([true, undefined]);
  });

  it('are not called missing when another shard polls one of the regions', () => {
    expect(found(r1)).toEqual([true, undefined]);
  });

  it('of all regions are not called missing before every region that was found is polled', () => {
    const all = { ...PROD, regions: 'all' as const, excludeRegions: ['r3'] };
    const first = healthy([connection('vco-1')], [], target('r1', all));
    const second = healthy([], [], target('r2', all));
    const discovery = stateOf(
      { regions: shows([{ id: 'r1' }, { id: 'r2' }, { id: 'r3' }]) },
      target('all', all),
    );
    expect(found(discovery, first, second)).toEqual([true, false]);
    expect(found(discovery, first)).toEqual([true, undefined]);
    const unknown = stateOf({ regions: NOTHING_YET }, target('all', all));
    expect(found(unknown, first, second)).toEqual([true, undefined]);
  });

  it('of one account are looked for in its own regions only', () => {
    const other = healthy([connection('vco-2')], [], target('r1', { name: 'other' }));
    expect(found(r1, r2, other)).toEqual([true, false]);
  });
});

describe('verdict and trouble', () => {
  const missing = target('cn-hangzhou', { expectedConnections: ['vco-gone'] });
  const up = connection('vco-1');

  it.each<[string, readonly TargetState[], string, string, boolean]>([
    ['nothing', [], 'inactive', 'Nothing is polled yet', false],
    [
      'no poll yet',
      [stateOf({ connections: NOTHING_YET })],
      'inactive',
      '1 target not polled yet',
      false,
    ],
    ['no connection', [healthy([])], 'inactive', 'No connection is known', false],
    ['all up', [healthy([up])], 'up', 'Nothing is wrong: 1 connection up', false],
    [
      'all up, but one that is not in use',
      [healthy([up, connection('vco-2', { ...down, state: 'init' })])],
      'up',
      'Nothing is wrong: 1 connection up, 1 inactive',
      false,
    ],
    ['one down', [healthy([up, connection('vco-2', down)])], 'down', '1 connection down', true],
    [
      'redundancy lost',
      [healthy([dual('vco-1', [tunnel('tun-1'), tunnel('tun-2', down)])])],
      'degraded',
      '1 connection degraded',
      true,
    ],
    [
      'no status',
      [healthy([connection('vco-1', { status: 'unknown' })])],
      'unknown',
      '1 connection unknown',
      true,
    ],
    [
      'a region that cannot be seen',
      [healthy([up]), stateOf({ connections: fails(NOTHING_YET) }, target('r2'))],
      'stale',
      '1 target failing',
      false,
    ],
    [
      'a region last seen long ago',
      [old('vco-1')],
      'stale',
      '1 target failing, 1 connection stale',
      true,
    ],
    [
      'a region no longer polled',
      [stateOf({ connections: shows([up], STALE_MS + 1) })],
      'stale',
      '1 target not polled, 1 connection stale',
      true,
    ],
    ['one missing', [healthy([up], [], missing)], 'down', '1 expected connection missing', true],
    [
      'a locked gateway',
      [healthy([up], [gateway('vpn-1', { businessStatus: 'FinancialLocked' })])],
      'degraded',
      '1 VPN gateway in trouble',
      true,
    ],
    [
      'much',
      [
        healthy([connection('vco-2', down), connection('vco-3', down)], [], missing),
        healthy([connection('vco-4', { healthCheckUp: false })], [], target('r2')),
      ],
      'down',
      '2 connections down, 1 expected connection missing, 1 connection degraded',
      true,
    ],
    [
      'a row that cannot be decoded',
      [stateOf({ connections: shows([up, connection('x')], 0, [{ id: undefined, field: 'Id' }]) })],
      'unknown',
      '1 row that cannot be decoded',
      true,
    ],
  ])('%s', (_name, states, level, text, isTrouble) => {
    const overview = overviewOf(states, CONTEXT);
    expect(verdictOf(overview)).toEqual({ level, text });
    expect(hasTrouble(overview)).toBe(isTrouble);
  });
});
