/** Turns the text of a flag into its value, or says what is wrong with it. */

import { isIPv6 } from 'node:net';
import { isRegionId, REGION_FORM } from '../config/forms.ts';
import { quote } from '../config/text.ts';
import type { ListenAddress } from '../model/address.ts';
import { UsageError } from './command.ts';
import type { FlagName } from './flags.ts';

function wrong(flag: FlagName, expected: string, found: string): UsageError {
  return new UsageError(`--${flag}: expected ${expected}, found ${quote(found)}`);
}

export function wholeNumber(flag: FlagName, text: string, min: number): number {
  const value = /^\d{1,15}$/.test(text) ? Number(text) : NaN;
  if (value >= min) return value;
  throw wrong(flag, `a whole number of at least ${min}`, text);
}

export function oneOf<Word extends string>(
  flag: FlagName,
  text: string,
  words: readonly Word[],
): Word {
  const found = words.find((word) => word === text);
  if (found !== undefined) return found;
  throw wrong(flag, `one of ${words.join(', ')}`, text);
}

export function region(flag: FlagName, text: string): string {
  if (isRegionId(text)) return text;
  throw wrong(flag, REGION_FORM, text);
}

/** The path of the metrics: absolute, and none that the exporter answers otherwise. */
export function telemetryPath(flag: FlagName, text: string): string {
  const isFree = text !== '/' && text !== '/-' && !text.startsWith('/-/');
  if (isFree && /^(\/[\w.~-]+)+$/.test(text)) return text;
  throw wrong(flag, 'a path such as /metrics, other than / and /-/…', text);
}

/** A path that comes before others: without slashes around it, an empty one is nothing at all. */
export function pathPrefix(flag: FlagName, text: string): string {
  const path = `/${text}`.replaceAll(/^\/+|\/+$/g, '');
  if (path === '') return '';
  if (/^[\w.~-]+(\/[\w.~-]+)*$/.test(path) && !path.startsWith('-/')) return `/${path}`;
  throw wrong(flag, 'a path such as /vpn', text);
}

/** The path of a URL such as https://example.com/vpn, or of one that is a path alone. */
export function urlPath(flag: FlagName, text: string): string {
  const isPath = text.startsWith('/');
  const url = isPath ? `http://localhost${text}` : text;
  const expected = 'a URL such as https://example.com/vpn';
  if (!URL.canParse(url)) throw wrong(flag, expected, text);
  const { protocol, username, password, search, hash, pathname } = new URL(url);
  const isPlain = username + password + search + hash === '';
  if (!isPlain || !/^https?:$/.test(protocol)) throw wrong(flag, expected, text);
  return pathPrefix(flag, pathname);
}

const HOST_PORT = /^(?:\[(?<ipv6>[^[\]]+)\]|(?<name>[^[\]:/\s]*)):(?<port>\d{1,5})$/;

/** `host:port`, `[::1]:port` or `:port`. */
export function listenAddress(flag: FlagName, text: string): ListenAddress {
  const expected = 'host:port, [::1]:port or :port';
  const { ipv6, name, port } = HOST_PORT.exec(text)?.groups ?? {};
  if (ipv6 !== undefined && !isIPv6(ipv6)) throw wrong(flag, expected, text);
  if (port === undefined) throw wrong(flag, expected, text);
  if (Number(port) > 65_535) throw wrong(flag, 'a port from 0 to 65535', text);
  const host = ipv6 ?? name;
  return { host: host === '' ? undefined : host, port: Number(port) };
}
