/** Where an API is reached, and how one call is sent there: the whole answer is read, until the signal says stop. */

import type { BodyLimits } from './http/body.ts';
import { type HttpAnswer, HttpClients } from './http/client.ts';
import type { Product } from './product.ts';
import { CMS } from './cms.ts';
import { VPC } from './vpc.ts';
import type { AccountConfig, HttpConfig } from '../model/account.ts';
import { yieldToEventLoop } from '../model/concurrency.ts';

/** A complete answer. */
export interface Answer extends Pick<HttpAnswer, 'status' | 'headers'> {
  readonly body: string;
}

/** Sends requests; `close` ends idle connections. */
export interface Transport {
  /** POSTs an empty body, and rejects as HttpClient's `send` does. @param limits how much of an answer is read */
  post(
    endpoint: Endpoint,
    path: string,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal,
    limits: BodyLimits,
  ): Promise<Answer>;
  /** Whom an endpoint's calls are sent to, for messages: `vpc.aliyuncs.com:443`, with the proxy in between. */
  peerOf?(endpoint: Endpoint): string;
  close(): void;
}

/** A transport with connections of its own, kept alive between requests. */
export function createTransport(clients = new HttpClients({})): Transport {
  const clientOf = ({ http }: Endpoint) => (http === undefined ? clients.direct : clients.of(http));
  const urlOf = ({ protocol, host }: Endpoint, path: string) =>
    new URL(`${protocol}//${host}${path}`);
  return {
    post: async (endpoint, path, headers, signal, limits) => {
      const request = { method: 'POST', url: urlOf(endpoint, path), headers, limits };
      const answer = await clientOf(endpoint).send(request, signal);
      return { ...answer, body: answer.body.toString('utf8') };
    },
    peerOf: (endpoint) => clientOf(endpoint).peerOf(urlOf(endpoint, '/')),
    close: () => {
      clients.close();
    },
  };
}

/** In characters; to decode more takes long enough to be noticed, a full page of connections about two milliseconds. */
const LARGE = 32_000;

/**
 * A transport whose large answers arrive in different turns of the event loop. Pages of a large account are asked for
 * together and come together: if all of them were decoded at once, nobody else would be answered meanwhile.
 */
export function spreadAnswers(transport: Transport): Transport {
  let last = Promise.resolve();
  return {
    ...transport,
    post: async (...args) => {
      const answer = await transport.post(...args);
      if (answer.body.length > LARGE) await (last = last.then(yieldToEventLoop));
      return answer;
    },
  };
}

/** @param action as RAM names it: `vpc:DescribeVpnConnections` */
export function productOf(action: string): Product {
  return action.startsWith(`${CMS.name}:`) ? CMS : VPC;
}

/** Protocol and authority of one API endpoint. */
export interface Endpoint {
  readonly protocol: 'http:' | 'https:';
  /** host or host:port; also the signed Host header. */
  readonly host: string;
  /** How it is reached; undefined: without a proxy, with the certificates of Node.js. */
  readonly http?: HttpConfig;
}

/** The endpoint of a region: the account's override (a URL, or a host without a scheme), or the public or private host. */
export function endpointOf(
  account: Pick<AccountConfig, 'endpoint' | 'cloudmonitorEndpoint' | 'network'>,
  region: string,
  product: Product = VPC,
): Endpoint {
  const override = product.overrideOf(account);
  if (override === undefined) {
    return { protocol: 'https:', host: product.hostOf(region, account.network) };
  }
  const url = new URL(override.includes('://') ? override : `https://${override}`);
  return { protocol: url.protocol === 'http:' ? 'http:' : 'https:', host: url.host };
}
