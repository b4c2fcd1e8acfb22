/** What is said of a connection and its tunnels, by what the API says of them. */

import { describe, expect, it } from '@jest/globals';
import type { Connection, IpsecStatus } from '../../src/collectors/connections/item.ts';
import { judgeConnections, type ConnectionView } from '../../src/views/connection-view.ts';
import type { CollectorStates } from '../../src/polling/store.ts';
import { connection, dual, tunnel } from '../support/samples.ts';
import {
  CONTEXT,
  diagnosed,
  fails,
  failedReason,
  MONOTONIC_MS,
  NOW_MS,
  shows,
  STALE_MS,
  stateOf,
} from '../report/html/support/states.ts';

const UP: IpsecStatus = 'ipsec_sa_established';
const DOWN: IpsecStatus = 'ike_sa_not_established';

function judge(
  item: Connection,
  collectors: CollectorStates = {},
  agoMs?: number,
): ConnectionView | undefined {
  const state = stateOf({ connections: shows([item], agoMs), ...collectors });
  return [...judgeConnections(state, CONTEXT)][0];
}

/** A dual-tunnel connection whose tunnels have these statuses. */
function pair(statuses: readonly IpsecStatus[], changes: Partial<Connection> = {}): Connection {
  const tunnels = statuses.map((status, index) => tunnel(`tun-${index + 1}`, { status }));
  return dual('vco-1', tunnels, changes);
}

describe('the level of a connection', () => {
  it.each<[string, Connection, string, readonly string[]]>([
    ['single, up', connection('vco-1'), 'up', []],
    [
      'single, up with everything',
      connection('vco-1', { bgpUp: true, healthCheckUp: true }),
      'up',
      [],
    ],
    ['single, down', connection('vco-1', { status: DOWN }), 'down', []],
    ['single, phase 1 only', connection('vco-1', { status: 'ike_sa_established' }), 'down', []],
    ['single, no status', connection('vco-1', { status: 'unknown' }), 'unknown', []],
    ['single, up, BGP down', connection('vco-1', { bgpUp: false }), 'degraded', []],
    [
      'single, up, health check failing',
      connection('vco-1', { healthCheckUp: false }),
      'degraded',
      ['the health check fails'],
    ],
    [
      'single, down, health check failing',
      connection('vco-1', { status: DOWN, healthCheckUp: false }),
      'down',
      [],
    ],
    [
      'up and locked',
      connection('vco-1', { state: 'financialLocked' }),
      'degraded',
      ['state financialLocked'],
    ],
    ['up, being changed', connection('vco-1', { state: 'updating' }), 'up', ['state updating']],
    [
      'down, being changed',
      connection('vco-1', { status: DOWN, state: 'upgrading' }),
      'down',
      ['state upgrading'],
    ],
    [
      'not associated',
      connection('vco-1', { status: DOWN, state: 'init' }),
      'inactive',
      ['state init'],
    ],
    ['not associated, up', connection('vco-1', { state: 'init' }), 'up', ['state init']],
    [
      'deleted',
      connection('vco-1', { status: 'unknown', state: 'deleted' }),
      'inactive',
      ['state deleted'],
    ],
    ['of a state not documented', connection('vco-1', { state: 'unknown' }), 'up', []],
    ['both tunnels up', pair([UP, UP]), 'up', []],
    ['second tunnel down', pair([UP, DOWN]), 'degraded', ['1 of 2 tunnels up']],
    ['second tunnel unknown', pair([UP, 'unknown']), 'degraded', ['1 of 2 tunnels up']],
    ['both tunnels down', pair([DOWN, 'ipsec_sa_not_established']), 'down', ['no tunnel is up']],
    ['one tunnel down, one unknown', pair([DOWN, 'unknown']), 'down', ['no tunnel is up']],
    ['both tunnels unknown', pair(['unknown', 'unknown']), 'unknown', ['no tunnel is up']],
    [
      'both tunnels down, not associated',
      pair([DOWN, DOWN], { state: 'init' }),
      'inactive',
      ['state init'],
    ],
    ['the only tunnel down', pair([DOWN]), 'down', []],
    [
      'both up, health check failing',
      pair([UP, UP], { healthCheckUp: false }),
      'degraded',
      ['the health check fails'],
    ],
  ])('%s', (_name, item, level, reasons) => {
    expect(judge(item)).toMatchObject({ level, reasons, account: 'prod', region: 'cn-hangzhou' });
  });

  it('is degraded when BGP of one tunnel is down', () => {
    const tunnels = [tunnel('tun-1', { bgpUp: true }), tunnel('tun-2', { bgpUp: false })];
    const view = judge(dual('vco-1', tunnels));
    expect(view).toMatchObject({ level: 'degraded', reasons: [] });
    expect(view?.links).toMatchObject([
      { level: 'up', reasons: [] },
      { level: 'degraded', reasons: ['BGP is down'] },
    ]);
  });

  it('is never up once it was last seen too long ago', () => {
    expect(judge(connection('vco-1'), {}, STALE_MS)).toMatchObject({ level: 'up' });
    const view = judge(connection('vco-1'), {}, STALE_MS + 60_000);
    expect(view).toMatchObject({
      level: 'stale',
      reasons: ['was up when last seen, 6 min ago'],
      seenMs: NOW_MS - STALE_MS - 60_000,
      links: [{ level: 'stale', reasons: [], failedReason: undefined }],
    });
  });

  it('says nothing of the cause any more when it is stale', () => {
    const diagnosis = diagnosed({ 'vco-1': failedReason() });
    const view = judge(connection('vco-1', { status: DOWN }), { diagnosis }, STALE_MS + 1);
    expect(view).toMatchObject({ level: 'stale', reasons: ['was down when last seen, 5 min ago'] });
    expect(view?.links[0]?.failedReason).toBeUndefined();
  });

  it('says that the last row was odd', () => {
    const rejected = [{ id: 'vco-1', field: 'Status' }];
    const connections = shows([connection('vco-1'), connection('vco-2')], 0, rejected);
    const views = [...judgeConnections(stateOf({ connections }), CONTEXT)];
    expect(Object.fromEntries(views.map((view) => [view.connection.id, view.reasons]))).toEqual({
      'vco-1': ['its last row cannot be decoded: Status'],
      'vco-2': [],
    });
  });

  it('is that of nothing where connections are not collected', () => {
    expect([...judgeConnections(stateOf({}), CONTEXT)]).toEqual([]);
  });
});

describe('the cause of a tunnel that is down', () => {
  const down = connection('vco-1', { status: DOWN });

  it('is what the diagnosis says', () => {
    const diagnosis = diagnosed({ 'vco-1': failedReason() });
    expect(judge(down, { diagnosis })?.links).toMatchObject([
      {
        tunnel: undefined,
        level: 'down',
        failedReason: failedReason(),
        reasons: ['AuthenticationAlgorithmMismatch (Critical): local SHA256, remote SHA'],
      },
    ]);
  });

  it('is found by the id of the tunnel', () => {
    const diagnosis = diagnosed({ 'tun-2': failedReason({ reason: 'PeerUnreachable' }) });
    const view = judge(pair([DOWN, DOWN]), { diagnosis });
    expect(view?.links.map(({ tunnel: of, reasons }) => [of?.id, ...reasons])).toEqual([
      ['tun-1', 'not diagnosed yet'],
      ['tun-2', 'PeerUnreachable (Critical): local SHA256, remote SHA'],
    ]);
  });

  it.each<[string, CollectorStates, readonly string[]]>([
    ['nobody asks', {}, ['diagnosis is switched off']],
    ['nobody asked yet', { diagnosis: diagnosed({}) }, ['not diagnosed yet']],
    [
      'the API is silent',
      { diagnosis: diagnosed({ 'vco-1': undefined }) },
      ['the API gives no reason'],
    ],
    [
      'the call is refused',
      { diagnosis: fails(diagnosed({}), { reason: 'forbidden', code: 'Forbidden.RAM' }) },
      ['not diagnosed: forbidden: Forbidden.RAM'],
    ],
  ])('is missing when %s', (_name, collectors, reasons) => {
    expect(judge(down, collectors)?.links[0]).toMatchObject({ failedReason: undefined, reasons });
  });

  it('is forgotten when it could not be asked for again for too long', () => {
    const old = diagnosed({ 'vco-1': failedReason() });
    const entries = new Map(
      [...old.entries].map(([id, entry]) => [
        id,
        { ...entry, seenMs: MONOTONIC_MS - STALE_MS - 1 },
      ]),
    );
    const diagnosis = fails({ ...old, entries });
    expect(judge(down, { diagnosis })?.links[0]).toMatchObject({
      failedReason: undefined,
      reasons: ['not diagnosed: throttled: Throttling'],
    });
  });

  it('is not told of what is up, whatever an old diagnosis says', () => {
    const diagnosis = diagnosed({ 'vco-1': failedReason() });
    expect(judge(connection('vco-1'), { diagnosis })?.links[0]).toMatchObject({
      level: 'up',
      failedReason: undefined,
      reasons: [],
    });
  });

  it('of what reports no status is told after that', () => {
    const odd = connection('vco-1', { status: 'unknown' });
    expect(judge(odd)?.links[0]).toMatchObject({
      level: 'unknown',
      reasons: ['the API reports no IPsec status', 'diagnosis is switched off'],
    });
  });

  it('of what is inactive is told only if there is one', () => {
    const idle = connection('vco-1', { status: DOWN, state: 'init' });
    expect(judge(idle)?.links[0]).toMatchObject({ level: 'inactive', reasons: [] });
    const diagnosis = diagnosed({
      'vco-1': failedReason({ mismatchLocal: '', mismatchRemote: '' }),
    });
    expect(judge(idle, { diagnosis })?.links[0]).toMatchObject({
      level: 'inactive',
      reasons: ['AuthenticationAlgorithmMismatch (Critical)'],
    });
  });
});
