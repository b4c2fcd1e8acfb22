/** NO_PROXY, read as Go's golang.org/x/net/http/httpproxy reads it. Pure. */

import { BlockList, isIP } from 'node:net';
import { isLoopback } from '../../model/address.ts';
import { destinationOf } from './destination.ts';

type Matcher = (host: string, port: string) => boolean;

const family = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

/** Addresses in a list; an IPv4 address is the same when it is written as an IPv6 one. */
function inList(list: BlockList): (host: string) => boolean {
  return (host) => isIP(host) !== 0 && list.check(host, family(host));
}

function cidrMatcher(text: string): Matcher | undefined {
  const [, address = '', bits = ''] = /^(.*)\/(\d{1,3})$/.exec(text) ?? [];
  const version = isIP(address);
  if (version === 0 || Number(bits) > (version === 4 ? 32 : 128)) return undefined;
  const list = new BlockList();
  list.addSubnet(address, Number(bits), family(address));
  return inList(list);
}

/** `host:port` or `[address]:port`; a bare IPv6 address and a bare name have no port. */
function splitPort(text: string): { readonly host: string; readonly port: string } {
  const { host = text, port = '' } =
    /^(?:\[(?<address>[^\]]*)\]|(?<host>[^:]*)):(?<port>[^:]*)$/.exec(text)?.groups ?? {};
  const address = /^\[([^\]]*)\]:[^:]*$/.exec(text)?.[1];
  return { host: address ?? host, port };
}

function addressMatcher(address: string): (host: string) => boolean {
  const list = new BlockList();
  list.addAddress(address, family(address));
  return inList(list);
}

/** `domain` stands for itself and what is below it, `.domain` and `*.domain` only for what is below. */
function domainMatcher(domain: string): (host: string) => boolean {
  const bare = domain.startsWith('*.') ? domain.slice(1) : domain;
  const suffix = bare.startsWith('.') ? bare : `.${bare}`;
  return (host) =>
    isIP(host) === 0 && (host.endsWith(suffix) || (suffix !== bare && host === bare));
}

function matcherOf(entry: string): Matcher | undefined {
  const cidr = cidrMatcher(entry);
  if (cidr !== undefined) return cidr;
  const { host, port } = splitPort(entry);
  if (host === '') return undefined;
  const matches = isIP(host) === 0 ? domainMatcher(host) : addressMatcher(host);
  return (name, its) => matches(name) && (port === '' || port === its);
}

/** Whether requests to a URL go through the proxy, in spite of these exceptions; those to this machine never do. */
export function noProxyRule(noProxy: string): (url: URL) => boolean {
  const entries = noProxy
    .split(',')
    .map((entry) => entry.trim().toLowerCase())
    .filter((entry) => entry !== '');
  if (entries.includes('*')) return () => false;
  const matchers = entries.map(matcherOf).filter((matcher) => matcher !== undefined);
  return (url) => {
    const { hostname, port } = destinationOf(url);
    return !isLoopback(hostname) && !matchers.some((match) => match(hostname, String(port)));
  };
}
