import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  DescribeRegionsRequest,
  DescribeVcoRouteEntriesRequest,
  DescribeVpnConnectionsRequest,
  DescribeVpnConnectionsRequestTag,
  DescribeVpnGatewaysRequest,
  DiagnoseVpnConnectionsRequest,
} from '@alicloud/vpc20160428';
import { demoScenario } from '../../src/simulator/demo.ts';
import type { PresetName } from '../../src/simulator/faults/faults.ts';
import { valueAt, type JsonObject } from '../../src/simulator/json.ts';
import { connectionId, tunnelId } from '../support/rows/connection-row.ts';
import { documentationScenario, DOCUMENTED_REGION } from '../support/scenarios/documentation.ts';
import { gatewayId } from '../support/rows/gateway-row.ts';
import { generateScenario } from '../support/scenarios/generate.ts';
import { startSimulator, type Simulator } from '../../src/simulator/simulator.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { failureOf, rawRequest, sdkClient, type SdkClient } from './support/sdk.ts';

const SESSION = { id: 'session', secret: 'session-secret', securityToken: 'session-token' };

let simulator: Simulator;
let prod: SdkClient;
let staging: SdkClient;

beforeAll(async () => {
  const clock = new FakeClock(Date.UTC(2026, 0, 1));
  simulator = await startSimulator({ scenario: demoScenario(clock.now()), clock });
  const key = (name: string): { id: string; secret: string } => ({
    id: `simulated-key-${name}`,
    secret: `simulated-secret-${name}`,
  });
  prod = sdkClient(simulator.url, key('prod'));
  staging = sdkClient(simulator.url, key('staging'));
});
afterAll(() => simulator.close());

type ConnectionQuery = ConstructorParameters<typeof DescribeVpnConnectionsRequest>[0];

async function connectionNames(query: ConnectionQuery): Promise<readonly (string | undefined)[]> {
  const { body } = await prod.describeVpnConnections(
    new DescribeVpnConnectionsRequest({ regionId: 'cn-hangzhou', pageSize: 50, ...query }),
  );
  return (body?.vpnConnections?.vpnConnection ?? []).map(({ name }) => name);
}

function tag(key: string, value?: string): DescribeVpnConnectionsRequestTag {
  return new DescribeVpnConnectionsRequestTag({ key, ...(value !== undefined && { value }) });
}

const ALL = ['hz-head-office', 'hz-factory', 'hz-warehouse', 'hz-legacy', 'hz-partner', 'hz-lab'];

describe('DescribeVpnConnections by the SDK', () => {
  it.each<[string, ConnectionQuery, readonly string[]]>([
    ['everything', {}, ALL],
    ['by id', { vpnConnectionId: connectionId('hz-lab') }, ['hz-lab']],
    ['by an id that nobody has', { vpnConnectionId: 'vco-none' }, []],
    ['by gateway', { vpnGatewayId: gatewayId('hz-branch') }, ALL.slice(3)],
    [
      'by gateway and id that do not meet',
      { vpnGatewayId: gatewayId('hz-main'), vpnConnectionId: connectionId('hz-lab') },
      [],
    ],
    ['by tag', { tag: [tag('owner', 'netops')] }, ['hz-head-office', 'hz-legacy']],
    ['by two tags', { tag: [tag('owner', 'plant'), tag('env', 'prod')] }, ['hz-factory']],
    ['by tag key', { tag: [tag('owner')] }, ALL],
    ['by a value that nobody has', { tag: [tag('owner', 'nobody')] }, []],
    ['by an empty value', { tag: [tag('owner', '')] }, []],
    ['second page', { pageSize: 4, pageNumber: 2 }, ALL.slice(4)],
    ['past the end', { pageSize: 4, pageNumber: 3 }, []],
  ])('%s', async (_, query, expected) => {
    expect(await connectionNames(query)).toEqual(expected);
  });

  it('by customer gateway, of a connection and of a tunnel', async () => {
    const { body } = await prod.describeVpnConnections(
      new DescribeVpnConnectionsRequest({ regionId: 'cn-hangzhou' }),
    );
    const rows = body?.vpnConnections?.vpnConnection ?? [];
    const [dual, single] = rows;
    const [first] = dual?.tunnelOptionsSpecification?.tunnelOptions ?? [];
    expect(dual?.customerGatewayId).toBe('');
    expect(await connectionNames({ customerGatewayId: first!.customerGatewayId! })).toEqual([
      'hz-head-office',
    ]);
    expect(await connectionNames({ customerGatewayId: single!.customerGatewayId! })).toEqual([
      'hz-factory',
    ]);
  });

  it('by resource group', async () => {
    const { body } = await prod.describeVpnConnections(
      new DescribeVpnConnectionsRequest({
        vpnConnectionId: connectionId('hz-lab'),
        regionId: 'cn-hangzhou',
      }),
    );
    const group = body?.vpnConnections?.vpnConnection?.[0]?.resourceGroupId;
    expect(await connectionNames({ resourceGroupId: group! })).toEqual(['hz-lab']);
  });

  it('tells page, size and total', async () => {
    const { body, headers } = await prod.describeVpnConnections(
      new DescribeVpnConnectionsRequest({ regionId: 'cn-hangzhou', pageSize: 4, pageNumber: 2 }),
    );
    expect(body).toMatchObject({ pageNumber: 2, pageSize: 4, totalCount: 6 });
    expect(body?.requestId).toBe(headers?.['x-acs-request-id']);
  });

  it('shows ten rows of the first page when nothing is said', async () => {
    const simulator = await startSimulator({
      scenario: generateScenario({ accounts: { a: { r: { single: 12 } } } }),
    });
    const client = sdkClient(simulator.url, {
      id: 'simulated-key-a',
      secret: 'simulated-secret-a',
    });
    const { body } = await client.describeVpnConnections(
      new DescribeVpnConnectionsRequest({ regionId: 'r' }),
    );
    await simulator.close();
    expect(body).toMatchObject({ pageNumber: 1, pageSize: 10, totalCount: 12 });
    expect(body?.vpnConnections?.vpnConnection).toHaveLength(10);
  });

  const many = (count: number): DescribeVpnConnectionsRequestTag[] =>
    Array.from({ length: count }, (_, index) => tag(`key-${index}`));

  it.each<[string, ConnectionQuery, number, string]>([
    ['21 tags', { tag: many(21) }, 400, 'SizeLimitExceeded.TagNum'],
    ['a key of 65 characters', { tag: [tag('k'.repeat(65))] }, 400, 'InvalidParameter.TagKey'],
    ['an empty key', { tag: [tag('', 'x')] }, 400, 'InvalidParameter.TagKey'],
    ['a reserved key', { tag: [tag('acs:x')] }, 400, 'InvalidParameter.TagKey'],
    ['a key with an address', { tag: [tag('a http://x')] }, 400, 'InvalidParameter.TagKey'],
    [
      'a value of 129 characters',
      { tag: [tag('k', 'v'.repeat(129))] },
      400,
      'InvalidParameter.TagValue',
    ],
    ['a reserved value', { tag: [tag('k', 'aliyun-x')] }, 400, 'InvalidParameter.TagValue'],
    ['a key twice', { tag: [tag('k', 'a'), tag('k', 'b')] }, 400, 'Duplicated.TagKey'],
    ['a page of 51', { pageSize: 51 }, 400, 'InvalidParameter'],
    ['a page of 0', { pageSize: 0 }, 400, 'InvalidParameter'],
    ['page 0', { pageNumber: 0 }, 400, 'InvalidParameter'],
    ['page -1', { pageNumber: -1 }, 400, 'InvalidParameter'],
    ['a page of half a row', { pageSize: 0.5 }, 400, 'InvalidParameter'],
    ['a refused region', { regionId: 'me-east-1' }, 403, 'Forbidden.RAM'],
    ['an unknown region', { regionId: 'xx-nowhere-1' }, 404, 'InvalidRegionId.NotFound'],
  ])('refuses %s', async (_, query, statusCode, code) => {
    const failure = await failureOf(connectionNames(query));
    expect(failure).toMatchObject({ statusCode, code });
  });

  it.each([
    ['20 tags', { tag: many(20) }],
    ['a key of 64 and a value of 128 characters', { tag: [tag('k'.repeat(64), 'v'.repeat(128))] }],
    ['a page of 50', { pageSize: 50 }],
    ['a page of 1', { pageSize: 1 }],
  ])('accepts %s', async (_, query) => {
    await expect(connectionNames(query)).resolves.toBeDefined();
  });

  it('says who was denied what', async () => {
    const failure = await failureOf(connectionNames({ regionId: 'me-east-1' }));
    expect(failure.data?.['AccessDeniedDetail']).toMatchObject({
      AuthAction: 'vpc:DescribeVpnConnections',
      NoPermissionType: 'ImplicitDeny',
    });
  });

  it('of sessions', async () => {
    simulator.addKey('prod', SESSION);
    const query = new DescribeVpnConnectionsRequest({ regionId: 'cn-hangzhou' });
    const { body } = await sdkClient(simulator.url, SESSION).describeVpnConnections(query);
    expect(body?.totalCount).toBe(6);
    simulator.addKey('prod', { ...SESSION, expiresAtMs: 0 });
    const failure = await failureOf(
      sdkClient(simulator.url, SESSION).describeVpnConnections(query),
    );
    expect(failure).toMatchObject({ statusCode: 400, code: 'InvalidSecurityToken.Expired' });
  });

  it.each([
    [{ id: 'simulated-key-prod', secret: 'wrong' }, 400, 'SignatureDoesNotMatch'],
    [{ id: 'nobody', secret: 'wrong' }, 404, 'InvalidAccessKeyId.NotFound'],
  ])('with bad keys %#', async (key, statusCode, code) => {
    const call = sdkClient(simulator.url, key).describeVpnConnections(
      new DescribeVpnConnectionsRequest({ regionId: 'cn-hangzhou' }),
    );
    expect(await failureOf(call)).toMatchObject({ statusCode, code });
  });

  it("returns the documentation's sample field for field", async () => {
    const documented = await startSimulator({ scenario: documentationScenario });
    const key = documented.accounts[0]!.accessKeys[0]!;
    const client = sdkClient(documented.url, { id: key.id, secret: key.secret });
    const { body } = (await client.callApi(
      ...rawRequest('DescribeVpnConnections', { RegionId: DOCUMENTED_REGION }),
    )) as { body: Record<string, unknown> };
    await documented.close();
    const file = 'test/fixtures/api/DescribeVpnConnections.sample.json';
    const sample: Record<string, unknown> = JSON.parse(await readFile(file, 'utf8'));
    expect({ ...body, RequestId: sample['RequestId'] }).toEqual(sample);
  });
});

describe('DescribeVpnGateways by the SDK', () => {
  type GatewayQuery = ConstructorParameters<typeof DescribeVpnGatewaysRequest>[0];

  async function gatewayNames(query: GatewayQuery): Promise<readonly (string | undefined)[]> {
    const { body } = await prod.describeVpnGateways(
      new DescribeVpnGatewaysRequest({ regionId: 'ap-southeast-1', ...query }),
    );
    return (body?.vpnGateways?.vpnGateway ?? []).map(({ name }) => name);
  }

  it.each<[string, GatewayQuery, readonly string[]]>([
    ['everything', {}, ['sin-main', 'sin-overdue']],
    ['by id', { vpnGatewayId: gatewayId('sin-main') }, ['sin-main']],
    ['by status', { status: 'updating' }, []],
    ['by business status', { businessStatus: 'FinancialLocked' }, ['sin-overdue']],
    ['by type', { gatewayType: 'Enhanced.SiteToSite' }, ['sin-main']],
    ['by VPC', { vpcId: 'vpc-none' }, []],
    ['by resource group', { resourceGroupId: 'rg-none' }, []],
    ['by tag', { tag: [{ key: 'owner', value: 'finance' }] }, ['sin-overdue']],
    ['second page', { pageSize: 1, pageNumber: 2 }, ['sin-overdue']],
  ])('%s', async (_, query, expected) => {
    expect(await gatewayNames(query)).toEqual(expected);
  });

  it('shows pending orders only when asked', async () => {
    const ask = async (includeReservationData: boolean): Promise<string | undefined> => {
      const { body } = await prod.describeVpnGateways(
        new DescribeVpnGatewaysRequest({ regionId: 'ap-southeast-1', includeReservationData }),
      );
      return body?.vpnGateways?.vpnGateway?.[0]?.reservationData?.reservationOrderType;
    };
    expect([await ask(false), await ask(true)]).toEqual([undefined, 'RENEW']);
  });

  it('keeps the types of the real API', async () => {
    const { body } = (await prod.callApi(
      ...rawRequest('DescribeVpnGateways', { RegionId: 'cn-hangzhou' }),
    )) as { body: JsonObject };
    expect(valueAt(body, 'VpnGateways.VpnGateway.0')).toMatchObject({
      EnableBgp: true,
      IpsecVpn: 'enable',
      EndTime: expect.any(Number),
      Tag: expect.stringMatching(/^\{/),
      Tags: { Tag: [{ Key: 'env', Value: 'prod' }, expect.anything()] },
    });
  });
});

describe('DescribeRegions by the SDK', () => {
  it('in the order of their ids, with their endpoints', async () => {
    const { body } = await prod.describeRegions(new DescribeRegionsRequest({}));
    const regions = body?.regions?.region ?? [];
    expect(regions.map(({ regionId }) => regionId)).toEqual([
      'ap-southeast-1',
      'cn-hangzhou',
      'eu-central-1',
      'me-east-1',
    ]);
    expect(regions[1]?.regionEndpoint).toBe('vpc.aliyuncs.com');
    expect(regions[2]?.regionEndpoint).toBe('vpc.eu-central-1.aliyuncs.com');
  });

  it('is another list for another account', async () => {
    const { body } = await staging.describeRegions(new DescribeRegionsRequest({}));
    expect(body?.regions?.region?.map(({ regionId }) => regionId)).toEqual([
      'cn-shanghai',
      'us-west-1',
    ]);
  });
});

describe('DiagnoseVpnConnections by the SDK', () => {
  type DiagnoseQuery = ConstructorParameters<typeof DiagnoseVpnConnectionsRequest>[0];

  async function diagnose(query: DiagnoseQuery): Promise<readonly object[]> {
    const { body } = await prod.diagnoseVpnConnections(
      new DiagnoseVpnConnectionsRequest({ regionId: 'cn-hangzhou', ...query }),
    );
    return body?.vpnConnections ?? [];
  }

  it('says why a single-tunnel connection is down', async () => {
    expect(await diagnose({ vpnConnectionIds: [connectionId('hz-lab')] })).toEqual([
      expect.objectContaining({
        vpnConnectionId: connectionId('hz-lab'),
        tunnelId: '',
        failedReasonCode: 'AuthenticationAlgorithmMismatch',
        failedTime: Date.UTC(2026, 0, 1) - 3 * 3_600_000,
        mismatchLocalParam: 'SHA256',
        mismatchRemoteParam: 'SHA',
        severity: 'Critical',
      }),
    ]);
  });

  it('says why a tunnel is down', async () => {
    const tunnelIds = [0, 1].map((index) => tunnelId('hz-warehouse', index));
    expect(await diagnose({ tunnelIds })).toEqual([
      expect.objectContaining({
        vpnConnectionId: connectionId('hz-warehouse'),
        tunnelId: tunnelIds[1],
        failedReasonCode: 'Phase1NegotiationTimeout',
        severity: 'Warn',
        sourceLog: expect.stringContaining(tunnelIds[1]!),
      }),
    ]);
  });

  it.each<[string, DiagnoseQuery]>([
    ['what is up', { vpnConnectionIds: [connectionId('hz-legacy')] }],
    [
      'a dual-tunnel connection without its tunnels',
      { vpnConnectionIds: [connectionId('hz-warehouse')] },
    ],
    ['what does not exist', { tunnelIds: ['tun-none'] }],
    [
      'another gateway',
      { vpnConnectionIds: [connectionId('hz-lab')], vpnGatewayId: gatewayId('hz-main') },
    ],
  ])('says nothing of %s', async (_, query) => {
    expect(await diagnose(query)).toEqual([]);
  });

  it('takes all of a gateway', async () => {
    expect(await diagnose({ vpnGatewayId: gatewayId('hz-branch') })).toHaveLength(1);
  });

  it('needs to know of what', async () => {
    expect(await failureOf(diagnose({}))).toMatchObject({
      statusCode: 400,
      code: 'MissingParameter',
    });
  });
});

describe('DescribeVcoRouteEntries by the SDK', () => {
  type RouteQuery = ConstructorParameters<typeof DescribeVcoRouteEntriesRequest>[0];

  function routes(query: RouteQuery): ReturnType<SdkClient['describeVcoRouteEntries']> {
    return prod.describeVcoRouteEntries(
      new DescribeVcoRouteEntriesRequest({ regionId: 'eu-central-1', ...query }),
    );
  }

  it('counts all, pages one kind', async () => {
    const { body } = await routes({
      vpnConnectionId: connectionId('fra-office'),
      routeEntryType: 'bgp',
      pageSize: 1,
    });
    expect(body).toMatchObject({ totalCount: 13, pageSize: 1 });
    expect(body?.vcoRouteEntries).toHaveLength(1);
    expect(body?.vpnRouteCounts).toMatchObject([
      { routeEntryType: 'bgp', source: 'CLOUD', routeCount: 1 },
      { routeEntryType: 'bgp', source: 'VPN_BGP', routeCount: 12 },
      { routeEntryType: 'custom', routeCount: 1 },
    ]);
  });

  it('shows custom routes unless told otherwise', async () => {
    const { body } = await routes({ vpnConnectionId: connectionId('fra-office') });
    expect(body?.vcoRouteEntries?.map(({ state }) => state)).toEqual(['published']);
  });

  it('counts nothing for a single-tunnel connection', async () => {
    const { body } = await routes({ vpnConnectionId: connectionId('fra-store') });
    expect(body).toMatchObject({ totalCount: 0 });
    expect(body?.vpnRouteCounts).toBeUndefined();
  });

  it.each<[string, RouteQuery, number, string]>([
    ['no connection', {}, 400, 'MissingParameter'],
    [
      'an unknown connection',
      { vpnConnectionId: 'vco-none' },
      404,
      'InvalidVpnConnectionInstanceId.NotFound',
    ],
    [
      'an unknown kind',
      { vpnConnectionId: connectionId('fra-office'), routeEntryType: 'ospf' },
      400,
      'InvalidParameter',
    ],
  ])('refuses %s', async (_, query, statusCode, code) => {
    expect(await failureOf(routes(query))).toMatchObject({ statusCode, code });
  });

  it('loses what a peer announced, and dead next hops, with its sessions', async () => {
    const target = { account: 'prod', region: 'eu-central-1', id: connectionId('fra-datacenter') };
    const tunnels = 'TunnelOptionsSpecification.TunnelOptions';
    const ask = (): ReturnType<typeof routes> =>
      routes({ vpnConnectionId: target.id, routeEntryType: 'bgp', pageSize: 50 });
    simulator.patch(target, `${tunnels}.0.Status`, 'ike_sa_not_established');
    const oneTunnel = await ask();
    expect(oneTunnel.body?.totalCount).toBe(41);
    expect(oneTunnel.body?.vcoRouteEntries?.[0]?.nextHopTunnelIdList).toEqual([
      tunnelId('fra-datacenter', 1),
    ]);
    simulator.patch(target, `${tunnels}.1.TunnelBgpConfig.BgpStatus`, 'false');
    const noSession = await ask();
    expect(noSession.body?.vcoRouteEntries?.map(({ source }) => source)).toEqual(['CLOUD']);
  });
});

describe('faults as the SDK sees them', () => {
  afterEach(() => simulator.faults.clear());

  it.each<[PresetName, Record<string, unknown>]>([
    [
      'throttled_retry_after',
      { name: 'ThrottlingError', code: 'Throttling.User', retryAfter: 2000 },
    ],
    ['service_unavailable', { name: 'ServerError', statusCode: 503, code: 'ServiceUnavailable' }],
    ['bad_gateway_html', { name: 'SyntaxError' }],
    ['ok_html', { name: 'SyntaxError' }],
    ['gzip', { name: 'SyntaxError' }],
    ['byte_order_mark', { name: 'SyntaxError' }],
    ['client_error_null', { name: 'TypeError' }],
    ['xml_error', { statusCode: 503, code: 'ServiceUnavailable' }],
    ['reset', { code: 'ECONNRESET' }],
    ['fin', { code: 'ECONNRESET' }],
    ['truncated_content_length', { code: 'ECONNRESET' }],
    ['truncated_chunked', { code: 'ECONNRESET' }],
    ['truncated_close', { name: 'SyntaxError' }],
    ['garbage', { code: 'HPE_INVALID_CONSTANT' }],
    ['negative_create_time', { name: 'Error' }],
    ['null_row', { name: 'Error' }],
  ])('%s fails', async (effect, expected) => {
    simulator.faults.add({ effect });
    expect(await failureOf(connectionNames({}))).toMatchObject(expected);
  });

  it.each<[PresetName]>([
    ['ok_empty_object'],
    ['ok_list'],
    ['ok_error_body'],
    ['redirect_json'],
    ['status_600'],
    ['list_for_wrapper'],
  ])('%s looks like an account without VPNs', async (effect) => {
    simulator.faults.add({ effect });
    expect(await connectionNames({})).toEqual([]);
  });
});
