/** DescribeRegions: the regions that an account may see. */

import { DescribeRegionsRequest } from '@alicloud/vpc20160428/dist/models/DescribeRegionsRequest.js';
import { listingOf, type Api, type Listing } from './api.ts';
import { DecodeError, Fields } from './decode/fields.ts';
import { toRequest, type Request } from './request.ts';

/** One element of DescribeRegions. */
export interface Region {
  readonly id: string;
}

/** DescribeRegions answers the same everywhere; this public endpoint serves every account. */
export const DISCOVERY_REGION = 'cn-hangzhou';

/** More than this is no list of regions: there are about 30. */
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

/** Needs no permission, has no pages. */
export function regionsRequest(): Request {
  return toRequest('DescribeRegions', new DescribeRegionsRequest({ acceptLanguage: 'en-US' }));
}

/** The ids of the regions that this account may see. */
export async function listRegions(api: Api, signal: AbortSignal): Promise<Listing<Region>> {
  const ids = await api.call(regionsRequest(), decodeRegions, signal);
  return listingOf(ids.map((id) => ({ id })));
}
