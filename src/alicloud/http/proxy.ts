/** Which proxy a request goes through. */

import { BlockList, isIP } from 'node:net';
import { ConnectionError, destinationOf, type Proxy } from './peer.ts';
import type { HttpConfig } from '../../model/account.ts';
import { isLoopback } from '../../model/address.ts';
import type { Environment } from '../../model/environment.ts';

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

/** The proxy for a URL; undefined: none. Throws where what names the proxy is no URL of one. */
export type ProxyFor = (url: URL) => Proxy | undefined;

/** Without a proxy. */
export const direct: ProxyFor = () => undefined;

/** `host:port` counts as `http://host:port`, as it does for curl and Go. */
function parse(text: string): URL | undefined {
  const href = text.includes('://') ? text : `http://${text}`;
  const url = URL.canParse(href) ? new URL(href) : undefined;
  if (url === undefined || url.hostname === '') return undefined;
  return url.protocol === 'http:' || url.protocol === 'https:' ? url : undefined;
}

function authorizationOf({ username, password }: URL): string | undefined {
  if (username === '' && password === '') return undefined;
  const [user, secret] = [username, password].map(decodeURIComponent);
  return `Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}`;
}

/** @param source where the text is from, for errors */
function toProxy(text: string, source: string): Proxy {
  const url = parse(text);
  if (url === undefined) throw new ConnectionError('BAD_PROXY', source);
  return {
    ...destinationOf(url),
    authorization: authorizationOf(url),
    shown: url.origin,
  };
}

/** A variable of the environment, and the name it was found under. */
function variable(env: Environment, name: string): readonly [value: string, name: string] {
  const found = [name, name.toLowerCase()].find((each) => env[each]);
  return [env[found ?? name] ?? '', found ?? name];
}

/** The settings behind an account's `http_config`: text and source per protocol. */
function settingsOf(http: HttpConfig, env: Environment) {
  if (http.proxyUrl !== undefined) {
    const setting = [http.proxyUrl.reveal(), 'http_config.proxy_url'] as const;
    return { 'https:': setting, 'http:': setting, noProxy: http.noProxy };
  }
  const isOn = http.proxyFromEnvironment;
  return {
    'https:': variable(isOn ? env : {}, 'HTTPS_PROXY'),
    'http:': variable(isOn ? env : {}, 'HTTP_PROXY'),
    noProxy: variable(isOn ? env : {}, 'NO_PROXY')[0],
  };
}

/** The rule of an account's `http_config`. */
export function proxyRule(http: HttpConfig, env: Environment): ProxyFor {
  const settings = settingsOf(http, env);
  const isProxied = noProxyRule(settings.noProxy);
  return (url) => {
    const [text, source] = settings[url.protocol === 'http:' ? 'http:' : 'https:'];
    return text === '' || !isProxied(url) ? undefined : toProxy(text, source);
  };
}
