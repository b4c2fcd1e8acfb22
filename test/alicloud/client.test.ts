import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { ClientDependencies } from '../../src/alicloud/client.ts';
import type { Credential } from '../../src/alicloud/credential.ts';
import { Limiter } from '../../src/alicloud/limits.ts';
import { createTransport, type Transport } from '../../src/alicloud/transport.ts';
import type { Filters } from '../../src/model/account.ts';
import { systemClock } from '../../src/model/clock.ts';
import { linksDown, tunnelsUp, type Connection } from '../../src/collectors/connections/item.ts';
import type { Json } from '../../src/simulator/json.ts';
import { findRow } from '../../src/simulator/scenario.ts';
import { connectionId } from '../support/rows/connection-row.ts';
import { generatedKey, generateScenario } from '../support/scenarios/generate.ts';
import { startSimulator, type Simulator } from '../../src/simulator/simulator.ts';
import { FakeClock, settle } from '../support/fake-clock.ts';
import { client, POLL, type ListingApi } from './support/client.ts';
import { credentialSource } from '../support/exporter.ts';
import { NO_FILTERS } from '../support/samples.ts';
import { closed, response, startRawServer, type RawServer } from './support/raw-server.ts';

const NOBODY = new Map<string, never>();
const REGION = 'cn-hangzhou';
const never = (): AbortSignal => new AbortController().signal;

const keyOf = (account: string): Credential => {
  const { id, secret } = generatedKey(account);
  return {
    accessKeyId: id,
    accessKeySecret: secret,
    securityToken: undefined,
    providerName: 'static_ak',
  };
};

let simulator: Simulator;
let transport: Transport;
const servers: RawServer[] = [];

beforeAll(async () => {
  const scenario = generateScenario({
    accounts: {
      test: {
        [REGION]: { single: 40, dual: 80, gateways: 3, downEvery: 10 },
        'eu-central-1': { single: 1 },
      },
      busy: { [REGION]: { single: 900, dual: 100 } },
    },
  });
  simulator = await startSimulator({ scenario });
  transport = createTransport();
});

afterEach(async () => {
  simulator.reset();
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

afterAll(async () => {
  transport.close();
  await simulator.close();
});

/** A client of the simulator by the time of this machine. */
function simulated(
  name: 'test' | 'busy',
  { filters = NO_FILTERS, ...deps }: Partial<ClientDependencies> & { filters?: Filters } = {},
) {
  return client(
    { transport, clock: systemClock, credentials: credentialSource(keyOf(name)), ...deps },
    { name, endpoint: simulator.url, filters },
  );
}

/** The transport, telling how many requests it has under way and when each begins. */
function watched() {
  const state = { began: 0, inFlight: 0, most: 0 };
  const waiting: { count: number; resolve: () => void }[] = [];
  const post: Transport['post'] = async (...call) => {
    state.began += 1;
    state.inFlight += 1;
    state.most = Math.max(state.most, state.inFlight);
    for (const { count, resolve } of waiting) if (count <= state.began) resolve();
    try {
      return await transport.post(...call);
    } finally {
      state.inFlight -= 1;
    }
  };
  const began = (count: number): Promise<void> =>
    new Promise((resolve) => {
      waiting.push({ count, resolve });
    });
  return { state, began, transport: { ...transport, post } };
}

const list = (api: ListingApi) => api.listConnections(NOBODY, never());

const code = (expected: string) => ({ failure: expect.objectContaining({ code: expected }) });

describe('a poll of connections', () => {
  it('brings every connection of the region, decoded, in as few calls as there are pages', async () => {
    const { api, codes } = simulated('test');
    const { items, rejected, unknownFields, reported } = await list(api);
    expect({ rejected, unknownFields, reported }).toEqual({
      rejected: [],
      unknownFields: [],
      reported: 120,
    });
    expect(items).toHaveLength(120);
    expect(items.filter(({ mode }) => mode === 'dual')).toHaveLength(80);
    // Every tenth is down: single-tunnel ones wholly, dual-tunnel ones with one tunnel.
    expect(items.filter((item) => tunnelsUp(item) === 0)).toHaveLength(4);
    expect(items.filter((item) => item.mode === 'dual' && tunnelsUp(item) === 1)).toHaveLength(8);
    expect(codes()).toEqual(['OK', 'OK', 'OK']);
    expect(simulator.requests.list().map(({ page }) => page)).toHaveLength(3);
  });

  it('never has more calls in flight than there are places', async () => {
    const { state, transport: counting } = watched();
    const { api } = simulated('busy', { transport: counting, limiter: new Limiter(3) });
    expect((await list(api)).items).toHaveLength(1000);
    expect(state).toEqual({ began: 20, inFlight: 0, most: 3 });
  });

  it.each<[string, Partial<Filters>, number]>([
    ['a gateway', { vpnGatewayId: 'vpn-none' }, 0],
    ['a connection', { vpnConnectionId: connectionId('test-cn-hangzhou-00007') }, 1],
    ['tags', { tags: { env: 'test-cn-hangzhou', owner: 'team-3' } }, 17],
    ['a tag that nobody has', { tags: { env: 'x' } }, 0],
    ['a customer gateway', { customerGatewayId: 'cgw-none' }, 0],
    ['a resource group', { resourceGroupId: 'rg-none' }, 0],
  ])('is limited by %s', async (_, filters, count) => {
    const { api } = simulated('test', { filters: { ...NO_FILTERS, ...filters } });
    expect((await list(api)).items).toHaveLength(count);
  });
});

describe('a connection with two tunnels', () => {
  const TUNNELS = 'TunnelOptionsSpecification';
  const established = 'ipsec_sa_established';

  /** A client that has seen it, what it knows, and what comes after a change of the row. */
  async function seen() {
    const { api } = simulated('test');
    const { items } = await list(api);
    const before = items.find(({ mode }) => mode === 'dual')!;
    const row = { account: 'test', region: REGION, id: before.id };
    const known = new Map([[before.id, { item: before }]]) as Map<string, { item: Connection }>;
    const change = (path: string, value: Json | undefined) => {
      simulator.patch(row, path, value);
    };
    const next = async (now: Map<string, { item: Connection }> = known) => {
      const listing = await api.listConnections(now, never());
      return {
        item: listing.items.find(({ id }) => id === before.id),
        rejected: listing.rejected,
        others: listing.items.length,
      };
    };
    const rejected = {
      item: undefined,
      rejected: [{ id: before.id, field: 'TunnelOptionsSpecification.TunnelOptions' }],
      others: items.length - 1,
    };
    return { before, row, change, next, rejected };
  }

  it.each<[string, string, Json | undefined]>([
    ['an empty list', TUNNELS, { TunnelOptions: [] }],
    ['no list', TUNNELS, {}],
    ['null', TUNNELS, null],
    ['nothing', TUNNELS, undefined],
    ['one of them', `${TUNNELS}.TunnelOptions.1`, undefined],
  ])('that comes with %s is a rejected row, not an established one', async (_, path, value) => {
    const { change, next, rejected } = await seen();
    change('Status', established);
    change('EnableTunnelsBgp', false);
    change(path, value);
    expect(await next()).toEqual(rejected);
    expect(await next()).toEqual(rejected);
  });

  it('is still known to have them when its last good state has become too old', async () => {
    const { change, next, rejected } = await seen();
    change('EnableTunnelsBgp', false);
    change(TUNNELS, undefined);
    expect(await next(NOBODY)).toEqual(rejected);
    expect(await next(NOBODY)).toEqual(rejected);
  });

  it('that nobody knew is one where EnableTunnelsBgp is true', async () => {
    const { before, change, rejected } = await seen();
    change('EnableTunnelsBgp', true);
    change(TUNNELS, { TunnelOptions: [] });
    const { items, rejected: rows } = await list(simulated('test').api);
    expect(rows).toEqual(rejected.rejected);
    expect(items.map(({ id }) => id)).not.toContain(before.id);
  });

  it('comes back with them', async () => {
    const { before, change, next } = await seen();
    change(`${TUNNELS}.TunnelOptions.1`, undefined);
    await next();
    simulator.reset();
    expect(await next()).toMatchObject({ item: before, rejected: [] });
  });

  it('may be another one of the same id when it was gone', async () => {
    const { row, change, next } = await seen();
    const shown = findRow(simulator.view(row)!, row.id)!;
    simulator.removeRow(row);
    await next(NOBODY);
    simulator.putRow(row, shown);
    change('EnableTunnelsBgp', false);
    change(TUNNELS, undefined);
    expect(await next(NOBODY)).toMatchObject({ item: { mode: 'single' }, rejected: [] });
  });
});

describe('what is known already', () => {
  const knownOf = <Item extends { readonly id: string }>(items: readonly Item[]) =>
    new Map(items.map((item) => [item.id, { item }]));

  it('is given as the same object, and what changed as another', async () => {
    const { api } = simulated('test');
    const { items: before } = await list(api);
    const id = connectionId('test-cn-hangzhou-00007');
    simulator.patch({ account: 'test', region: REGION, id }, 'Name', 'renamed');
    const { items: after } = await api.listConnections(knownOf(before), never());
    expect(after).toHaveLength(120);
    const changed = after.filter((item, index) => item !== before[index]);
    expect(changed.map(({ name }) => name)).toEqual(['renamed']);
  });

  it('holds for gateways as well', async () => {
    const { api } = simulated('test');
    const { items: before } = await api.listGateways(NOBODY, never());
    const { items: after } = await api.listGateways(knownOf(before), never());
    expect(after.every((item, index) => item === before[index])).toBe(true);
    expect(after).toHaveLength(3);
  });
});

describe('other calls', () => {
  it('list gateways', async () => {
    const { items, reported } = await simulated('test').api.listGateways(NOBODY, never());
    expect(items.map(({ status }) => status)).toEqual(['active', 'active', 'active']);
    expect(reported).toBe(3);
  });

  it('list regions', async () => {
    const { items } = await simulated('test').api.listRegions(never());
    expect(items.map(({ id }) => id)).toEqual(expect.arrayContaining([REGION, 'eu-central-1']));
  });
});

describe('what follows from connections', () => {
  it('is a diagnosis of every link that is down', async () => {
    const { api } = simulated('test');
    const links = (await list(api)).items.flatMap(linksDown);
    const { items, reported } = await api.diagnose(links, never());
    expect(links).toHaveLength(12);
    expect(reported).toBe(12);
    expect(items.map(({ connectionId, tunnelId }) => ({ connectionId, tunnelId }))).toEqual(links);
    expect(new Set(items.map(({ failedReason }) => failedReason?.reason))).toEqual(
      new Set(['Phase1NegotiationTimeout']),
    );
    expect(simulator.requests.list({ action: 'DiagnoseVpnConnections' })).toHaveLength(2);
  });

  it('is the number of routes of a connection', async () => {
    const { api } = simulated('test');
    const connections = (await list(api)).items.filter(({ bgpUp }) => bgpUp === true).slice(0, 2);
    const { items } = await api.countRoutes(connections, never());
    expect(items.map(({ id }) => id)).toEqual(connections.map(({ id }) => id));
    expect(items[0]?.counts).toEqual([
      { type: 'custom', source: '', count: 0 },
      { type: 'bgp', source: 'VPN_BGP', count: 0 },
    ]);
    const [first] = connections;
    simulator.removeRow({ account: 'test', region: REGION, id: first?.id ?? '' });
    expect((await api.countRoutes(connections, never())).items).toHaveLength(1);
  });
});

describe('who calls', () => {
  const as = (credential: Credential) =>
    client(
      { transport, clock: systemClock, credentials: credentialSource(credential) },
      { endpoint: simulator.url },
    ).api;

  it.each([
    ['an access key that does not exist', { accessKeyId: 'nobody' }, 'InvalidAccessKeyId.NotFound'],
    ['a wrong secret', { accessKeySecret: 'wrong' }, 'SignatureDoesNotMatch'],
    [
      'a session that does not exist',
      { securityToken: 'nothing' },
      'InvalidSecurityToken.Malformed',
    ],
  ])('with %s is refused', async (_, changes, expected) => {
    await expect(list(as({ ...keyOf('test'), ...changes }))).rejects.toMatchObject(code(expected));
    expect(simulator.requests.list()).toHaveLength(1);
  });

  it('with a session is let in until it has expired', async () => {
    const session = { id: 'session', secret: 'session-secret', securityToken: 'token/+=' };
    simulator.addKey('test', session);
    const credential = {
      accessKeyId: session.id,
      accessKeySecret: session.secret,
      securityToken: session.securityToken,
      providerName: 'static_sts',
    };
    expect((await list(as(credential))).items).toHaveLength(120);
    simulator.addKey('test', { ...session, expiresAtMs: 0 });
    await expect(list(as(credential))).rejects.toMatchObject(code('InvalidSecurityToken.Expired'));
  });

  it('never shows what the API quotes of the request in its message', async () => {
    const credential = { ...keyOf('test'), accessKeySecret: 'wrong' };
    const error: unknown = await list(as(credential)).catch((thrown: unknown) => thrown);
    const shown = JSON.stringify(error) + (error as Error).message;
    expect(shown).not.toContain('StringToSign');
    expect(shown).not.toContain('simulated-key');
  });
});

describe('a server that drips', () => {
  /** Answers the first request of a connection, and goes on and on with the body of the second. */
  async function dripping(): Promise<RawServer> {
    let answered = 0;
    const body = '{"TotalCount":0,"VpnConnections":{"VpnConnection":[]}}';
    const server = await startRawServer((socket) => {
      answered += 1;
      if (answered === 1) {
        socket.write(response(body));
        return;
      }
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n{');
      const drip = (): void => {
        if (!socket.destroyed) socket.write(' ', () => setTimeout(drip, 1));
      };
      drip();
    });
    servers.push(server);
    return server;
  }

  it('cannot hold a call past its deadline, on a connection that was used before', async () => {
    const server = await dripping();
    const clock = new FakeClock();
    const { endpoint } = server;
    const { api, codes } = client(
      { transport, clock, poll: { ...POLL, timeoutMs: 0 } },
      { endpoint: `${endpoint.protocol}//${endpoint.host}` },
    );
    await list(api);
    const request = server.nextRequest();
    const work = list(api).catch((error: unknown) => error);
    await request;
    expect(server.sockets).toHaveLength(1);
    const end = closed(server.sockets[0]);
    await clock.advance(9_999);
    expect(codes()).toEqual(['OK']);
    await clock.advance(1);
    expect(await work).toMatchObject(code('timeout'));
    expect(await end).toBe(true);
    expect(codes()).toEqual(['OK', 'timeout']);
  });

  it('lets go when the poll is cancelled, and its connection is closed', async () => {
    const server = await dripping();
    const { endpoint } = server;
    const { api, codes } = client(
      { transport, clock: new FakeClock() },
      { endpoint: `${endpoint.protocol}//${endpoint.host}` },
    );
    await list(api);
    const controller = new AbortController();
    const reason = new Error('stop');
    const request = server.nextRequest();
    const work = api.listConnections(NOBODY, controller.signal).catch((error: unknown) => error);
    await request;
    await settle();
    const end = closed(server.sockets[0]);
    controller.abort(reason);
    expect(await work).toBe(reason);
    expect(await end).toBe(true);
    expect(codes()).toEqual(['OK', 'canceled']);
  });
});

describe('a poll of many pages that is cancelled', () => {
  it('ends every call and waits for nothing', async () => {
    simulator.faults.add({ after: 1, effect: 'hang' });
    const { began, transport: watching } = watched();
    const { api, codes } = simulated('busy', { transport: watching });
    const controller = new AbortController();
    const reason = new Error('stop');
    // Eight places, and one more call that was answered.
    const busy = began(9);
    const work = api.listConnections(NOBODY, controller.signal).catch((error: unknown) => error);
    await busy;
    controller.abort(reason);
    expect(await work).toBe(reason);
    expect(codes()).toEqual(['OK', ...Array.from({ length: 8 }, () => 'canceled')]);
  });
});
