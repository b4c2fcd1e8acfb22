/** What the page says about how long something has been as it is. */

import { describe, expect, it } from '@jest/globals';
import { NO_HISTORY, remember, type History } from '../../src/polling/history.ts';
import type { Connection } from '../../src/collectors/connections/item.ts';
import { sinceText } from '../../src/report/html/parts.ts';
import { renderTable } from '../../src/report/table.ts';
import { renderJson } from '../../src/report/json.ts';
import { overviewOf } from '../../src/views/overview.ts';
import type { TargetState } from '../../src/polling/store.ts';
import { connection, dual, target, tunnel } from '../support/samples.ts';
import { pageOf, rowsOf, textOf } from '../report/html/support/page.ts';
import {
  CONTEXT,
  MONOTONIC_MS,
  NOW_MS,
  shows,
  STALE_MS,
  stateOf,
} from '../report/html/support/states.ts';

const MINUTE = 60_000;
const DOWN = { status: 'ike_sa_not_established' } as const;
const ID = 'vco-1';

/** A moment of the past, in minutes before now, and the connection as it was shown then. */
type Sight = readonly [minutesAgo: number, connection: Connection];

function entriesOf([minutesAgo, item]: Sight) {
  return new Map([[item.id, { item, seenMs: MONOTONIC_MS - minutesAgo * MINUTE }]]);
}

function historyOf(sights: readonly Sight[]): History {
  return sights.reduce<History>((history, sight, index) => {
    const before = sights[index - 1];
    const entries = before === undefined ? new Map() : entriesOf(before);
    return remember(history, entries, entriesOf(sight), MONOTONIC_MS - sight[0] * MINUTE);
  }, NO_HISTORY);
}

/** A target that showed the last of these just now. */
function stateAfter(...sights: readonly Sight[]): TargetState {
  const item = sights.at(-1)?.[1] ?? connection(ID);
  return stateOf({ connections: shows([item]) }, target(), historyOf(sights));
}

const statesOf = (...sights: readonly Sight[]): readonly (string | undefined)[] =>
  rowsOf(pageOf([stateAfter(...sights)]), 'c').map(([state]) => state);

const twin = (
  first: Parameters<typeof tunnel>[1],
  second: Parameters<typeof tunnel>[1],
  changes: Partial<Connection> = {},
) => dual(ID, [tunnel('tun-1', first), tunnel('tun-2', second)], changes);

describe('the state of a single-tunnel connection', () => {
  it('is known since the change that was seen', () => {
    expect(statesOf([15, connection(ID)], [14, connection(ID, DOWN)])).toEqual([
      'down since 02:50 UTC (14 min)',
    ]);
  });

  it('is known for at least as long as it was seen', () => {
    expect(statesOf([14, connection(ID, DOWN)])).toEqual(['down for at least 14 min']);
    expect(statesOf([180, connection(ID)])).toEqual(['up for at least 3 h']);
  });

  it('tells the day where it was not today', () => {
    expect(statesOf([241, connection(ID)], [240, connection(ID, DOWN)])).toEqual([
      'down since 2026-01-01 23:04 UTC (4 h)',
    ]);
  });

  it('is degraded since BGP or the health check fails', () => {
    const item = (bgpUp: boolean, healthCheckUp: boolean) =>
      connection(ID, { bgpUp, healthCheckUp });
    expect(
      statesOf([32, item(true, true)], [31, item(false, true)], [5, item(false, false)]),
    ).toEqual(['degraded since 02:33 UTC (31 min)']);
  });

  it('is up since the last of it came up', () => {
    const item = (bgpUp: boolean) => connection(ID, { bgpUp });
    expect(
      statesOf([61, connection(ID, DOWN)], [60, item(false)], [5, item(false)], [4, item(true)]),
    ).toEqual(['up since 03:00 UTC (4 min)']);
  });

  it.each([
    ['inactive', connection(ID, { ...DOWN, state: 'init' })],
    ['unknown', connection(ID, { status: 'unknown' })],
  ] as const)('has no time where it is %s', (level, item) => {
    expect(statesOf([20, connection(ID)], [14, item])).toEqual([level]);
  });

  it('has no time where it is degraded by what has no history', () => {
    expect(statesOf([14, connection(ID, { state: 'financialLocked' })])).toEqual(['degraded']);
  });

  it('has no time where nothing is remembered', () => {
    expect(rowsOf(pageOf([stateOf({ connections: shows([connection(ID)]) })]), 'c')[0]?.[0]).toBe(
      'up',
    );
  });

  it('has no time where it is stale', () => {
    const history = historyOf([[14, connection(ID, DOWN)]]);
    const connections = shows([connection(ID, DOWN)], STALE_MS + 1);
    const page = pageOf([stateOf({ connections }, target(), history)]);
    expect(rowsOf(page, 'c').map(([state]) => state)).toEqual(['stale']);
  });
});

describe('the states of a dual-tunnel connection', () => {
  it('are each of their own', () => {
    expect(
      statesOf(
        [60, twin({}, {})],
        [58, twin(DOWN, {})],
        [30, twin(DOWN, { bgpUp: true })],
        [29, twin(DOWN, { bgpUp: false })],
      ),
    ).toEqual([
      'degraded since 02:06 UTC (58 min)',
      'down since 02:06 UTC (58 min)',
      'degraded since 02:35 UTC (29 min)',
    ]);
  });

  it('is down since its last tunnel went down', () => {
    expect(
      statesOf(
        [60, twin({}, {})],
        [58, twin(DOWN, {})],
        [31, twin(DOWN, {})],
        [30, twin(DOWN, DOWN)],
      ),
    ).toEqual([
      'down since 02:34 UTC (30 min)',
      'down since 02:06 UTC (58 min)',
      'down since 02:34 UTC (30 min)',
    ]);
  });

  it('is degraded since traffic passes again, where a tunnel was down before', () => {
    const [state] = statesOf(
      [60, twin({}, {})],
      [59, twin(DOWN, DOWN)],
      [11, twin(DOWN, DOWN)],
      [10, twin(DOWN, {})],
    );
    expect(state).toBe('degraded since 02:54 UTC (10 min)');
  });

  it('is up for at least as long as all of it was seen up', () => {
    expect(statesOf([40, twin({}, {})])).toEqual(Array(3).fill('up for at least 40 min'));
  });

  it('tells nothing of a tunnel whose status is unknown', () => {
    expect(statesOf([40, twin(DOWN, {})], [4, twin({ status: 'unknown' }, {})])).toEqual([
      'degraded',
      'unknown',
      'up for at least 40 min',
    ]);
  });
});

describe('a change that was not watched', () => {
  const after = (gapMs: number) => {
    const ms = NOW_MS - MINUTE;
    return textOf(sinceText({ ms, otherwiseMs: ms - gapMs }, CONTEXT).text);
  };

  it('is told as one while what was seen before was not too old', () => {
    expect(after(STALE_MS)).toBe('since 03:03 UTC (60 s)');
  });

  it('is told as what is known of it otherwise', () => {
    expect(after(STALE_MS + 1)).toBe('for at least 60 s');
  });

  it('does not end in the future when the clock is set back', () => {
    const text = sinceText({ ms: NOW_MS + MINUTE, otherwiseMs: undefined }, CONTEXT).text;
    expect(textOf(text)).toBe('for at least 0 s');
  });
});

it('names the moment for machines', () => {
  const page = pageOf([stateAfter([15, connection(ID)], [14, connection(ID, DOWN)])]);
  expect(page).toContain(
    'since <time datetime="2026-01-02T02:50:05.000Z">02:50 UTC</time> (14\u00a0min)',
  );
});

it('is nothing that --once could know', () => {
  const overview = overviewOf([stateAfter([0, connection(ID, DOWN)])], CONTEXT);
  const build = { version: '1', revision: 'r' };
  expect(renderTable(overview, { nowMs: NOW_MS, color: false, isWide: true })).not.toMatch(
    /since|at least/,
  );
  expect(renderJson(overview, { nowMs: NOW_MS, build, exitCode: 3 })).not.toMatch(/since|at least/);
});
