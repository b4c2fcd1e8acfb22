import { afterEach, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { $OpenApiUtil } from '@alicloud/openapi-core';
import Vpc, {
  DescribeVpnConnectionsRequest,
  DescribeVpnConnectionsRequestTag,
} from '@alicloud/vpc20160428';
import type { Credential } from '../../src/alicloud/credential.ts';
import { regionsRequest } from '../../src/alicloud/regions.ts';
import { queryString, type Request, signedHeaders } from '../../src/alicloud/request.ts';
import { connectionsRequest } from '../../src/collectors/connections/index.ts';
import { createTransport } from '../../src/alicloud/transport.ts';
import type { Filters } from '../../src/model/account.ts';
import { expectedAuthorization, parseHead, type WireRequest } from './support/acs3.ts';
import { response, startRawServer, type RawServer } from './support/raw-server.ts';

const servers: RawServer[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

const KEY: Credential = {
  accessKeyId: 'test-key',
  accessKeySecret: 'test-secret',
  securityToken: undefined,
  providerName: 'static_ak',
};
const SESSION: Credential = { ...KEY, securityToken: 'token+/=', providerName: 'static_sts' };

const FILTERS: Filters = {
  vpnGatewayId: 'vpn-1',
  customerGatewayId: 'cgw-1',
  vpnConnectionId: 'vco-1',
  resourceGroupId: 'rg-1',
  tags: {},
};

const NO_FILTERS: Filters = {
  vpnGatewayId: undefined,
  customerGatewayId: undefined,
  vpnConnectionId: undefined,
  resourceGroupId: undefined,
  tags: {},
};

const TAGS: Readonly<Record<string, string>> = {
  env: 'prod',
  empty: '',
  "quote!'()*": "it's (a) *!",
  'ключ 键': '值 ünïcode 🙂',
  'a&b=c+d': '%20 + & = ? / : @ #',
  t6: '~-._',
  t7: 'é\u0301',
  t8: ' lead and trail ',
  t9: '7',
  t10: '8',
  t11: '9',
};

async function start(): Promise<RawServer> {
  const body = '{"RequestId":"R","TotalCount":0,"VpnConnections":{"VpnConnection":[]}}';
  const headers = { 'content-type': 'application/json' };
  const server = await startRawServer((socket) => socket.write(response(body, headers)));
  servers.push(server);
  return server;
}

/** What arrives of a call of the exporter. */
async function sent(request: Request, credential: Credential): Promise<WireRequest> {
  const server = await start();
  const transport = createTransport();
  const headers = signedHeaders(
    request,
    server.endpoint.host,
    credential,
    'alicloud-vpn-exporter/1',
  );
  const path = `/?${queryString(request.query)}`;
  await transport.post(
    server.endpoint,
    path,
    headers,
    new AbortController().signal,
    request.limits,
  );
  transport.close();
  return parseHead(server.requests[0] ?? '');
}

/** What arrives of the same call of the vendor's client. */
async function sentByVendor(credential: Credential): Promise<WireRequest> {
  const server = await start();
  const { accessKeyId, accessKeySecret, securityToken } = credential;
  const client = new Vpc.default(
    new $OpenApiUtil.Config({
      accessKeyId,
      accessKeySecret,
      ...(securityToken !== undefined && { securityToken }),
      endpoint: server.endpoint.host,
      protocol: 'http',
      userAgent: 'alicloud-vpn-exporter/1',
    }),
  );
  await client.describeVpnConnections(
    new DescribeVpnConnectionsRequest({
      regionId: 'cn-hangzhou',
      pageNumber: 2,
      pageSize: 50,
      vpnGatewayId: 'vpn-1',
      customerGatewayId: 'cgw-1',
      vpnConnectionId: 'vco-1',
      resourceGroupId: 'rg-1',
      tag: Object.entries(TAGS).map(
        ([key, value]) => new DescribeVpnConnectionsRequestTag({ key, value }),
      ),
    }),
  );
  return parseHead(server.requests[0] ?? '');
}

const tagged = connectionsRequest('cn-hangzhou', { ...FILTERS, tags: TAGS }, 2);

/** Header values that are the same in every call. */
function constant({ headers }: WireRequest): Readonly<Record<string, string>> {
  const changing = new Set(['host', 'x-acs-date', 'x-acs-signature-nonce', 'authorization']);
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !changing.has(name)));
}

describe.each([
  ['an access key', KEY],
  ['a session', SESSION],
])('a call signed with %s', (_, credential) => {
  it.each([
    ['every filter and odd tags', tagged],
    ['no filter', connectionsRequest('cn-hangzhou', NO_FILTERS, 1)],
    ['no region', regionsRequest()],
  ])('is signed as the vendor describes: %s', async (_name, request) => {
    const wire = await sent(request, credential);
    expect(wire.query).toEqual(request.query);
    expect(wire.headers['authorization']).toBe(
      expectedAuthorization(wire, credential.accessKeyId, credential.accessKeySecret),
    );
  });

  it('sends what the vendor’s client sends', async () => {
    const own = await sent(tagged, credential);
    const vendor = await sentByVendor(credential);
    expect(own.query).toEqual(vendor.query);
    expect({ method: own.method, path: own.path }).toEqual({
      method: vendor.method,
      path: vendor.path,
    });
    expect(Object.keys(own.headers).toSorted()).toEqual(Object.keys(vendor.headers).toSorted());
    expect(constant(own)).toEqual(constant(vendor));
  });

  it('verifies the vendor’s own calls, too: the check is a check', async () => {
    const vendor = await sentByVendor(credential);
    expect(vendor.headers['authorization']).toBe(
      expectedAuthorization(vendor, credential.accessKeyId, credential.accessKeySecret),
    );
    expect(vendor.headers['authorization']).not.toBe(
      expectedAuthorization(vendor, credential.accessKeyId, 'another-secret'),
    );
  });
});

describe('signed headers', () => {
  const headersOf = (credential: Credential) =>
    signedHeaders(regionsRequest(), 'vpc.aliyuncs.com', credential, 'ua');

  it('have a new nonce each time, and the date of now in UTC', () => {
    const all = Array.from({ length: 50 }, () => headersOf(KEY));
    expect(new Set(all.map((headers) => headers['x-acs-signature-nonce'])).size).toBe(50);
    const date = headersOf(KEY)['x-acs-date'] ?? '';
    expect(date).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(Math.abs(Date.parse(date) - Date.now())).toBeLessThan(60_000);
  });

  it('never hold the secret', () => {
    for (const credential of [KEY, SESSION]) {
      expect(JSON.stringify(headersOf(credential))).not.toContain(KEY.accessKeySecret);
    }
  });

  it.each([undefined, ''])('name no session where the token is %p', (securityToken) => {
    const names = Object.keys(headersOf({ ...KEY, securityToken }));
    expect(names).not.toContain('x-acs-security-token');
    expect(names).not.toContain('x-acs-accesskey-id');
  });
});

describe('queryString', () => {
  it('is read back as it was by the URL of Node.js, whatever it holds', () => {
    const text = fc.string({ unit: 'grapheme' });
    fc.assert(
      fc.property(fc.dictionary(text, text), (query) => {
        const url = new URL(`http://host/?${queryString(query)}`);
        expect(url.search).toBe(Object.keys(query).length === 0 ? '' : `?${queryString(query)}`);
        expect(Object.fromEntries(url.searchParams)).toEqual({ ...query });
      }),
    );
  });
});
