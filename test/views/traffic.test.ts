/** What people are shown of the traffic of connections, tunnels and gateways. */

import { describe, expect, it } from '@jest/globals';
import type { Traffic } from '../../src/collectors/traffic/item.ts';
import { connectionsTable } from '../../src/report/html/connections-table.ts';
import { pageText } from '../../src/report/html/html.ts';
import { gatewaysTable } from '../../src/report/html/gateways-table.ts';
import { renderJson } from '../../src/report/json.ts';
import { renderTable } from '../../src/report/table.ts';
import type { CollectorStates } from '../../src/polling/store.ts';
import { judgeConnections } from '../../src/views/connection-view.ts';
import { judgeGateways } from '../../src/views/gateway-view.ts';
import { overviewOf } from '../../src/views/overview.ts';
import { ratesText } from '../../src/views/traffic.ts';
import { CONTEXT, shows, STALE_MS, stateOf } from '../report/html/support/states.ts';
import { connection, dual, gateway, tunnel } from '../support/samples.ts';

const NOW_MS = CONTEXT.nowMs;

function traffic(
  kind: 'tunnel' | 'connection' | 'gateway',
  id: string,
  rates: Readonly<Record<string, number>>,
): Traffic {
  return { kind, id, connectionId: 'vco-1', rates };
}

/** The table of connections, as text in one line. */
function page(items: readonly Traffic[], agoMs = 0): string {
  const tunnels = [tunnel('tun-1'), tunnel('tun-2')];
  const collectors: CollectorStates = {
    connections: shows([connection('vco-2'), dual('vco-1', tunnels)]),
    traffic: shows(items, agoMs),
  };
  const views = [...judgeConnections(stateOf(collectors), CONTEXT)];
  return pageText(connectionsTable(views, CONTEXT)).replaceAll(/\s+/g, ' ');
}

const small = (html: string): readonly string[] =>
  [...html.matchAll(/<small>(receives [^<]*)<\/small>/g)].map(([, text = '']) => text);

describe('rates', () => {
  it('are in the outputs of --once', () => {
    const state = stateOf({
      connections: shows([connection('vco-1')]),
      traffic: shows([traffic('connection', 'vco-1', { receive: 2.5e6 })]),
    });
    const overview = overviewOf([state], CONTEXT);
    const build = { version: '1', revision: '' };
    const json = JSON.parse(renderJson(overview, { nowMs: NOW_MS, build, exitCode: 0 })) as {
      readonly connections: readonly object[];
    };
    expect(json.connections[0]).toMatchObject({
      receive_bytes_per_second: 2.5e6,
      transmit_bytes_per_second: null,
    });
    for (const isWide of [false, true]) {
      const table = renderTable(overview, { nowMs: NOW_MS, color: false, isWide });
      expect(table).toContain('receives 2.5 MB/s, sends ?');
    }
  });

  it('stand with the connection and its tunnels', () => {
    const html = page([
      traffic('connection', 'vco-2', { receive: 1500, transmit: 0 }),
      traffic('connection', 'vco-1', { receive: 2.5e6, transmit: 40e6 }),
      traffic('tunnel', 'tun-1', { receive: 2.4e6, transmit: 39e6 }),
      traffic('tunnel', 'tun-2', { receive: 40 }),
    ]);
    expect(small(html)).toEqual([
      'receives 1.5 kB/s, sends 0 B/s',
      'receives 2.5 MB/s, sends 40 MB/s',
      'receives 2.4 MB/s, sends 39 MB/s',
      'receives 40 B/s, sends ?',
    ]);
  });

  it('of a connection are those of its tunnels where it has none of its own', () => {
    const html = page([
      traffic('tunnel', 'tun-1', { receive: 1000, transmit: 10 }),
      traffic('tunnel', 'tun-2', { receive: 2000 }),
    ]);
    expect(small(html)[0]).toBe('receives 3.0 kB/s, sends 10 B/s');
  });

  it('that nobody knows, or that are old, are not shown', () => {
    expect(small(page([]))).toEqual([]);
    expect(small(page([traffic('tunnel', 'tun-1', {})]))).toEqual([]);
    expect(small(page([traffic('tunnel', 'tun-1', { receive: 1 })], STALE_MS + 1))).toEqual([]);
  });

  it('stand with gateways', () => {
    const state = stateOf({
      gateways: shows([gateway('vpn-1')]),
      traffic: shows([traffic('gateway', 'vpn-1', { receive: 9.96e8, transmit: 1e9 })]),
    });
    const html = pageText(gatewaysTable(judgeGateways(state, CONTEXT), NOW_MS));
    expect(small(html)).toEqual(['receives 996 MB/s, sends 1.0 GB/s']);
  });

  it.each([
    [0.4, '0 B/s'],
    [999, '999 B/s'],
    [12_345, '12 kB/s'],
    [1e16, '10000 TB/s'],
  ])('say %d as %s', (receive, text) => {
    expect(ratesText({ receive, transmit: 0 })).toBe(`receives ${text}, sends 0 B/s`);
  });
});
