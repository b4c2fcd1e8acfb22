/** Found, missing, or not to be told: what the exporter says of connections that ought to exist. */

import { describe, expect, it } from '@jest/globals';
import type { RejectedRow } from '../../src/alicloud/api.ts';
import type { FailureReason } from '../../src/model/failure.ts';
import type { Connection } from '../../src/collectors/connections/item.ts';
import { NO_HISTORY } from '../../src/polling/history.ts';
import { expectedSection } from '../../src/exposition/sections.ts';
import { findExpected } from '../../src/views/expected.ts';
import { ALL_REGIONS } from '../../src/polling/jobs.ts';
import { fail, NOTHING_YET, succeed, type CollectorState } from '../../src/polling/state.ts';
import type { TargetState } from '../../src/polling/store.ts';
import { account, connection, failure, listing, pollTime } from '../support/samples.ts';

const STALE_MS = 300_000;
const PROD = account({ expectedConnections: ['vco-1'] });
const time = pollTime;

type State = CollectorState<Connection>;
const NEVER: State = NOTHING_YET;

/** A region at time 0 that shows these connections. */
const shows = (...ids: readonly string[]): State =>
  succeed(NEVER, listing(ids.map((id) => connection(id))), time(0), STALE_MS);
const odd = (id: string | undefined): RejectedRow => ({ id, field: 'Status' });
const showsOdd = (id: string | undefined, state: State = NEVER, atMs = 0): State =>
  succeed(state, listing<Connection>([], { rejected: [odd(id)] }), time(atMs), STALE_MS);
const fails = (reason: FailureReason, state: State = NEVER): State =>
  fail(state, failure({ reason }), time(0));

function regions(states: readonly (State | undefined)[], of = PROD): readonly TargetState[] {
  const all = { ...of, regions: states.map((_, index) => `r${index}`) };
  return states.map((connections, index) => ({
    target: { account: all, region: `r${index}` },
    collectors: connections === undefined ? { gateways: NOTHING_YET } : { connections },
    requests: {},
    history: NO_HISTORY,
  }));
}

/** Whether vco-1 is found by a process that has these targets. */
function foundIn(targets: readonly TargetState[], nowMs = 0): boolean | undefined {
  const of = targets[0]?.target.account ?? PROD;
  return findExpected(of, targets, STALE_MS, nowMs)[0]?.found;
}

describe('findExpected', () => {
  const found = (states: readonly (State | undefined)[], nowMs = 0): boolean | undefined =>
    foundIn(regions(states), nowMs);

  it.each<[string, readonly (State | undefined)[], boolean | undefined]>([
    ['the only region shows it', [shows('vco-1')], true],
    ['one of the regions shows it', [shows('vco-2'), shows('vco-1')], true],
    ['one shows it, while another cannot be seen', [fails('timeout'), shows('vco-1')], true],
    ['one shows it and has failed since', [fails('timeout', shows('vco-1'))], true],
    ['one shows a row of it that cannot be decoded', [showsOdd('vco-1')], true],
    ['no region shows it', [shows('vco-2'), shows()], false],
    ['the only region showed others, and has failed since', [fails('network', shows())], false],
    ['a region refuses the account', [shows(), fails('forbidden')], false],
    ['a region does not exist', [shows(), fails('invalid_request')], false],
    ['a row of another cannot be decoded', [showsOdd('vco-2')], false],
    ['a row of unknown id may be its', [showsOdd(undefined), shows()], undefined],
    ['there is no region', [], undefined],
    ['connections are not collected', [undefined], undefined],
    ['no region was polled', [NEVER], undefined],
    ['one region was not polled', [shows(), NEVER], undefined],
    ['one region cannot be seen', [shows(), fails('throttled')], undefined],
    ['no region can be seen', [fails('auth'), fails('forbidden')], undefined],
  ])('when %s', (_name, states, expected) => {
    expect(found(states)).toBe(expected);
  });

  it.each<[string, readonly State[], number, boolean | undefined]>([
    ['a region that showed it, at stale_after', [shows('vco-1')], STALE_MS, true],
    ['a region that showed it, past stale_after', [shows('vco-1')], STALE_MS + 1, undefined],
    ['a region that did not, at stale_after', [shows()], STALE_MS, false],
    ['a region that did not, past stale_after', [shows()], STALE_MS + 1, undefined],
    [
      'a row that could not be decoded, past stale_after',
      [showsOdd('vco-1')],
      STALE_MS + 1,
      undefined,
    ],
    [
      'a row that cannot be decoded any more, past stale_after',
      [showsOdd('vco-1', shows('vco-1'), STALE_MS)],
      STALE_MS + 1,
      true,
    ],
  ])('of %s', (_name, states, nowMs, expected) => {
    expect(found(states, nowMs)).toBe(expected);
  });

  it('is not to be told when the region that had it refuses the account now', () => {
    const refused = fails('forbidden', shows('vco-1'));
    const other = succeed(NEVER, listing<Connection>([]), time(STALE_MS + 1), STALE_MS);
    expect(found([refused, other], STALE_MS + 1)).toBeUndefined();
  });

  describe('in the region that has it', () => {
    const known = account({ expectedConnections: ['vco-1'], expectedRegions: { 'vco-1': 'r0' } });

    it.each<[string, readonly (State | undefined)[], boolean | undefined]>([
      ['is missing although another region cannot be read', [shows('vco-2'), NEVER], false],
      [
        'is not to be told while that region cannot be read',
        [fails('timeout'), shows()],
        undefined,
      ],
      ['is not to be told while a row of unknown id may be its', [showsOdd(undefined)], undefined],
      [
        'is missing after a poll without it, although one failed since',
        [fails('timeout', shows())],
        false,
      ],
      ['is found although another region has it', [shows(), shows('vco-1')], true],
    ])('%s', (_name, states, expected) => {
      expect(foundIn(regions(states, known))).toBe(expected);
    });

    it('is missing by the region that showed it last, although another cannot be read', () => {
      const [home, other] = regions([shows(), NEVER]);
      const lost = { lostMs: 0, since: { ms: 0, otherwiseMs: undefined } };
      const phase = { tunnelId: '', aspect: 'phase', value: 'up', ...lost } as const;
      const seenThere = { ...home!, history: new Map([['vco-1', [phase]]]) };
      expect(foundIn([home!, other!])).toBeUndefined();
      expect(foundIn([seenThere, other!])).toBe(false);
    });

    it('is told by the shard that reads the region, and by no other', () => {
      const [home, other] = regions([shows(), shows()], known);
      expect(foundIn([home!])).toBe(false);
      expect(foundIn([other!])).toBeUndefined();
    });
  });

  it('is told by a shard that reads all regions of the account only, where the region is not known', () => {
    const [one, two] = regions([shows(), shows()]);
    expect(foundIn([one!, two!])).toBe(false);
    expect(foundIn([one!])).toBeUndefined();
  });

  describe('among all regions that were found, of which one is not open to the account', () => {
    const all = account({ expectedConnections: ['vco-1'], regions: 'all' });
    const discovered = succeed(
      NOTHING_YET,
      listing([{ id: 'r0' }, { id: 'r1' }]),
      time(0),
      STALE_MS,
    );
    const discovery = (closedRegions: readonly string[]): TargetState => ({
      target: { account: all, region: ALL_REGIONS },
      collectors: { regions: discovered },
      requests: {},
      history: NO_HISTORY,
      closedRegions,
    });
    const open = (state: State): TargetState => ({
      ...discovery([]),
      target: { account: all, region: 'r0' },
      collectors: { connections: state },
    });

    it.each<[string, readonly TargetState[], boolean | undefined]>([
      ['is missing when the open ones were read', [discovery(['r1']), open(shows())], false],
      [
        'is not to be told while an open one cannot be read',
        [discovery(['r1']), open(NEVER)],
        undefined,
      ],
      ['is not to be told while one was not asked', [discovery([]), open(shows())], undefined],
    ])('%s', (_name, targets, expected) => {
      expect(foundIn(targets)).toBe(expected);
    });
  });

  it('looks in the regions of its own account only', () => {
    const others = regions([shows('vco-1')], account({ name: 'test' }));
    expect(
      findExpected({ ...PROD, regions: ['r0'] }, [...regions([shows()]), ...others], STALE_MS, 0),
    ).toEqual([{ account: 'prod', vpnConnectionId: 'vco-1', found: false }]);
  });
});

describe('expectedSection', () => {
  const show = (targets: readonly TargetState[], nowMs = 0) => {
    const { texts, validUntilMs } = expectedSection(STALE_MS).show(targets, nowMs);
    return { text: [...texts].join(''), validUntilMs };
  };
  const line = (value: number) =>
    `alicloud_vpn_connection_expected{account="prod",vpn_connection_id="vco-1"} ${value}\n`;

  it('writes one line for each connection that can be told', () => {
    const of = account({ expectedConnections: ['vco-1', 'vco-2'] });
    expect(show(regions([fails('timeout', shows('vco-1')), NEVER], of)).text).toBe(line(1));
  });

  it('follows what the regions show', () => {
    expect(show(regions([shows('vco-1', 'vco-2')])).text).toBe(line(1));
    expect(show(regions([shows()])).text).toBe(line(0));
    expect(show([]).text).toBe('');
  });

  it.each<[string, readonly (State | undefined)[], number, number]>([
    ['what is seen', [shows('vco-1'), showsOdd('vco-1', NEVER, 9)], 0, STALE_MS],
    ['what is known', [fails('timeout', showsOdd('vco-1', shows('vco-1'), 9))], 0, STALE_MS],
    ['what is seen last', [shows(), showsOdd('vco-1', NEVER, 9)], STALE_MS + 1, STALE_MS + 9],
    ['nothing, when all is too old', [shows()], STALE_MS + 1, Infinity],
    ['nothing, before the first poll', [NEVER, undefined], 0, Infinity],
  ])('is good until %s has grown too old', (_what, states, nowMs, end) => {
    expect(show(regions(states), nowMs).validUntilMs).toBe(end);
  });

  it('is good for ever where nothing is expected', () => {
    const none = account({ expectedConnections: [] });
    expect(show(regions([shows('vco-1')], none)).validUntilMs).toBe(Infinity);
  });

  it('says the same until then, and another thing a millisecond later', () => {
    const states = regions([shows('vco-1')]);
    const { text, validUntilMs } = show(states);
    expect(show(states, validUntilMs).text).toBe(text);
    expect(show(states, validUntilMs + 1).text).not.toBe(text);
  });
});
