import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { objectsAt, textAt, valueAt, type Json } from '../../src/simulator/json.ts';
import { startSimulator, type Simulator } from '../../src/simulator/simulator.ts';
import { cloudOf, connections, KEY, REGION } from './support/clouds.ts';
import { bodyOf, outcomeOf, send } from './support/raw.ts';

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startSimulator({
    scenario: cloudOf({ connections: connections(2), gateways: [{ VpnGatewayId: 'vpn-0' }] }),
  });
});
afterEach(() => simulator.close());

interface ControlAnswer {
  readonly status: number;
  readonly body: Json | undefined;
}

async function control(method: string, path: string, body?: unknown): Promise<ControlAnswer> {
  const text = body === undefined ? '' : JSON.stringify(body);
  const headers = { 'content-length': String(Buffer.byteLength(text)) };
  const answer = await send(`${simulator.url}/_simulator/${path}`, method, headers, text);
  const received = answer.bytes.toString();
  return {
    status: answer.status,
    body: received === '' ? undefined : (JSON.parse(received) as Json),
  };
}

const ROW = { account: 'test', region: REGION, id: 'vco-0' };
const WHERE = `account=test&region=${REGION}`;
const ASK = { key: KEY, params: { RegionId: REGION } };

async function statuses(): Promise<readonly unknown[]> {
  const body = await bodyOf(simulator.url, ASK);
  return objectsAt(body, 'VpnConnections.VpnConnection').map((row) => row['Status']);
}

describe('the control API', () => {
  it('tells accounts, without secrets', async () => {
    const { body } = await control('GET', 'accounts');
    expect(body).toEqual([
      { name: 'test', accessKeyIds: [KEY.id], regions: [REGION], refusedRegions: [] },
    ]);
  });

  it('tells and forgets calls', async () => {
    await bodyOf(simulator.url, { ...ASK, params: { RegionId: REGION, PageSize: '50' } });
    await outcomeOf(simulator.url, { key: KEY, action: 'DescribeVpnGateways' });
    const all = await control('GET', 'requests');
    expect(valueAt(all.body, 'counters')).toMatchObject({ total: 2, inFlight: 0, maxInFlight: 1 });
    expect(valueAt(all.body, 'requests')).toMatchObject([
      {
        action: 'DescribeVpnConnections',
        account: 'test',
        region: REGION,
        pageSize: 50,
        status: 200,
        code: 'OK',
        params: { PageSize: '50' },
      },
      { action: 'DescribeVpnGateways', status: 400, code: 'MissingRegionId' },
    ]);
    const some = await control('GET', 'requests?code=MissingRegionId');
    expect(valueAt(some.body, 'requests')).toHaveLength(1);
    expect((await control('DELETE', 'requests')).status).toBe(204);
    expect(valueAt((await control('GET', 'requests')).body, 'counters.total')).toBe(0);
  });

  it('puts faults in force and lifts them', async () => {
    const added = await control('POST', 'faults', { effect: 'throttled', times: 1 });
    const id = textAt(added.body, 'id');
    await control('POST', 'faults', { effect: { kind: 'error', code: 'InternalError' }, after: 1 });
    expect([await outcomeOf(simulator.url, ASK), await outcomeOf(simulator.url, ASK)]).toEqual([
      '400 Throttling.User',
      '500 InternalError',
    ]);
    const listed = await control('GET', 'faults');
    expect(listed.body).toMatchObject([{ id, hits: 1 }, { hits: 1 }]);
    expect((await control('DELETE', `faults?id=${id}`)).status).toBe(204);
    expect((await control('DELETE', `faults?id=${id}`)).status).toBe(404);
    expect((await control('DELETE', 'faults')).status).toBe(204);
    expect(await outcomeOf(simulator.url, ASK)).toBe('200 OK');
  });

  it('names the presets', async () => {
    expect(valueAt((await control('GET', 'presets')).body, 'hang')).toEqual({ kind: 'hang' });
  });

  it('changes, adds and removes rows', async () => {
    await control('PATCH', 'rows', { ...ROW, path: 'Status', value: 'down' });
    expect(await statuses()).toEqual(['down', 'ipsec_sa_established']);
    await control('PATCH', 'rows', { ...ROW, path: 'Status' });
    expect(await statuses()).toEqual([undefined, 'ipsec_sa_established']);
    const row = { VpnConnectionId: 'vco-0', Status: 'replaced' };
    await control('PUT', 'rows', { account: 'test', region: REGION, row });
    await control('PUT', 'rows', {
      account: 'test',
      region: REGION,
      row: { VpnConnectionId: 'vco-9', Status: 'added' },
    });
    expect(await statuses()).toEqual(['replaced', 'ipsec_sa_established', 'added']);
    await control('DELETE', `rows?${WHERE}&id=vco-1`);
    expect(await statuses()).toEqual(['replaced', 'added']);
    await control('DELETE', `rows?${WHERE}&id=vpn-0`);
    expect((await control('GET', `rows?${WHERE}`)).body).toMatchObject({
      connections: [row, { Status: 'added' }],
      gateways: [],
    });
  });

  it('adds keys', async () => {
    const session = { id: 'session', secret: 'secret', securityToken: 'token' };
    expect(await outcomeOf(simulator.url, { ...ASK, key: session })).toBe(
      '404 InvalidAccessKeyId.NotFound',
    );
    await control('POST', 'keys', { account: 'test', ...session });
    expect(await outcomeOf(simulator.url, { ...ASK, key: session })).toBe('200 OK');
  });

  it('goes back to the start', async () => {
    await control('PATCH', 'rows', { ...ROW, path: 'Status', value: 'down' });
    await control('POST', 'faults', { effect: 'hang' });
    await control('POST', 'keys', { account: 'test', id: 'more', secret: 'secret' });
    expect((await control('POST', 'reset')).status).toBe(204);
    expect(simulator.requests.counters().total).toBe(0);
    expect(await statuses()).toEqual(['ipsec_sa_established', 'ipsec_sa_established']);
    expect(await outcomeOf(simulator.url, { ...ASK, key: { id: 'more', secret: 'secret' } })).toBe(
      '404 InvalidAccessKeyId.NotFound',
    );
  });

  it('goes back to the faults of the scenario', async () => {
    await simulator.close();
    simulator = await startSimulator({
      scenario: { ...cloudOf(), faults: [{ effect: 'throttled', times: 1 }] },
    });
    const outcomes = async () => [
      await outcomeOf(simulator.url, ASK),
      await outcomeOf(simulator.url, ASK),
    ];
    expect(await outcomes()).toEqual(['400 Throttling.User', '200 OK']);
    await control('POST', 'reset');
    expect(await outcomes()).toEqual(['400 Throttling.User', '200 OK']);
    await control('DELETE', 'faults');
    expect(await outcomes()).toEqual(['200 OK', '200 OK']);
  });

  it('shows no secret of a key that it refuses', async () => {
    const key = { account: 'test', id: 'more', secret: ['a-secret'], securityToken: 7_654_321 };
    const answer = await control('POST', 'keys', key);
    expect(answer.status).toBe(400);
    expect(JSON.stringify(answer.body)).not.toMatch(/a-secret|7654321/);
  });

  it.each<[string, string, unknown, number, RegExp]>([
    ['GET', 'nothing', undefined, 404, /there is no nothing/],
    ['POST', 'rows', {}, 405, /POST does not apply to rows/],
    ['PATCH', 'rows', { ...ROW, id: 'vco-7', path: 'Status' }, 404, /there is no row vco-7/],
    ['PATCH', 'rows', { ...ROW, region: 'none', path: 'Status' }, 404, /test has no region none/],
    ['PATCH', 'rows', { ...ROW }, 400, /^path: /],
    ['PATCH', 'rows', undefined, 400, /^body: /],
    ['PUT', 'rows', { account: 'test', region: REGION, row: [] }, 400, /^row: expected an object/],
    ['PUT', 'rows', { account: 'test', region: REGION, row: {} }, 404, /needs the text field/],
    ['DELETE', `rows?${WHERE}&id=vco-7`, undefined, 404, /there is no row vco-7/],
    ['GET', 'rows?account=test&region=none', undefined, 404, /no such account or region/],
    ['GET', 'rows', undefined, 400, /^account: /],
    ['POST', 'keys', { account: 'none', id: 'a', secret: 'b' }, 404, /there is no account none/],
    ['POST', 'faults', { effect: 'none' }, 400, /^effect: /],
    ['GET', 'requests?colour=red', undefined, 400, /colour/],
  ])('%s %s is refused', async (method, path, body, status, message) => {
    const answer = await control(method, path, body);
    expect(answer.status).toBe(status);
    expect(valueAt(answer.body, 'faults.0')).toMatch(message);
  });

  it('says when a body is no JSON', async () => {
    const answer = await send(`${simulator.url}/_simulator/faults`, 'POST', {}, '{');
    expect([answer.status, answer.bytes.toString()]).toEqual([
      400,
      '{"faults":["the body is not JSON"]}',
    ]);
  });

  it('is not part of the log', async () => {
    await control('GET', 'accounts');
    expect(simulator.requests.counters().total).toBe(0);
  });
});
