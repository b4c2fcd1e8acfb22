/** What the metrics say of the polls of a target, and of the calls they make. */

import { describe, expect, it } from '@jest/globals';
import { FAILURE_REASONS, type FailureReason } from '../../src/model/failure.ts';
import { requestFamilies, targetFamilies } from '../../src/exposition/sections.ts';
import { fail, NOTHING_YET, succeed, type CollectorState } from '../../src/polling/state.ts';
import { samplesOf, valuesOf } from '../support/samples-of.ts';
import { failure, listing, pollTime } from '../support/samples.ts';

const KEY = { account: 'prod', region: 'cn-hangzhou', collector: 'connections' };
const { collector, ...scope } = KEY;
type State = CollectorState<{ readonly id: string }>;

const success: State = succeed<{ readonly id: string }>(
  NOTHING_YET,
  listing([{ id: 'a' }], { reported: 3, rejected: [{ id: 'b', field: 'Status' }] }),
  pollTime(90_000, 250, 1_500),
);
const lost: State = fail(success, failure({ reason: 'timeout' }), pollTime(61_000, 30_000));
const again: State = succeed(
  lost,
  listing<{ readonly id: string }>([]),
  pollTime(91_000, 0, 121_000),
);
const never: State = fail<{ readonly id: string }>(NOTHING_YET, failure(), pollTime(1_000, 40));

const NOTHING = {
  target_up: [],
  target_last_success_timestamp_seconds: [],
  target_last_poll_duration_seconds: [],
  target_resources: [],
  target_reported_resources: [],
  target_rejected_rows: [],
  exporter_polls_total: [0],
};

describe('a target', () => {
  it.each<[string, State, Readonly<Record<string, readonly number[]>>]>([
    ['before the first poll', NOTHING_YET, NOTHING],
    [
      'after a failure and nothing else',
      never,
      {
        ...NOTHING,
        target_up: [0],
        target_last_poll_duration_seconds: [0.04],
        exporter_polls_total: [1],
      },
    ],
    [
      'after a success',
      success,
      {
        target_up: [1],
        target_last_success_timestamp_seconds: [1.5],
        target_last_poll_duration_seconds: [0.25],
        target_resources: [2],
        target_reported_resources: [3],
        target_rejected_rows: [1],
        exporter_polls_total: [1],
      },
    ],
    [
      'that fails after a success',
      lost,
      {
        target_up: [0],
        target_last_success_timestamp_seconds: [1.5],
        target_last_poll_duration_seconds: [30],
        target_resources: [2],
        target_reported_resources: [3],
        target_rejected_rows: [1],
        exporter_polls_total: [2],
      },
    ],
    [
      'that recovers, with nothing in it any more',
      again,
      {
        target_up: [1],
        target_last_success_timestamp_seconds: [121],
        target_last_poll_duration_seconds: [0],
        target_resources: [0],
        target_reported_resources: [0],
        target_rejected_rows: [0],
        exporter_polls_total: [3],
      },
    ],
  ])('%s', (_name, state, expected) => {
    const values = valuesOf(targetFamilies, { scope, collector, state });
    const actual = Object.fromEntries(Object.keys(expected).map((name) => [name, values(name)]));
    expect(actual).toEqual(expected);
  });

  it.each(FAILURE_REASONS)('counts failures because of %s, every other reason from 0', (reason) => {
    const state = fail(again, failure({ reason }), pollTime(0));
    const samples = samplesOf(targetFamilies, { scope, collector, state })(
      'exporter_poll_failures_total',
    );
    const expected = new Map<FailureReason, number>(FAILURE_REASONS.map((name) => [name, 0]));
    expected.set('timeout', 1);
    expected.set(reason, (expected.get(reason) ?? 0) + 1);
    expect(samples).toEqual(
      FAILURE_REASONS.map((name) => [expected.get(name), { ...KEY, reason: name }]),
    );
  });

  it('counts rows that could not be decoded, by field', () => {
    const samples = samplesOf(targetFamilies, { scope, collector, state: lost });
    expect(samples('exporter_rows_rejected_total')).toEqual([[1, { ...KEY, field: 'Status' }]]);
  });
});

it('calls are counted by action and code', () => {
  const requests = { A: { OK: 2, Throttling: 1 }, B: { OK: 3 } };
  expect(samplesOf(requestFamilies, { scope, requests })('exporter_api_requests_total')).toEqual([
    [2, { ...scope, action: 'A', code: 'OK' }],
    [1, { ...scope, action: 'A', code: 'Throttling' }],
    [3, { ...scope, action: 'B', code: 'OK' }],
  ]);
});
