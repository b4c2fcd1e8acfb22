/** Nothing of anybody is in a recording: random worlds whose every value is looked for in every byte. */

import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { DecodeError } from '../../src/alicloud/decode/fields.ts';
import { badResponseError } from '../../src/alicloud/answer.ts';
import type { Api } from '../../src/alicloud/api.ts';
import { COLLECTOR_NAMES } from '../../src/collectors/index.ts';
import { systemClock } from '../../src/model/clock.ts';
import { listsOf } from '../../src/polling/polled.ts';
import { filesOf } from '../../src/recording/files.ts';
import { Recorder } from '../../src/recording/recorder.ts';
import { MemoryLog } from '../support/memory-log.ts';
import { account, collectors } from '../support/samples.ts';
import { BUILD } from '../support/exporter.ts';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789'.split('');
const word = (least: number) =>
  fc
    .array(fc.constantFrom(...LETTERS), { minLength: least, maxLength: 24 })
    .map((all) => all.join(''));
const id = (kind: string) => word(12).map((rest) => `${kind}-${rest}`);
const octet = fc.integer({ min: 1, max: 254 });
const ipv4 = fc
  .tuple(fc.integer({ min: 11, max: 190 }), octet, octet, octet)
  .map((octets) => octets.join('.'));
/** The documentation's own: a mask must not be somebody's address by chance. */
const documentationIpv4 = octet.map((host) => `192.0.2.${host}`);
const ipv6 = fc
  .array(fc.integer({ min: 4096, max: 65_535 }), { minLength: 8, maxLength: 8 })
  .map((parts) => parts.map((part) => part.toString(16)).join(':'));
const address = fc.oneof(ipv4, ipv6);
const subnet = fc
  .tuple(address, fc.integer({ min: 8, max: 30 }))
  .map(([net, size]) => `${net}/${size}`);
const asn = fc.integer({ min: 64_000, max: 4_294_967_294 });
const text = fc.oneof(
  word(8),
  fc
    .string({ minLength: 8, maxLength: 40, unit: 'grapheme' })
    .filter((each) => each.trim().length >= 8),
  id('vco'),
  address,
  fc.constant('x'.repeat(7)).chain((x) => word(8).map((rest) => x + rest)),
);
const secret = fc.tuple(word(10), fc.string({ maxLength: 20 })).map((parts) => parts.join(''));
/** The words that are documented, or anything else in their place. */
const documented = (...words: string[]) =>
  fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...words) }, fc.constant(null), fc.boolean());

const ike = fc.record({
  Psk: secret,
  RemoteId: fc.oneof(text, address),
  LocalId: text,
  IkeVersion: documented('ikev1', 'ikev2'),
  IkeEncAlg: documented('aes'),
  NewSecret: secret,
});
const bgp = (status: string) =>
  fc.record({
    [status]: documented('success', 'false'),
    LocalAsn: fc.oneof(asn, asn.map(String)),
    PeerAsn: fc.oneof(asn, asn.map(String)),
    LocalBgpIp: address,
    PeerBgpIp: address,
    TunnelCidr: subnet,
    AuthKey: secret,
  });
const tunnel = fc.record({
  TunnelId: id('tun'),
  InternetIp: address,
  CustomerGatewayId: id('cgw'),
  Role: documented('master', 'slave'),
  Status: documented('ipsec_sa_established', 'ike_sa_not_established'),
  State: documented('active'),
  TunnelIkeConfig: ike,
  TunnelBgpConfig: bgp('BgpStatus'),
  RemoteCaCertificate: secret,
});
const tags = fc.array(fc.record({ Key: text, Value: text }), { maxLength: 3 });
const connection = fc.record({
  VpnConnectionId: fc.oneof({ weight: 9, arbitrary: id('vco') }, text),
  Name: text,
  VpnGatewayId: id('vpn'),
  CustomerGatewayId: id('cgw'),
  TransitRouterId: id('tr'),
  TransitRouterName: text,
  AttachInstanceId: id('cen'),
  AttachType: documented('CEN', 'VPNGW'),
  InternetIp: address,
  LocalSubnet: fc.array(subnet, { minLength: 1, maxLength: 3 }).map((all) => all.join(',')),
  RemoteSubnet: fc.oneof(subnet, text),
  ResourceGroupId: id('rg'),
  Status: documented('ipsec_sa_established', 'ike_sa_not_established'),
  State: documented('active', 'hibernating'),
  EnableTunnelsBgp: fc.boolean(),
  IkeConfig: ike,
  VpnBgpConfig: bgp('Status'),
  VcoHealthCheck: fc.record({
    Enable: documented('true'),
    Status: documented('success'),
    Sip: address,
    Dip: address,
  }),
  Tag: fc.record({ Tag: tags }),
  TunnelOptionsSpecification: fc.record({ TunnelOptions: fc.array(tunnel, { maxLength: 2 }) }),
  RemoteCaCertificate: secret,
  NewBlock: fc.record({ Token: secret }),
});
const gateway = fc.record({
  VpnGatewayId: id('vpn'),
  Name: text,
  VpcId: id('vpc'),
  InternetIp: fc.oneof(address, documentationIpv4),
  DisasterRecoveryInternetIp: address,
  Tags: fc.record({ Tag: tags }),
  Description: secret,
});
const diagnosed = fc.record({
  FailedReasonCode: fc.constantFrom('PskMismatch', 'PeerIdMismatch', 'ProposalMismatch'),
  MismatchLocalParam: fc.oneof(secret, address, fc.constant('aes,sha1')),
  MismatchRemoteParam: fc.oneof(secret, address),
  FailedReason: secret,
  SourceLog: secret,
});

/** Texts and numbers of somebody in a value; words that are documented, and names of fields, are nobody's. */
function originals(value: unknown, name = ''): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((each) => originals(each, name));
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([field, child]) => originals(child, field));
  }
  if (typeof value === 'number') return [String(value)];
  if (typeof value !== 'string' || PUBLIC.test(value)) return [];
  return /Subnet|Cidr/.test(name)
    ? [value, ...value.split(',').map((net) => net.split('/')[0] ?? '')]
    : [value];
}
const PUBLIC =
  /^(ikev[12]|aes|aes,sha1|success|false|true|master|slave|active|hibernating|CEN|VPNGW|ipsec_sa_established|ike_sa_not_established|(Psk|PeerId|Proposal)Mismatch)$/;

/** An API that answers with these bodies, as often as it is asked. */
function fakeApi(bodies: Readonly<Record<string, unknown>>, name: string): Api {
  return {
    target: { account: account({ name }), region: 'cn-hangzhou' },
    clock: systemClock,
    log: new MemoryLog(),
    call: ({ action }, decode) => {
      try {
        return Promise.resolve(decode(JSON.parse(JSON.stringify(bodies[action] ?? {})), 0));
      } catch (error) {
        if (!(error instanceof DecodeError)) throw error;
        return Promise.reject(badResponseError(error.field));
      }
    },
  };
}

/** Whether an original is there, be it escaped or not; digits only as a whole number. */
function isIn(files: string, original: string): boolean {
  if (/^\d+$/.test(original)) return new RegExp(`(?<![\\d.-])${original}(?!\\d)`).test(files);
  return files.includes(original) || files.includes(JSON.stringify(original).slice(1, -1));
}

async function record(
  rows: readonly unknown[],
  gateways: readonly unknown[],
  diagnosis: object,
  name: string,
) {
  const recorder = new Recorder();
  const ids = rows.map((row) => String(Reflect.get(row as object, 'VpnConnectionId')));
  const bodies = {
    DescribeVpnConnections: { TotalCount: rows.length, VpnConnections: { VpnConnection: rows } },
    DescribeVpnGateways: { TotalCount: gateways.length, VpnGateways: { VpnGateway: gateways } },
    DiagnoseVpnConnections: {
      TotalCount: ids.length,
      VpnConnections: ids.map((VpnConnectionId) => ({ VpnConnectionId, ...diagnosis })),
    },
  };
  const config = collectors(COLLECTOR_NAMES, { connections: { crypto: true } });
  const lists = listsOf(recorder.observe(fakeApi(bodies, name)), config);
  const { signal } = new AbortController();
  const ask = { known: new Map<string, never>(), subjects: [] };
  await Promise.allSettled([lists.connections!(ask, signal), lists.gateways!(ask, signal)]);
  const subjects = ids.map((connectionId) => ({ connectionId, tunnelId: '' }));
  await Promise.allSettled([
    lists.diagnosis!({ known: new Map<string, never>(), subjects }, signal),
  ]);
  const { calls, unreadFields } = recorder;
  return filesOf({
    calls,
    unreadFields,
    config: {
      poll: {
        intervalMs: 20_000,
        timeoutMs: 1_000,
        requestTimeoutMs: 1_000,
        concurrency: 1,
        requestsPerMinute: 60,
        staleAfterMs: 60_000,
      },
      accounts: [account({ name, expectedConnections: ids.slice(0, 1) })],
      collectors: config,
      tagLabels: [],
    },
    build: BUILD,
    nowMs: 0,
    requests: {},
    isSuccess: true,
  });
}

describe('a recording', () => {
  it('has no secret, id, name, address or tag in any byte', async () => {
    const rows = fc.array(connection, { minLength: 1, maxLength: 4 });
    const gateways = fc.array(gateway, { maxLength: 2 });
    await fc.assert(
      fc.asyncProperty(rows, gateways, diagnosed, word(8), async (of, beside, why, name) => {
        const files = await record(of, beside, why, name);
        const bytes = [...files].flat().join('\n');
        const all = new Set(originals([of, beside, why, { name }]));
        const found = [...all].filter((each) => each.length >= 5 && isIn(bytes, each));
        expect(found).toEqual([]);
        expect(files.size).toBeGreaterThan(4);
      }),
      { numRuns: 15 },
    );
  });

  it('masks the same text by the same mask in every file, and different ones differently', async () => {
    const row = {
      VpnConnectionId: 'vco-bp1aaaaaaaaaa',
      VpnGatewayId: 'vpn-bp1bbbbbbbbbb',
      InternetIp: '47.1.2.3',
      LocalSubnet: '47.1.2.3/32,10.0.0.0/8',
      RemoteSubnet: '0.0.0.0/0',
      Status: 'ike_sa_not_established',
    };
    const beside = { VpnGatewayId: 'vpn-bp1bbbbbbbbbb', InternetIp: '47.1.2.4' };
    const why = { FailedReasonCode: 'PeerIdMismatch', MismatchLocalParam: '47.1.2.3' };
    const files = await record([row], [beside], why, 'acme');
    const bodies = [...files]
      .filter(([name]) => name.startsWith('answers/'))
      .map(([, file]): unknown => JSON.parse(file));
    expect(bodies).toMatchObject([
      {
        VpnConnections: {
          VpnConnection: [
            {
              VpnConnectionId: 'vco-0001',
              VpnGatewayId: 'vpn-0001',
              InternetIp: '192.0.2.2',
              LocalSubnet: '192.0.2.2/32,192.0.2.1/8',
              RemoteSubnet: '0.0.0.0/0',
            },
          ],
        },
      },
      { VpnGateways: { VpnGateway: [{ VpnGatewayId: 'vpn-0001', InternetIp: '192.0.2.3' }] } },
      { VpnConnections: [{ VpnConnectionId: 'vco-0001', MismatchLocalParam: '192.0.2.2' }] },
    ]);
    expect(files.get('exporter.yml')).toContain('- vco-0001');
    expect(files.get('scenario.yml')).toContain('VpnConnectionIds.1: vco-0001');
  });
});
