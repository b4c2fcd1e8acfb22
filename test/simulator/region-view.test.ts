import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { fieldKey, viewAt, type RegionData } from '../../src/simulator/world.ts';
import type { TimelineEvent } from '../../src/simulator/scenario.ts';
import { changesAt } from '../../src/simulator/world.ts';

function event(atSeconds: number, value: string, everySeconds?: number): TimelineEvent {
  return {
    account: 'a',
    region: 'r',
    id: 'vco-1',
    atSeconds,
    everySeconds,
    set: { Status: value, 'VpnBgpConfig.Status': `bgp ${value}` },
  };
}

const START_MS = 1_000_000;
/** Down at 60 s, up at 150 s, every 300 s. */
const FLAPPING = [event(60, 'down', 300), event(150, 'up', 300)];

function region(fields: Partial<RegionData> = {}): RegionData {
  return {
    connections: [
      { VpnConnectionId: 'vco-1', VpnGatewayId: 'vpn-1', Status: 'first', VpnBgpConfig: {} },
      { VpnConnectionId: 'vco-2', Status: 'first' },
    ],
    gateways: [{ VpnGatewayId: 'vpn-1', Status: 'active' }],
    customerGateways: [],
    routes: [],
    gatewayRoutes: [],
    diagnoses: [],
    traffic: [],
    totalCount: {},
    events: FLAPPING,
    startMs: START_MS,
    patchedAt: new Map(),
    ...fields,
  };
}

function statusAt(data: RegionData, seconds: number): unknown {
  return viewAt(data, START_MS + seconds * 1000).connections[0]?.['Status'];
}

describe('changes in force', () => {
  it.each([
    [0, 'first'],
    [59.999, 'first'],
    [60, 'down'],
    [149, 'down'],
    [150, 'up'],
    [359, 'up'],
    [360, 'down'],
    [449, 'down'],
    [450, 'up'],
    [30_060, 'down'],
    [30_150, 'up'],
  ])('after %d s', (seconds, expected) => {
    expect(statusAt(region(), seconds)).toBe(expected);
  });

  it('carry the time they happened', () => {
    const [oldest, , latest] = changesAt(FLAPPING, START_MS, START_MS + 400_000);
    expect([oldest?.value, oldest?.atMs]).toEqual(['up', START_MS + 150_000]);
    expect([latest?.value, latest?.atMs]).toEqual(['down', START_MS + 360_000]);
  });

  it('the later of two events at the same time wins', () => {
    expect(statusAt(region({ events: [event(5, 'one'), event(5, 'two')] }), 5)).toBe('two');
  });

  it('a repeated event outlasts a single one that is older', () => {
    expect(statusAt(region({ events: [event(10, 'often', 10), event(15, 'once')] }), 16)).toBe(
      'once',
    );
    expect(statusAt(region({ events: [event(10, 'often', 10), event(15, 'once')] }), 20)).toBe(
      'often',
    );
  });

  it('depend on the time alone, not on what was asked before', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 5000 }), { minLength: 1, maxLength: 20 }),
        (times) => {
          const data = region();
          const asked = times.map((seconds) => statusAt(data, seconds));
          const fresh = times.map((seconds) => statusAt(region(), seconds));
          expect(asked).toEqual(fresh);
        },
      ),
    );
  });

  it('leave other rows and the original alone', () => {
    const data = region();
    const view = viewAt(data, START_MS + 60_000);
    expect(view.connections[1]).toBe(data.connections[1]);
    expect(data.connections[0]?.['Status']).toBe('first');
    expect(view.gateways[0]).toEqual({ VpnGatewayId: 'vpn-1', Status: 'active' });
  });

  it('reach gateways by their id', () => {
    const events = [{ ...event(0, 'updating'), id: 'vpn-1' }];
    const view = viewAt(region({ events }), START_MS);
    expect(view.gateways[0]?.['Status']).toBe('updating');
    expect(view.connections[0]?.['Status']).toBe('first');
  });
});

describe('when a field changed', () => {
  it.each([
    [0, 0],
    [60, 60],
    [100, 60],
    [500, 450],
  ])('asked after %d s: %d s', (seconds, expected) => {
    const view = viewAt(region(), START_MS + seconds * 1000);
    expect(view.changedAt('vco-1', 'Status')).toBe(START_MS + expected * 1000);
  });
});

describe('changes by hand', () => {
  function patched(path: string, seconds: number): RegionData {
    const rows = region().connections.with(0, { VpnConnectionId: 'vco-1', Status: 'patched' });
    return region({
      connections: rows,
      patchedAt: new Map([[fieldKey('vco-1', path), START_MS + seconds * 1000]]),
    });
  }

  it('win over older events and lose to newer ones', () => {
    expect(statusAt(patched('Status', 100), 120)).toBe('patched');
    expect(statusAt(patched('Status', 100), 150)).toBe('up');
  });

  it('of a whole object silence older events inside it', () => {
    const view = viewAt(patched('VpnBgpConfig', 100), START_MS + 120_000);
    expect(view.connections[0]).toEqual({ VpnConnectionId: 'vco-1', Status: 'down' });
  });

  it('count as the time of the change', () => {
    const view = viewAt(patched('Status', 100), START_MS + 120_000);
    expect(view.changedAt('vco-1', 'Status')).toBe(START_MS + 100_000);
  });
});
