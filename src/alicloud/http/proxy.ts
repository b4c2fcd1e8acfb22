/** Which proxy a request goes through. */

import type { HttpConfig } from '../../model/account.ts';
import type { Environment } from '../../model/environment.ts';
import { ConnectionError } from './error.ts';
import { noProxyRule } from './no-proxy.ts';
import { portOf, type Destination } from './destination.ts';

/** A proxy; its credentials are in no message. */
export interface Proxy extends Destination {
  /** The Proxy-Authorization header. */
  readonly authorization: string | undefined;
  /** `http://proxy:3128`, without user and password. */
  readonly shown: string;
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
    protocol: url.protocol === 'http:' ? 'http:' : 'https:',
    hostname: url.hostname.replace(/^\[|\]$/g, ''),
    port: portOf(url),
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
