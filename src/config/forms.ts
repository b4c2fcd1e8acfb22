/** The forms of region ids and of addresses of services. */

import { isLoopback } from '../model/address.ts';

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

/** What the session of a role may be called (`RoleSessionName` of STS), in words. */
export const SESSION_NAME_FORM = '2 to 64 letters, digits and . @ _ -';

export function isSessionName(text: string): boolean {
  return /^[\w.@-]{2,64}$/.test(text);
}

const HOST = String.raw`(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)`;
const ADDRESS = new RegExp(`^(?:https?://)?${HOST}(?::(?<port>[0-9]{1,5}))?/?$`, 'i');

/** Whether a text is an http or https URL, or a host with or without a port: no user, path, query or fragment. */
export function isServiceAddress(text: string): boolean {
  const match = ADDRESS.exec(text);
  if (match === null || match.groups?.['port'] === '0') return false;
  return URL.canParse(text.includes('://') ? text : `https://${text}`);
}

/** What an address of the security token service looks like, in words. */
export const STS_ADDRESS_FORM =
  'a host, host:port or https URL without path (http only to this machine)';

/** Whether what is sent there travels encrypted, or not at all. */
export function isPrivateAddress(text: string): boolean {
  return isServiceAddress(text) && (!/^http:/i.test(text) || isLoopback(new URL(text).hostname));
}

export function isHttpUrl(text: string): boolean {
  if (/\s/.test(text) || !URL.canParse(text)) return false;
  return ['http:', 'https:'].includes(new URL(text).protocol);
}
