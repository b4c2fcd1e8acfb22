import { describe, expect, it } from '@jest/globals';
import { RequestLog, type RequestRecord } from '../../src/simulator/request-log.ts';

function record(fields: Partial<RequestRecord> = {}): RequestRecord {
  return {
    timeMs: 0,
    requestId: 'R',
    action: 'DescribeVpnConnections',
    account: 'a',
    region: 'r',
    page: 1,
    pageSize: 50,
    params: {},
    status: 200,
    code: 'OK',
    faults: [],
    ...fields,
  };
}

describe('the request log', () => {
  it('keeps the latest calls and counts all', () => {
    const log = new RequestLog(3);
    for (let page = 1; page <= 20; page += 1) log.add(record({ page }));
    expect(log.list().map(({ page }) => page)).toEqual([18, 19, 20]);
    expect(log.counters().total).toBe(20);
  });

  it('lists what matches', () => {
    const log = new RequestLog(10);
    log.add(record({ region: 'r' }));
    log.add(record({ region: 's', code: 'Throttling.User' }));
    log.add(record({ region: 's', page: 2 }));
    expect(log.list({ region: 's' })).toHaveLength(2);
    expect(log.list({ region: 's', code: 'OK' }).map(({ page }) => page)).toEqual([2]);
    expect(log.list({ account: 'b' })).toEqual([]);
    expect(log.list({ action: undefined })).toHaveLength(3);
  });

  it('counts by action and code, up to a number of different ones', () => {
    const log = new RequestLog(1);
    log.add(record());
    log.add(record());
    log.add(record({ action: undefined, code: 'MissingAction' }));
    for (let index = 0; index < 2000; index += 1) log.add(record({ action: `A${index}` }));
    const { byCode } = log.counters();
    expect(byCode['DescribeVpnConnections OK']).toBe(2);
    expect(byCode['- MissingAction']).toBe(1);
    expect(Object.keys(byCode)).toHaveLength(1001);
    expect(byCode['other']).toBe(2000 - 998);
  });

  it('knows how many calls are under way', () => {
    const log = new RequestLog(1);
    log.begin();
    log.begin();
    log.end();
    log.begin();
    log.end();
    expect(log.counters()).toMatchObject({ inFlight: 1, maxInFlight: 2 });
    log.clear();
    expect(log.counters()).toEqual({ total: 0, inFlight: 1, maxInFlight: 1, byCode: {} });
  });
});
