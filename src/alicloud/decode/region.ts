/** Decodes the body of DescribeRegions. */

import { DecodeError, Fields } from './fields.ts';

/** There are about 30. */
const MAX_REGIONS = 200;

/** Region ids, as they may stand in a host name. */
const REGION_ID = /^[a-z0-9-]{1,64}$/;

/**
 * `Regions.Region[].RegionId`; elements without a valid id are left out.
 * @throws DecodeError when there is no list, no region in it, or more than there can be.
 */
export function decodeRegions(body: unknown): readonly string[] {
  const regions =
    Fields.of(body, 'response').object('Regions')?.details('Region', MAX_REGIONS) ?? [];
  const ids = regions.map((region) => region.text('RegionId')).filter((id) => REGION_ID.test(id));
  if (ids.length === 0) throw new DecodeError('Regions.Region');
  return [...new Set(ids)].sort();
}
