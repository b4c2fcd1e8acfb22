import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Credential } from '../../src/alicloud/credential.ts';
import type { Listing } from '../../src/alicloud/api.ts';
import { ApiError } from '../../src/model/failure.ts';
import { createTransport, type Transport } from '../../src/alicloud/transport.ts';
import type { Connection } from '../../src/collectors/connections/item.ts';
import type { PresetName } from '../../src/simulator/faults/faults.ts';
import { generatedKey, generateScenario } from '../support/scenarios/generate.ts';
import { startSimulator, type Simulator } from '../../src/simulator/simulator.ts';
import { FakeClock, skippingClock } from '../support/fake-clock.ts';
import { client, type ListingApi } from './support/client.ts';
import { credentialSource } from '../support/exporter.ts';

const NOBODY = new Map<string, never>();
const REGION = 'cn-hangzhou';
const never = (): AbortSignal => new AbortController().signal;

const { id, secret } = generatedKey('test');
const KEY = {
  accessKeyId: id,
  accessKeySecret: secret,
  securityToken: undefined,
  providerName: 'static_ak',
};

let simulator: Simulator;
let transport: Transport;

beforeAll(async () => {
  const scenario = generateScenario({
    accounts: {
      test: { [REGION]: { single: 2, dual: 1, gateways: 2 } },
      large: { [REGION]: { single: 60, dual: 60 } },
    },
  });
  simulator = await startSimulator({ scenario });
  transport = createTransport();
});

afterEach(() => {
  simulator.reset();
});

afterAll(async () => {
  transport.close();
  await simulator.close();
});

/** A client of the account with three connections, whose waits between attempts are skipped. */
function small() {
  const clock = skippingClock();
  const credentials = credentialSource(KEY);
  const made = client({ transport, clock, credentials }, { endpoint: simulator.url });
  return { ...made, credentials, clock };
}

/** A client of the account with three pages. */
function large() {
  const key = generatedKey('large');
  const credentials = credentialSource({
    ...KEY,
    accessKeyId: key.id,
    accessKeySecret: key.secret,
  });
  return client(
    { transport, clock: skippingClock(), credentials },
    { name: 'large', endpoint: simulator.url },
  );
}

const list = (api: ListingApi): Promise<Listing<Connection>> =>
  api.listConnections(NOBODY, never());

/** `reason code, number of attempts` of a poll that must fail. */
async function outcome(api: ListingApi): Promise<string> {
  const error: unknown = await list(api).then(
    () => new Error('the poll succeeded'),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ApiError)) throw error;
  const { reason, code } = error.failure;
  return `${reason} ${code}, ${simulator.requests.list().length}`;
}

describe('a fault that does not pass', () => {
  it.each<[PresetName, string]>([
    ['throttled', 'throttled Throttling.User, 5'],
    ['throttled_retry_after', 'throttled Throttling.User, 5'],
    ['throttled_api', 'throttled Throttling.Api, 5'],
    ['service_unavailable', 'server_error ServiceUnavailable, 5'],
    ['internal_error', 'server_error InternalError, 5'],
    ['forbidden_ram', 'forbidden Forbidden.RAM, 1'],
    ['forbidden_sub_user', 'forbidden Forbbiden.SubUser, 1'],
    ['access_key_not_found', 'auth InvalidAccessKeyId.NotFound, 1'],
    ['access_key_inactive', 'auth InvalidAccessKeyId.Inactive, 1'],
    ['signature_mismatch', 'auth SignatureDoesNotMatch, 1'],
    ['nonce_used', 'server_error SignatureNonceUsed, 5'],
    ['token_expired', 'auth InvalidSecurityToken.Expired, 2'],
    ['clock_skew', 'auth InvalidTimeStamp.Expired, 2'],
    ['illegal_timestamp', 'auth IllegalTimestamp, 2'],
    ['region_not_served', 'invalid_request InvalidOperation.NotSupportedEndpoint, 1'],
    ['region_closed', 'invalid_request UnauthorizedRegion, 1'],
    ['bad_gateway_html', 'server_error http_502, 5'],
    ['forbidden_html', 'forbidden http_403, 1'],
    ['ok_html', 'bad_response bad_response, 5'],
    ['ok_empty_object', 'bad_response bad_response, 5'],
    ['ok_null', 'bad_response bad_response, 5'],
    ['ok_list', 'bad_response bad_response, 5'],
    ['ok_text', 'bad_response bad_response, 5'],
    ['ok_error_body', 'bad_response bad_response, 5'],
    ['ok_empty', 'bad_response bad_response, 5'],
    ['no_content', 'bad_response http_204, 5'],
    ['redirect', 'bad_response http_302, 5'],
    ['redirect_json', 'bad_response http_302, 5'],
    ['status_600', 'bad_response http_600, 5'],
    ['client_error_null', 'invalid_request http_400, 1'],
    ['server_error_empty', 'server_error http_500, 5'],
    ['xml_error', 'server_error http_503, 5'],
    ['total_count_missing', 'bad_response bad_response, 5'],
    ['text_for_total_count', 'bad_response bad_response, 5'],
    ['null_list', 'bad_response bad_response, 5'],
    ['list_for_wrapper', 'bad_response bad_response, 5'],
    ['missing_wrapper', 'bad_response bad_response, 5'],
    ['gzip_undeclared', 'bad_response bad_response, 5'],
    ['reset', 'network connection_reset, 5'],
    ['reset_mid_body', 'network connection_reset, 5'],
    ['fin', 'network connection_reset, 5'],
    ['truncated_content_length', 'network connection_reset, 5'],
    ['truncated_chunked', 'network connection_reset, 5'],
    ['truncated_close', 'bad_response bad_response, 5'],
    ['garbage', 'network bad_http, 5'],
  ])('%s: %s attempts', async (effect, expected) => {
    simulator.faults.add({ effect });
    const { api, attempts, credentials } = small();
    expect(await outcome(api)).toBe(expected);
    expect(attempts).toHaveLength(simulator.requests.list().length);
    expect(attempts.every(({ code }) => expected.includes(` ${code},`))).toBe(true);
    const isBlamed = expected.startsWith('auth') && !/Time-?stamp/i.test(expected);
    expect(credentials.rejected).toHaveLength(isBlamed ? attempts.length : 0);
  });

  it.each<PresetName>(['hang', 'stall', 'drip'])('%s: timeout, however often', async (effect) => {
    simulator.faults.add({ effect });
    const clock = new FakeClock(Date.now());
    const posts: (() => void)[] = [];
    const watched: Transport = {
      ...transport,
      post: (...call) => {
        posts.splice(0).forEach((resolve) => {
          resolve();
        });
        return transport.post(...call);
      },
    };
    const { api, codes } = client(
      { transport: watched, clock, credentials: credentialSource(KEY) },
      { endpoint: simulator.url },
    );
    const nextPost = (): Promise<void> =>
      new Promise((resolve) => {
        posts.push(resolve);
      });
    let sent = nextPost();
    const work = list(api).catch((error: unknown) => error);
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      await sent;
      sent = nextPost();
      await clock.advance(10_000);
      await clock.advance(attempt === 3 ? 0 : 3000);
    }
    expect(await work).toMatchObject({ failure: { reason: 'timeout', code: 'timeout' } });
    expect(codes()).toHaveLength(3);
  });
});

describe('a fault that passes', () => {
  it.each<PresetName>([
    'throttled',
    'throttled_retry_after',
    'service_unavailable',
    'bad_gateway_html',
    'ok_empty_object',
    'ok_html',
    'nonce_used',
    'reset',
    'reset_mid_body',
    'fin',
    'truncated_content_length',
    'truncated_chunked',
    'truncated_close',
    'garbage',
    'gzip_undeclared',
  ])('%s: the poll recovers from it', async (effect) => {
    simulator.faults.add({ effect, times: 3 });
    const { api, codes } = small();
    expect((await list(api)).items).toHaveLength(3);
    expect(codes()).toHaveLength(4);
    expect(codes().at(-1)).toBe('OK');
  });

  it('is waited for as long as the API asks', async () => {
    simulator.faults.add({ effect: 'throttled_retry_after', times: 1 });
    const { api, clock } = small();
    await list(api);
    expect(clock.skipped).toEqual([2000]);
  });

  it.each<readonly [PresetName, readonly Credential[]]>([
    ['token_expired', [KEY]],
    ['clock_skew', []],
    ['illegal_timestamp', []],
  ])('%s: once, and the credentials %j are rejected', async (effect, rejected) => {
    simulator.faults.add({ effect, times: 1 });
    const { api, credentials } = small();
    expect((await list(api)).items).toHaveLength(3);
    expect(credentials.rejected).toEqual(rejected);
  });

  it('on one of several pages costs that page only', async () => {
    simulator.faults.add({ match: { page: 2 }, effect: 'bad_gateway_html', times: 2 });
    expect((await list(large().api)).items).toHaveLength(120);
    const pages = simulator.requests.list().map(({ page }) => page ?? 0);
    expect(pages.toSorted((one, other) => one - other)).toEqual([1, 2, 2, 2, 3]);
  });
});

describe('what is no fault of a call', () => {
  it.each<PresetName>([
    'byte_order_mark',
    'gzip',
    'text_for_object',
    'empty_boolean',
    'empty_create_time',
  ])('%s: nobody notices', async (effect) => {
    simulator.faults.add({ effect });
    expect(await list(small().api)).toMatchObject({
      items: [{}, {}, {}],
      rejected: [],
      reported: 3,
      unknownFields: [],
    });
    expect(simulator.requests.list()).toHaveLength(1);
  });

  it.each<[PresetName, string]>([
    ['negative_create_time', 'CreateTime'],
    ['list_for_tags', 'Tag'],
    ['unknown_state', 'State'],
  ])('%s: the row is good, and %s is counted', async (effect, field) => {
    simulator.faults.add({ effect });
    expect(await list(small().api)).toMatchObject({
      items: [{}, {}, {}],
      rejected: [],
      unknownFields: [field],
    });
  });

  it('missing_status: the status is unknown', async () => {
    simulator.faults.add({ effect: 'missing_status' });
    const { items, unknownFields } = await list(small().api);
    expect(items[0]?.status).toBe('unknown');
    expect(unknownFields).toEqual([]);
  });

  it.each<[PresetName, string, unknown]>([
    ['null_row', 'VpnConnection', undefined],
    ['number_for_id', 'VpnConnectionId', undefined],
    ['missing_id', 'VpnConnectionId', undefined],
    ['list_for_tunnels', 'TunnelOptionsSpecification', expect.any(String)],
  ])('%s: one row is rejected for %s', async (effect, field, id) => {
    simulator.faults.add({ effect });
    const { items, rejected, reported } = await list(small().api);
    expect(items).toHaveLength(2);
    expect(rejected).toEqual([{ id, field }]);
    expect(reported).toBe(3);
    expect(simulator.requests.list()).toHaveLength(1);
  });

  it.each<[PresetName, number]>([
    ['total_count_high', 4],
    ['total_count_low', 2],
  ])('%s: the rows are good, TotalCount is handed on', async (effect, reported) => {
    simulator.faults.add({ effect });
    expect(await list(small().api)).toMatchObject({ items: [{}, {}, {}], reported });
    expect(simulator.requests.list()).toHaveLength(2);
  });
});

describe('pages that change while they are read', () => {
  it.each<[PresetName, number]>([
    ['row_added_meanwhile', 2],
    ['row_removed_meanwhile', 2],
    ['repeated_row', 2],
    ['short_page', 2],
    ['empty_page', 2],
    ['total_count_high', 1],
    ['total_count_low', 3],
  ])('once (%s): all is read again', async (effect, page) => {
    simulator.faults.add({ match: { page }, effect, times: 1 });
    const { items, reported } = await list(large().api);
    expect(new Set(items.map((item) => item.id)).size).toBe(120);
    expect(reported).toBe(120);
    expect(simulator.requests.list()).toHaveLength(6);
  });

  it.each<PresetName>(['row_added_meanwhile', 'repeated_row'])(
    'for good (%s): incomplete',
    async (effect) => {
      simulator.faults.add({ match: { page: 2 }, effect });
      expect(await outcome(large().api)).toBe('incomplete incomplete, 6');
    },
  );

  it('for good, rows hidden: they are hidden', async () => {
    simulator.faults.add({ match: { page: 2 }, effect: 'short_page' });
    expect(await list(large().api)).toMatchObject({ reported: 120, items: { length: 71 } });
  });
});

describe('gateways', () => {
  it('come with their pages, faults and filters', async () => {
    const { api } = small();
    expect((await api.listGateways(NOBODY, never())).items).toHaveLength(2);
    simulator.faults.add({ match: { action: 'DescribeVpnGateways' }, effect: 'forbidden_ram' });
    await expect(api.listGateways(NOBODY, never())).rejects.toMatchObject({
      failure: { reason: 'forbidden', code: 'Forbidden.RAM' },
    });
    expect((await list(api)).items).toHaveLength(3);
  });
});
