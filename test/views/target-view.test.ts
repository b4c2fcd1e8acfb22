/** What is said of the polling of a target. */

import { describe, expect, it } from '@jest/globals';
import { ALL_REGIONS } from '../../src/polling/jobs.ts';
import { NOTHING_YET } from '../../src/polling/state.ts';
import { judgeTarget, nextPoll } from '../../src/views/target-view.ts';
import type { CollectorStates } from '../../src/polling/store.ts';
import { connection, target } from '../support/samples.ts';
import {
  CONTEXT,
  diagnosed,
  fails,
  NOW_MS,
  shows,
  STALE_MS,
  stateOf,
} from '../report/html/support/states.ts';

const good = shows([connection('vco-1'), connection('vco-2')]);
const old = shows([connection('vco-1')], STALE_MS + 1);

describe('the health of a target', () => {
  it.each<[string, CollectorStates, string]>([
    ['all well', { connections: good, gateways: shows([]) }, 'ok'],
    ['nothing was polled', { connections: NOTHING_YET, gateways: NOTHING_YET }, 'waiting'],
    ['one collector was not polled', { connections: good, gateways: NOTHING_YET }, 'waiting'],
    ['one collector fails', { connections: good, gateways: fails(shows([])) }, 'failed'],
    ['one has never succeeded', { connections: fails(NOTHING_YET) }, 'failed'],
    ['polls have ceased', { connections: old }, 'stale'],
    ['an old state fails', { connections: fails(old), gateways: shows([]) }, 'failed'],
    ['only the diagnosis fails', { connections: good, diagnosis: fails(diagnosed({})) }, 'failed'],
    ['there was nothing to diagnose yet', { connections: good, diagnosis: NOTHING_YET }, 'ok'],
    ['no collector runs', {}, 'waiting'],
  ])('when %s', (_name, collectors, health) => {
    expect(judgeTarget(stateOf(collectors), CONTEXT)).toMatchObject({
      account: 'prod',
      region: 'cn-hangzhou',
      health,
    });
  });

  it('does not mind regions that were looked up hours ago', () => {
    const regions = shows([{ id: 'cn-hangzhou' }], 20 * 3_600_000);
    const view = judgeTarget(stateOf({ regions }, target(ALL_REGIONS)), CONTEXT);
    expect(view.health).toBe('ok');
  });
});

describe('what is known of a collector', () => {
  it('is its counts, its times and its last failure', () => {
    const connections = fails(fails(good, { code: 'First' }), { code: 'Second' });
    const [view] = judgeTarget(stateOf({ connections }), CONTEXT).collectors;
    expect(view).toMatchObject({
      name: 'connections',
      health: 'failed',
      polls: 4,
      failures: 2,
      resources: 2,
      reported: 2,
      lastSuccessMs: NOW_MS - 5_000,
      lastPoll: { finishedMs: NOW_MS - 1_000, failure: { code: 'Second' } },
    });
  });
});

describe('the notes of a target', () => {
  const notes = (collectors: CollectorStates): readonly string[] =>
    judgeTarget(stateOf(collectors), CONTEXT).notes;

  it('say what differs from what the API reports', () => {
    expect(notes({ connections: good })).toEqual([]);
    const { lastSuccess } = good;
    if (lastSuccess === undefined) throw new Error('no success');
    const fewer = { ...good, lastSuccess: { ...lastSuccess, reported: 3 } };
    expect(notes({ connections: fewer })).toEqual(['connections: the API reports 3 and shows 2']);
  });

  it('name the rows that could not be decoded, up to a number', () => {
    const one = [{ id: 'vco-1', field: 'Status' }];
    const ids = [...Array(12).keys()].map((index) => ({ id: undefined, field: `F${index}` }));
    expect(notes({ connections: shows([connection('vco-1')], 0, one) })).toEqual([
      'connections: 1 row cannot be decoded: vco-1 (Status)',
    ]);
    const [many = ''] = notes({ connections: shows([], 0, ids) });
    expect(many).toMatch(/^connections: 12 rows cannot be decoded: a row without an id \(F0\), /);
    expect(many).toMatch(/\(F9\), and 2 more$/);
  });
});

describe('nextPoll', () => {
  const next = (collectors: CollectorStates, intervalMs = 60_000): string =>
    nextPoll(judgeTarget(stateOf(collectors), CONTEXT), () => intervalMs, NOW_MS);

  it('is an interval after the start of the last one', () => {
    expect(next({ connections: good })).toBe('in 54 s');
    expect(next({ connections: fails(good) })).toBe('in 58 s');
  });

  it('is due when that has passed, or nothing is known', () => {
    expect(next({ connections: good }, 6_000)).toBe('due');
    expect(next({ connections: NOTHING_YET })).toBe('due');
    expect(next({})).toBe('due');
  });

  it('counts from what every poll runs, not from what is asked now and then', () => {
    expect(next({ connections: good, diagnosis: fails(diagnosed({})) })).toBe('in 54 s');
  });

  it('of the regions is daily, unless the last look-up failed', () => {
    const regions = shows([{ id: 'cn-hangzhou' }]);
    expect(next({ regions })).toBe('within an hour');
    expect(next({ regions: fails(regions) })).toBe('in 58 s');
  });
});
