import { describe, expect, it } from '@jest/globals';
import { decodeFlatPage, DIAGNOSES } from '../../../src/collectors/diagnosis/decode.ts';
import { DecodeError } from '../../../src/alicloud/decode/fields.ts';
import { decodeRows } from '../../../src/alicloud/decode/page.ts';
import type { Json } from '../../alicloud/support/rows.ts';

const row = (changes: Json = {}): Json => ({
  VpnConnectionId: 'vco-1',
  TunnelId: 'tun-1',
  FailedReason: 'Phase1 negotiation timeout SECRET0X',
  FailedReasonCode: 'Phase1NegotiationTimeout',
  FailedTime: 1_673_581_161_000,
  Severity: 'Critical',
  MismatchLocalParam: 'SHA256',
  MismatchRemoteParam: 'SHA1',
  SourceLog: '[PROTO_ERR] psk SECRET0X',
  ...changes,
});

const decode = (changes: Json) => decodeRows([row(changes)], DIAGNOSES);

const failedReasonOf = (changes: Json) => decode(changes).items[0]?.failedReason;

describe('a diagnosis', () => {
  it('decodes to exactly this, without log text', () => {
    expect(decode({})).toStrictEqual({
      items: [
        {
          vpnConnectionId: 'vco-1',
          tunnelId: 'tun-1',
          failedReason: {
            reason: 'Phase1NegotiationTimeout',
            severity: 'Critical',
            mismatchLocal: 'SHA256',
            mismatchRemote: 'SHA1',
            failedSeconds: 1_673_581_161,
          },
        },
      ],
      rejected: [],
      unknownFields: [],
    });
  });

  it.each([undefined, null, '', 'NoExceptionFound'])('with the code %p finds no reason', (code) => {
    expect(decode({ FailedReasonCode: code }).items).toEqual([
      { vpnConnectionId: 'vco-1', tunnelId: 'tun-1', failedReason: undefined },
    ]);
  });

  it.each(['two words', '<b>', 'x'.repeat(65), 'a\nb', '-x'])(
    'of code %p has an unknown reason',
    (code) => {
      expect(failedReasonOf({ FailedReasonCode: code })?.reason).toBe('unknown');
    },
  );

  it('may be about a connection', () => {
    expect(decode({ TunnelId: undefined }).items[0]?.tunnelId).toBe('');
  });

  it.each([
    ['warn', 'Warn'],
    ['Normal', 'Normal'],
    [undefined, 'unknown'],
  ])('of severity %p is %s', (severity, expected) => {
    expect(failedReasonOf({ Severity: severity })?.severity).toBe(expected);
    expect(decode({ Severity: severity }).unknownFields).toEqual([]);
  });

  it.each([
    ['1673581161000', 1_673_581_161],
    [0, undefined],
    ['', undefined],
    [-1, undefined],
    [9e15, undefined],
  ])('at %p is at %p', (time, seconds) => {
    expect(failedReasonOf({ FailedTime: time })?.failedSeconds).toBe(seconds);
  });

  it.each([
    [{ VpnConnectionId: undefined }, 'VpnConnectionId'],
    [{ Severity: 7 }, 'Severity'],
  ])('%p is rejected', (changes, field) => {
    expect(decode(changes).rejected).toMatchObject([{ field }]);
  });
});

describe('parameters that do not match', () => {
  it.each([
    'SHA256',
    'SHA',
    'md5',
    'AES',
    'aes256',
    'aes-128-gcm',
    '3DES',
    'group14',
    'dh-group2',
    'ikev1',
    'main',
    'aggressive',
    'enable',
    '192.168.0.0/16',
    '192.168.0.0/16,172.17.0.0/16',
    '10.0.0.1',
    'modp1024',
    'MODP_1024',
    'IKE:AES_CBC_256/HMAC_SHA2_256_128/PRF_HMAC_SHA2_256/MODP_2048',
    'ESP:AES_CBC_128/HMAC_SHA1_96/NO_ESN',
    'IkeEncAlg: aes256, IkeAuthAlg: sha1',
    'ike_pfs:group2',
    'IkeLifetime=86400',
    '86400',
  ])('%s is shown', (text) => {
    expect(failedReasonOf({ MismatchLocalParam: text })?.mismatchLocal).not.toBe('');
  });

  it.each([
    '123456****',
    'pgw6dy7x',
    'SECRET0X',
    'Sha256Password',
    'sha256 SECRET0X',
    'sha256;psk=SECRET0X',
    '86400x',
    'DC=example, CN=secret',
    '123456',
    '==--==__',
    'psk-2048',
    'ipsec_psk_1',
    '999.999.999.999',
    '10.0.0.0/8/8',
    'psk=hunter2',
    'aes256_tr0ub4dor',
    'group99',
    'aes*256',
    'main'.concat('-main'.repeat(200)),
    '<b>sha256</b>',
    'main'.repeat(100),
    ['sha256'],
    { a: 'sha256' },
  ])('%p is not: it could be a part of a key', (text) => {
    expect(failedReasonOf({ MismatchLocalParam: text })?.mismatchLocal).toBe('');
    expect(failedReasonOf({ MismatchRemoteParam: text })?.mismatchRemote).toBe('');
  });

  it.each(['PskMismatch', 'PreSharedKeyMismatch', 'psk_mismatch', 'SecretWrong'])(
    'are not shown at all for %s',
    (code) => {
      const changes = {
        FailedReasonCode: code,
        MismatchLocalParam: 'aes',
        MismatchRemoteParam: '1',
      };
      expect(failedReasonOf(changes)).toMatchObject({ mismatchLocal: '', mismatchRemote: '' });
    },
  );

  it('are no longer than a label may be', () => {
    const text = Array.from({ length: 100 }, () => 'sha256').join(',');
    expect(failedReasonOf({ MismatchLocalParam: text })?.mismatchLocal).toBe('');
  });
});

describe('decodeFlatPage', () => {
  it('takes the list at the top', () => {
    expect(decodeFlatPage({ TotalCount: 1, VpnConnections: [row()] })).toEqual({
      rows: [row()],
      total: 1,
    });
  });

  it.each([
    [null, 'response'],
    [{}, 'TotalCount'],
    [{ VpnConnections: [] }, 'TotalCount'],
    [{ TotalCount: 0 }, 'VpnConnections'],
    [{ TotalCount: 0, VpnConnections: null }, 'VpnConnections'],
    [{ TotalCount: 0, VpnConnections: { VpnConnection: [] } }, 'VpnConnections'],
  ])('rejects %p', (body, field) => {
    expect(() => decodeFlatPage(body)).toThrow(new DecodeError(field));
  });
});
