/** The form of a region id. */

/** What a region id looks like, in words. */
export const REGION_FORM = 'a region id such as cn-hangzhou';

/**
 * Whether a text can be a region id (`RegionId` of every call): small letters, digits and hyphens. `all` is none: it
 * stands for every region.
 */
export function isRegionId(text: string): boolean {
  return /^[a-z0-9-]+$/.test(text) && text !== 'all';
}

/** Whether a text looks like one of the cloud's own: an area, a hyphen, a place. */
export function isPlausibleRegion(text: string): boolean {
  return /^[a-z]{2,4}(-[a-z0-9]+)+$/.test(text);
}
