/** The `http_config` of an account. */

import type { z } from 'zod';
import { DEFAULT_HTTP, type HttpConfig } from '../model/account.ts';
import { flag, isGiven, mapping, name, optional, text, withRule } from './fields.ts';
import { Secret } from '../model/secret.ts';

const PROXY_FORM = 'an http or https URL of a proxy, or host:port';

function isProxyUrl(value: string): boolean {
  const href = value.includes('://') ? value : `http://${value}`;
  if (/\s/.test(value) || !URL.canParse(href)) return false;
  const { protocol, hostname, pathname, search, hash } = new URL(href);
  return /^https?:$/.test(protocol) && hostname !== '' && `${pathname}${search}${hash}` === '/';
}

const httpConfig = mapping({
  proxy_from_environment: optional(flag(), {
    type: '`true` or `false`',
    default: '`true`; `false` with `proxy_url`',
    meaning:
      'Use the proxy that `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`, or their lower-case forms, name.',
    example: 'false',
  }),
  proxy_url: optional(text(PROXY_FORM, isProxyUrl), {
    type: 'URL, secret',
    meaning: 'The proxy to use instead; it may hold a user and a password.',
    example: 'http://proxy.example.com:3128',
  }),
  no_proxy: optional(name('a list of hosts, separated by commas'), {
    type: 'text',
    meaning:
      'With `proxy_url`: what is reached without it: domains, `.suffix`, addresses and CIDR blocks, each with a port or without, or `*`; separated by commas.',
    example: '.internal,10.0.0.0/8',
  }),
  tls_config: mapping({
    ca_file: optional(name('the path of a file'), {
      type: 'path',
      default: "Node.js' certificates and those of `NODE_EXTRA_CA_CERTS`",
      meaning: 'Certificates in PEM that are trusted instead; read again for every new connection.',
      example: '/etc/ssl/own-ca.pem',
    }),
  }).nullish(),
});

function toHttp(input: z.output<typeof httpConfig>): HttpConfig {
  const proxyUrl = input.proxy_url ?? undefined;
  return {
    proxyFromEnvironment: proxyUrl === undefined && (input.proxy_from_environment ?? true),
    proxyUrl: proxyUrl === undefined ? undefined : new Secret(proxyUrl),
    noProxy: input.no_proxy ?? DEFAULT_HTTP.noProxy,
    caFile: input.tls_config?.ca_file ?? undefined,
  };
}

export const httpConfigSchema = withRule(httpConfig, (input, { report }) => {
  if (input.proxy_from_environment === true && isGiven(input.proxy_url)) {
    report(['proxy_url'], 'only one of proxy_from_environment and proxy_url', 'both');
  }
  if (isGiven(input.no_proxy) && !isGiven(input.proxy_url)) {
    report(['no_proxy'], 'no such key without proxy_url (the environment has NO_PROXY)');
  }
}).transform(toHttp);
