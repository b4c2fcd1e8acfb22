import { describe, expect, it } from '@jest/globals';
import { DecodeError, Fields } from '../../../src/alicloud/decode/fields.ts';
import { decodeCustomerGateway } from '../../../src/collectors/customer-gateways/item.ts';

const ROW = {
  CustomerGatewayId: 'cgw-1',
  Name: 'branch north',
  IpAddress: '203.0.113.1',
  Asn: 65_001,
  AuthKey: 'TOP-SECRET',
  Tags: { Tag: [{ Key: 'env', Value: 'prod' }] },
};

const decoded = (changes: object) =>
  decodeCustomerGateway(Fields.of({ ...ROW, ...changes }, 'CustomerGateway'));

describe('a row of DescribeCustomerGateways', () => {
  it('becomes name, address, ASN and tags, without its key', () => {
    const item = decoded({});
    expect(item).toEqual({
      id: 'cgw-1',
      name: 'branch north',
      ipAddress: '203.0.113.1',
      asn: '65001',
      tags: { env: 'prod' },
    });
    expect(JSON.stringify(item)).not.toContain('TOP-SECRET');
  });

  it.each([
    [{ Asn: undefined }, { asn: '' }],
    [{ Asn: 0 }, { asn: '' }],
    [{ Asn: '4200000000' }, { asn: '4200000000' }],
    [
      { Name: null, IpAddress: '' },
      { name: '', ipAddress: '' },
    ],
    [
      { Name: [], Tags: 7 },
      { name: '', tags: {} },
    ],
  ])('with %j has %j', (changes, expected) => {
    expect(decoded(changes)).toMatchObject(expected);
  });

  it.each([undefined, null, '', 7, {}])('with the id %p is rejected', (id) => {
    expect(() => decoded({ CustomerGatewayId: id })).toThrow(new DecodeError('CustomerGatewayId'));
  });
});
