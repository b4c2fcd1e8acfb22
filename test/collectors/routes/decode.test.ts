import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { DecodeError } from '../../../src/alicloud/decode/fields.ts';
import { decodeRoutes } from '../../../src/collectors/routes/decode.ts';

const counts = (...rows: readonly unknown[]) =>
  decodeRoutes({ TotalCount: 9, VpnRouteCounts: rows }).counts;

describe('decodeRoutes', () => {
  it('takes the counts of a dual-tunnel connection', () => {
    const body = {
      TotalCount: 3,
      VcoRouteEntries: [{ RouteDest: '10.0.0.0/8', State: 'published', Source: '' }],
      VpnRouteCounts: [
        { RouteEntryType: 'custom', RouteCount: 3 },
        { RouteEntryType: 'bgp', Source: 'CLOUD', RouteCount: '4' },
        { RouteEntryType: 'bgp', Source: 'VPN_BGP', RouteCount: 0 },
      ],
    };
    expect(decodeRoutes(body)).toEqual({
      total: 3,
      counts: [
        { type: 'custom', source: '', count: 3 },
        { type: 'bgp', source: 'CLOUD', count: 4 },
        { type: 'bgp', source: 'VPN_BGP', count: 0 },
      ],
      sources: [''],
    });
  });

  it.each([undefined, null, '', []])('has none when VpnRouteCounts is %p', (rows) => {
    expect(decodeRoutes({ TotalCount: 0, VpnRouteCounts: rows }).counts).toBeUndefined();
  });

  it('takes the source of each route', () => {
    const routes = [{ Source: 'VPN_BGP' }, { Source: 'CLOUD' }, {}];
    expect(decodeRoutes({ TotalCount: 3, VcoRouteEntries: routes }).sources).toEqual([
      'VPN_BGP',
      'CLOUD',
      '',
    ]);
  });

  it.each([
    [{ RouteEntryType: 'bgp', Source: 'VPN_BGP' }, 'VpnRouteCounts.RouteCount'],
    [{ RouteEntryType: 'bgp', Source: 'VPN_BGP', RouteCount: -1 }, 'VpnRouteCounts.RouteCount'],
    [{ RouteEntryType: 'bgp', Source: 'VPN_BGP', RouteCount: 'x' }, 'VpnRouteCounts.RouteCount'],
    [{ RouteEntryType: 'bgp', Source: 'a b', RouteCount: 1 }, 'VpnRouteCounts.Source'],
    [{ RouteEntryType: '<b>', RouteCount: 1 }, 'VpnRouteCounts.RouteEntryType'],
    [null, 'VpnRouteCounts'],
  ])('never guesses a count: %p', (row, field) => {
    expect(() => counts(row)).toThrow(new DecodeError(field));
  });

  it.each([null, [], {}, { TotalCount: '' }, { TotalCount: 'many' }])('rejects %p', (body) => {
    expect(() => decodeRoutes(body)).toThrow(DecodeError);
  });

  it('throws nothing but DecodeError', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), fc.jsonValue(), (total, rows, routes) => {
        let outcome = 'decoded';
        try {
          decodeRoutes({ TotalCount: total, VpnRouteCounts: rows, VcoRouteEntries: routes });
        } catch (error) {
          outcome = (error as Error).name;
        }
        expect(['decoded', 'DecodeError']).toContain(outcome);
      }),
    );
  });
});
