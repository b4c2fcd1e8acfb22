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
          vpnType: 'Normal',
          networkType: 'public',
          internetIp: '203.0.113.9',
          standbyInternetIp: '203.0.113.10',
          bgpEnabled: 'true',
          autoPropagate: 'false',
          resourceGroupId: 'rg-1',
          tags: { env: 'prod' },
          status: 'active',
          businessStatus: 'Normal',
          bandwidthBytesPerSecond: 625_000,
          createdSeconds: 1_700_000_000,
          expirationSeconds: 1_800_000_000,
          reservation: { type: 'RENEW', endSeconds: 1_835_366_400 },
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
          vpnType: '',
          networkType: '',
          internetIp: '',
          standbyInternetIp: '',
          bgpEnabled: '',
          autoPropagate: '',
          resourceGroupId: '',
          tags: {},
          status: undefined,
          businessStatus: undefined,
          bandwidthBytesPerSecond: undefined,
          createdSeconds: undefined,
          expirationSeconds: undefined,
          reservation: undefined,
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

  it.each([
    ['Traditional', '200M', 25e6],
    ['', '5M', 625e3],
    [undefined, '5', 625e3],
    ['Traditional', 'large', undefined],
    ['Enhanced.SiteToSite', '5M', undefined],
    ['enhanced.sitetosite', '1000M', undefined],
  ])('GatewayType %p, Spec %p: %p bytes per second', (type, spec, bandwidth) => {
    const { items } = decode({ GatewayType: type, Spec: spec });
    expect(items[0]?.bandwidthBytesPerSecond).toBe(bandwidth);
  });

  it.each([
    [true, 'true', []],
    ['False', 'false', []],
    [null, '', []],
    [7, 'unknown', ['EnableBgp']],
  ])('EnableBgp %p: %p', (value, bgpEnabled, unknownFields) => {
    const { items, unknownFields: seen } = decode({ EnableBgp: value });
    expect(items[0]?.bgpEnabled).toBe(bgpEnabled);
    expect(seen).toEqual(unknownFields);
  });

  const END = '2028-02-28T16:00:00Z';

  it.each<[unknown, unknown]>([
    [{ ReservationOrderType: 'RENEW', ReservationEndTime: END }, ['RENEW', 1_835_366_400]],
    [
      { ReservationOrderType: 'renewchange', ReservationEndTime: END },
      ['RENEWCHANGE', 1_835_366_400],
    ],
    [
      { ReservationOrderType: 'TEMP_UPGRADE', ReservationEndTime: '2028-02-28T16:00Z' },
      ['TEMP_UPGRADE', 1_835_366_400],
    ],
    [{ ReservationOrderType: 'odd', ReservationEndTime: END }, ['unknown', 1_835_366_400]],
    [{ ReservationOrderType: 'RENEW', ReservationEndTime: '2028-02-30' }, undefined],
    [{ ReservationOrderType: 'RENEW', ReservationEndTime: '2028-99-28T16:00:00Z' }, undefined],
    [{ ReservationOrderType: 'RENEW', ReservationEndTime: '2999-02-28T16:00:00Z' }, undefined],
    [{ ReservationOrderType: 'RENEW' }, undefined],
    [{ ReservationEndTime: END }, undefined],
    [{}, undefined],
    ['', undefined],
    [[], undefined],
  ])('ReservationData %p: %p', (data, expected) => {
    const { items, rejected } = decode({ ReservationData: data });
    const booked = items[0]?.reservation;
    expect(booked && [booked.type, booked.endSeconds]).toEqual(expected);
    expect(rejected).toEqual([]);
  });
});
