import { describe, expect, it } from '@jest/globals';
import { DecodeError } from '../../src/alicloud/decode/fields.ts';
import { decodeRegions } from '../../src/alicloud/regions.ts';

const body = (regions: unknown) => ({ RequestId: 'x', Regions: { Region: regions } });

describe('decodeRegions', () => {
  it('returns the ids in order, each once', () => {
    const ids = ['eu-central-1', 'cn-hangzhou', 'eu-central-1'];
    const regions = ids.map((id) => ({
      RegionId: id,
      LocalName: 'somewhere',
      RegionEndpoint: `vpc.${id}.aliyuncs.com`,
    }));
    expect(decodeRegions(body(regions))).toEqual(['cn-hangzhou', 'eu-central-1']);
  });

  it.each([
    null,
    'cn-hangzhou',
    {},
    { RegionId: '' },
    { RegionId: null },
    { RegionId: 'cn-hangzhou.evil.example' },
    { RegionId: 'cn-hangzhou/..' },
    { RegionId: 'CN-Hangzhou' },
    { RegionId: 'a@b' },
    { RegionId: 'x'.repeat(65) },
  ])('leaves out %p, which could not stand in a host name', (element) => {
    expect(decodeRegions(body([element, { RegionId: 'cn-beijing' }]))).toEqual(['cn-beijing']);
  });

  it.each([
    undefined,
    null,
    [],
    {},
    { Regions: null },
    { Regions: [] },
    body(null),
    body([]),
    body({}),
  ])('never takes %p for "no regions"', (answer) => {
    expect(() => decodeRegions(answer)).toThrow(DecodeError);
  });
});
