import { describe, expect, it } from '@jest/globals';
import { decodeRows } from '../../../src/alicloud/decode/page.ts';
import { GATEWAYS, gatewayRow, type Json } from '../../alicloud/support/rows.ts';

const decode = (changes: Json) => decodeRows([gatewayRow(changes)], GATEWAYS);

describe('a gateway', () => {
  it('decodes to exactly this', () => {
    expect(decode({})).toStrictEqual({
      items: [
        {
          id: 'vpn-1',
          name: 'gateway',
          spec: '5M',
          vpcId: 'vpc-1',
          chargeType: 'Prepay',
          gatewayType: 'Traditional',
          networkType: 'public',
          internetIp: '203.0.113.9',
          tags: { env: 'prod' },
          status: 'active',
          businessStatus: 'Normal',
          expirationSeconds: 1_800_000_000,
        },
      ],
      rejected: [],
      unknownFields: [],
    });
  });

  it('needs nothing but its id', () => {
    expect(decodeRows([{ VpnGatewayId: 'vpn-1' }], GATEWAYS)).toStrictEqual({
      items: [
        {
          id: 'vpn-1',
          name: '',
          spec: '',
          vpcId: '',
          chargeType: '',
          gatewayType: '',
          networkType: '',
          internetIp: '',
          tags: {},
          status: undefined,
          businessStatus: undefined,
          expirationSeconds: undefined,
        },
      ],
      rejected: [],
      unknownFields: [],
    });
  });

  it.each([
    ['Status', 'status', ['init', 'provisioning', 'active', 'updating', 'deleting']],
    ['BusinessStatus', 'businessStatus', ['Normal', 'FinancialLocked']],
  ] as const)('knows every %s in any case', (field, property, values) => {
    for (const value of values) {
      expect(decode({ [field]: value }).items[0]?.[property]).toBe(value);
      expect(decode({ [field]: value.toUpperCase() }).items[0]?.[property]).toBe(value);
    }
    expect(decode({ [field]: 'odd' })).toMatchObject({
      items: [{ [property]: 'unknown' }],
      unknownFields: [field],
    });
    expect(decode({ [field]: 7 }).rejected).toEqual([{ id: 'vpn-1', field }]);
  });

  it.each([
    ['Prepay', 1_800_000_000_000, 1_800_000_000],
    ['PREPAY', '1800000000000', 1_800_000_000],
    ['', 1_800_000_000_000, undefined],
    ['PostpayByFlow', 1_800_000_000_000, undefined],
    ['POSTPAY', 1_800_000_000_000, undefined],
    ['PostPay', 1_800_000_000_000, undefined],
    ['postpaid', 1_800_000_000_000, undefined],
    ['Prepay', 0, undefined],
    ['Prepay', '', undefined],
    ['Prepay', 4_102_444_800_000, undefined],
    ['Prepay', 253_402_214_400_000, undefined],
    ['Prepay', -1, undefined],
  ])('ChargeType %p, EndTime %p: expires at %p', (chargeType, endTime, seconds) => {
    const { items } = decode({ ChargeType: chargeType, EndTime: endTime });
    expect(items[0]?.expirationSeconds).toBe(seconds);
  });
});
