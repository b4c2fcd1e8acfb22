import { gunzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { FaultInput, PresetName } from '../../../src/simulator/faults/faults.ts';
import { objectsAt, valueAt, type Json } from '../../../src/simulator/json.ts';
import { startSimulator, type Simulator } from '../../../src/simulator/simulator.ts';
import { cloudOf, connections, KEY, REGION } from '../support/clouds.ts';
import { jsonOf, rawCall, type RawAnswer, type RawCall } from '../support/raw.ts';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({
    scenario: cloudOf({
      connections: connections(7),
      gateways: [{ VpnGatewayId: 'vpn-0', Spec: '5M' }],
    }),
  });
});
afterEach(() => simulator.faults.clear());
afterAll(() => simulator.close());

function ask(params: RawCall['params'] = {}): Promise<RawAnswer> {
  return rawCall(simulator.url, {
    key: KEY,
    params: { RegionId: REGION, PageSize: '3', PageNumber: '2', ...params },
  });
}

async function askUnder(
  effect: FaultInput['effect'],
  params?: RawCall['params'],
): Promise<RawAnswer> {
  simulator.faults.add({ effect });
  return ask(params);
}

const LIST = 'VpnConnections.VpnConnection';

describe('answers in place of the API', () => {
  it.each<[PresetName, number, string]>([
    ['throttled', 400, 'Throttling.User'],
    ['throttled_retry_after', 400, 'Throttling.User'],
    ['throttled_api', 400, 'Throttling.Api'],
    ['service_unavailable', 503, 'ServiceUnavailable'],
    ['internal_error', 500, 'InternalError'],
    ['forbidden_ram', 403, 'Forbidden.RAM'],
    ['forbidden_sub_user', 403, 'Forbbiden.SubUser'],
    ['access_key_not_found', 404, 'InvalidAccessKeyId.NotFound'],
    ['access_key_inactive', 400, 'InvalidAccessKeyId.Inactive'],
    ['signature_mismatch', 400, 'SignatureDoesNotMatch'],
    ['nonce_used', 400, 'SignatureNonceUsed'],
    ['token_expired', 400, 'InvalidSecurityToken.Expired'],
    ['clock_skew', 400, 'InvalidTimeStamp.Expired'],
    ['illegal_timestamp', 400, 'IllegalTimestamp'],
    ['region_not_served', 403, 'InvalidOperation.NotSupportedEndpoint'],
    ['region_closed', 403, 'UnauthorizedRegion'],
  ])('%s: %d %s', async (preset, status, code) => {
    const answer = await askUnder(preset);
    expect([answer.status, jsonOf(answer)['Code']]).toEqual([status, code]);
    expect(answer.headers['x-acs-retry-after']).toBe(
      preset === 'throttled_retry_after' ? '2000' : undefined,
    );
  });

  it('with a status, message and back-off of their own', async () => {
    const answer = await askUnder({
      kind: 'error',
      code: 'Throttling',
      status: 503,
      message: 'Later.',
      retryAfterMs: 50,
    });
    expect([answer.status, answer.headers['x-acs-retry-after']]).toEqual([503, '50']);
    expect(jsonOf(answer)).toMatchObject({ Code: 'Throttling', Message: 'Later.' });
  });

  it.each<[PresetName, number, RegExp, RegExp]>([
    ['bad_gateway_html', 502, /^text\/html$/, /^<html>/],
    ['forbidden_html', 403, /^text\/html$/, /^<html>/],
    ['ok_html', 200, /^text\/html$/, /^<html>/],
    ['ok_empty_object', 200, /json/, /^\{\}$/],
    ['ok_null', 200, /json/, /^null$/],
    ['ok_list', 200, /json/, /^\[\]$/],
    ['ok_text', 200, /json/, /^"x"$/],
    ['ok_error_body', 200, /json/, /"Code":"InternalError"/],
    ['ok_empty', 200, /json/, /^$/],
    ['no_content', 204, /json/, /^$/],
    ['redirect_json', 302, /json/, /^\{\}$/],
    ['redirect', 302, /html/, /^$/],
    ['status_600', 600, /json/, /^\{\}$/],
    ['client_error_null', 400, /json/, /^null$/],
    ['server_error_empty', 500, /json/, /^$/],
    ['xml_error', 503, /^text\/xml;charset=utf-8$/, /^<\?xml .*<Code>ServiceUnavailable</s],
  ])('%s', async (preset, status, contentType, body) => {
    const answer = await askUnder(preset);
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toMatch(contentType);
    expect(answer.bytes.toString()).toMatch(body);
  });

  it('a redirect says where to', async () => {
    expect((await askUnder('redirect')).headers.location).toBe('http://127.0.0.1:1/');
  });

  it('come before authentication', async () => {
    simulator.faults.add({ effect: 'ok_list' });
    const answer = await rawCall(simulator.url, { key: { id: 'nobody', secret: 'x' } });
    expect([answer.status, answer.bytes.toString()]).toEqual([200, '[]']);
  });
});

describe('pages', () => {
  const ids = (answer: RawAnswer): readonly (Json | undefined)[] =>
    objectsAt(jsonOf(answer), LIST).map((row) => row['VpnConnectionId']);

  it.each<[PresetName, readonly string[]]>([
    ['row_added_meanwhile', ['vco-2', 'vco-3', 'vco-4']],
    ['row_removed_meanwhile', ['vco-4', 'vco-5', 'vco-6']],
    ['repeated_row', ['vco-2', 'vco-4', 'vco-5']],
    ['short_page', ['vco-3']],
    ['empty_page', []],
  ])('%s', async (preset, expected) => {
    const answer = await askUnder(preset);
    expect(ids(answer)).toEqual(expected);
    expect(jsonOf(answer)['TotalCount']).toBe(7);
  });
});

describe('bodies', () => {
  it.each<[PresetName, string, Json | undefined]>([
    ['total_count_high', 'TotalCount', 8],
    ['total_count_low', 'TotalCount', 6],
    ['total_count_missing', 'TotalCount', undefined],
    ['text_for_total_count', 'TotalCount', 'many'],
    ['null_row', `${LIST}.0`, null],
    ['null_list', LIST, null],
    ['list_for_wrapper', 'VpnConnections', []],
    ['missing_wrapper', 'VpnConnections', undefined],
    ['empty_create_time', `${LIST}.0.CreateTime`, ''],
    ['negative_create_time', `${LIST}.0.CreateTime`, '-1'],
    ['empty_boolean', `${LIST}.0.EnableDpd`, ''],
    ['text_for_object', `${LIST}.0.IkeConfig`, ''],
    ['list_for_tags', `${LIST}.0.Tag`, []],
    ['list_for_tunnels', `${LIST}.0.TunnelOptionsSpecification`, []],
    ['number_for_id', `${LIST}.0.VpnConnectionId`, 7],
    ['missing_id', `${LIST}.0.VpnConnectionId`, undefined],
    ['missing_status', `${LIST}.0.Status`, undefined],
    ['unknown_state', `${LIST}.0.State`, 'hibernating'],
  ])('%s', async (preset, path, expected) => {
    const body = jsonOf(await askUnder(preset));
    expect(valueAt(body, path)).toEqual(expected);
    expect(body['PageNumber']).toBe(2);
  });

  it('change the row with an id, wherever it is', async () => {
    const effect = { kind: 'set', id: 'vco-4', path: 'Status', value: 42 } as const;
    const body = jsonOf(await askUnder(effect));
    expect(objectsAt(body, LIST).map((row) => row['Status'])).toEqual([
      'ipsec_sa_established',
      42,
      'ipsec_sa_established',
    ]);
  });

  it.each<[string, FaultInput['effect']]>([
    ['an id of another page', { kind: 'set', id: 'vco-0', path: 'Status', value: 42 }],
    ['a row that is not there', { kind: 'set', path: `${LIST}.3.Status`, value: 42 }],
    ['a list element that is not there', { kind: 'set', path: `${LIST}.3`, value: null }],
  ])('stay as they are for %s', async (_, effect) => {
    const { RequestId: _ignored, ...plain } = jsonOf(await ask());
    const { RequestId: _too, ...changed } = jsonOf(await askUnder(effect));
    expect(changed).toEqual(plain);
  });

  it('of gateways can be changed by id, too', async () => {
    simulator.faults.add({ effect: { kind: 'remove', id: 'vpn-0', path: 'Spec' } });
    const answer = await rawCall(simulator.url, {
      key: KEY,
      action: 'DescribeVpnGateways',
      params: { RegionId: REGION },
    });
    expect(objectsAt(jsonOf(answer), 'VpnGateways.VpnGateway')).toEqual([
      { VpnGatewayId: 'vpn-0' },
    ]);
  });

  it('of errors are left alone', async () => {
    const answer = await askUnder('total_count_high', { RegionId: 'none' });
    expect(jsonOf(answer)['Code']).toBe('InvalidRegionId.NotFound');
    expect(jsonOf(answer)).not.toHaveProperty('TotalCount');
  });
});

describe('bytes', () => {
  it('behind a byte order mark', async () => {
    const { bytes } = await askUnder('byte_order_mark');
    expect([...bytes.subarray(0, 4)]).toEqual([0xef, 0xbb, 0xbf, 0x7b]);
  });

  it.each<[PresetName, string | undefined]>([
    ['gzip', 'gzip'],
    ['gzip_undeclared', undefined],
  ])('%s', async (preset, declared) => {
    const answer = await askUnder(preset);
    expect(answer.headers['content-encoding']).toBe(declared);
    expect(jsonOf({ ...answer, bytes: gunzipSync(answer.bytes) })['TotalCount']).toBe(7);
  });
});
