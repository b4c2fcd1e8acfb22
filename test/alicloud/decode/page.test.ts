import { describe, expect, it } from '@jest/globals';
import { DecodeError } from '../../../src/alicloud/decode/fields.ts';
import { decodePage, decodeRows, rowId } from '../../../src/alicloud/decode/page.ts';
import { CONNECTIONS, connectionOf, GATEWAYS, gatewayRow, singleRow } from '../support/rows.ts';

const page = (rows: unknown, total: unknown = 1) => ({
  TotalCount: total,
  VpnConnections: { VpnConnection: rows },
});

describe('decodePage', () => {
  it.each([
    ['no rows', page([], 0), [], 0],
    ['rows of any kind, undecoded', page([null, 1, {}], 3), [null, 1, {}], 3],
    ['TotalCount as text', page([], '12'), [], 12],
    ['a TotalCount beside the truth', page([{}], 99), [{}], 99],
  ])('takes %s', (_, body, rows, total) => {
    expect(decodePage(body, CONNECTIONS)).toEqual({ rows, total });
  });

  it('finds gateways where they are', () => {
    const body = { TotalCount: 1, VpnGateways: { VpnGateway: [gatewayRow()] } };
    expect(decodePage(body, GATEWAYS).rows).toHaveLength(1);
    expect(() => decodePage(body, CONNECTIONS)).toThrow(DecodeError);
  });

  it.each([
    ['no JSON', undefined, 'response'],
    ['null', null, 'response'],
    ['text', 'x', 'response'],
    ['a list', [], 'response'],
    ['an empty object', {}, 'TotalCount'],
    [
      'an error with status 200',
      { RequestId: 'x', Code: 'InternalError', Message: 'm' },
      'TotalCount',
    ],
    ['no TotalCount', { VpnConnections: { VpnConnection: [] } }, 'TotalCount'],
    ['an empty TotalCount', page([], ''), 'TotalCount'],
    ['a negative TotalCount', page([], -1), 'TotalCount'],
    ['half a TotalCount', page([], 0.5), 'TotalCount'],
    ['a TotalCount that no account reaches', page([], 1e99), 'TotalCount'],
    ['an endless TotalCount', page([], '9'.repeat(400)), 'TotalCount'],
    ['a TotalCount in words', page([], 'many'), 'TotalCount'],
    ['no wrapper', { TotalCount: 0 }, 'VpnConnections.VpnConnection'],
    ['a null wrapper', { TotalCount: 0, VpnConnections: null }, 'VpnConnections.VpnConnection'],
    ['an empty wrapper', { TotalCount: 0, VpnConnections: {} }, 'VpnConnections.VpnConnection'],
    ['text for the wrapper', { TotalCount: 0, VpnConnections: '' }, 'VpnConnections.VpnConnection'],
    ['a list for the wrapper', { TotalCount: 0, VpnConnections: [] }, 'VpnConnections'],
    ['a null list', page(null), 'VpnConnections.VpnConnection'],
    ['an object for the list', page({}), 'VpnConnections.VpnConnection'],
  ])('never takes %s for "no connections"', (_, body, field) => {
    expect(() => decodePage(body, CONNECTIONS)).toThrow(new DecodeError(field));
  });
});

describe('a page with more than the API sends', () => {
  const rows = (count: number) =>
    Array.from({ length: count }, (_, index) => singleRow({ VpnConnectionId: `vco-${index}` }));

  it('may have 50 rows, and no more', () => {
    expect(decodePage(page(rows(50), 50), CONNECTIONS).rows).toHaveLength(50);
    expect(() => decodePage(page(rows(51), 51), CONNECTIONS)).toThrow(
      new DecodeError('VpnConnections.VpnConnection'),
    );
  });

  const tunnels = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ TunnelId: `tun-${index}` }));
  const tags = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ Key: `k${index}` }));

  it.each([
    ['8 tunnels', { TunnelOptionsSpecification: { TunnelOptions: tunnels(8) } }],
    ['64 tags', { Tag: { Tag: tags(64) } }],
    ['an id of 128 characters', { VpnConnectionId: 'v'.repeat(128) }],
  ])('may have a row with %s', (_, change) => {
    expect(decodeRows([singleRow(change)], CONNECTIONS).rejected).toEqual([]);
  });

  it.each([
    [
      '9 tunnels',
      { TunnelOptionsSpecification: { TunnelOptions: tunnels(9) } },
      'TunnelOptionsSpecification.TunnelOptions',
    ],
    [
      '2,000 tunnels',
      { TunnelOptionsSpecification: { TunnelOptions: tunnels(2000) } },
      'TunnelOptionsSpecification.TunnelOptions',
    ],
    ['65 tags', { Tag: { Tag: tags(65) } }, 'Tag.Tag'],
    ['an id of 129 characters', { VpnConnectionId: 'v'.repeat(129) }, 'VpnConnectionId'],
  ])('does not have one with %s: it is rejected, the others are good', (_, change, field) => {
    const { items, rejected } = decodeRows([...rows(2), singleRow(change)], CONNECTIONS);
    expect(items).toHaveLength(2);
    expect(rejected).toMatchObject([{ field }]);
  });
});

describe('rowId', () => {
  it.each([
    [{ VpnConnectionId: 'vco-1' }, 'vco-1'],
    [{ VpnConnectionId: 'vco-1', Status: 7 }, 'vco-1'],
    [{ VpnConnectionId: 7 }, undefined],
    [{ VpnConnectionId: '' }, undefined],
    [{}, undefined],
    [null, undefined],
    ['vco-1', undefined],
    [[], undefined],
  ])('%p: %p', (row, id) => {
    expect(rowId(row, CONNECTIONS)).toBe(id);
  });
});

describe('decodeRows', () => {
  it('isolates bad rows and keeps the order of good ones', () => {
    const good = ['a', 'b', 'c'].map((id) => singleRow({ VpnConnectionId: id }));
    const decoded = decodeRows(
      [good[0], null, good[1], singleRow({ VpnConnectionId: 'bad', Status: [] }), 'x', good[2]],
      CONNECTIONS,
    );
    expect(decoded.items).toEqual(good.map(connectionOf));
    expect(decoded.rejected).toEqual([
      { id: undefined, field: 'VpnConnection' },
      { id: 'bad', field: 'Status' },
      { id: undefined, field: 'VpnConnection' },
    ]);
  });

  it('counts odd values of the rows it takes, once per occurrence', () => {
    const odd = { State: 'hibernating', Name: {} };
    const rows = [
      singleRow(odd),
      singleRow(odd),
      singleRow({ ...odd, VpnConnectionId: 'bad', Status: 7 }),
    ];
    const { unknownFields } = decodeRows(rows, CONNECTIONS);
    expect(unknownFields.toSorted()).toEqual(['Name', 'Name', 'State', 'State']);
  });

  it('bears a page with more odd values than a call has arguments', () => {
    const tags = Array.from({ length: 64 }, () => ({ Key: {}, Value: {} }));
    const rows = Array.from({ length: 3_000 }, (_, index) =>
      singleRow({ VpnConnectionId: `vco-${index}`, Tag: { Tag: tags } }),
    );
    expect(decodeRows(rows, CONNECTIONS).unknownFields).toHaveLength(6_000);
  });

  it('does not hide defects of its own', () => {
    const broken = {
      ...CONNECTIONS,
      decode: () => {
        throw new TypeError('a defect');
      },
    };
    expect(() => decodeRows([singleRow()], broken)).toThrow(TypeError);
  });
});
