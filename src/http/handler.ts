/** What happens to every request before and around the routes. */

import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';

import type { Logger } from '../model/log.ts';
import type { Authenticator } from './auth/authenticator.ts';
import type { Limits } from './limits.ts';
import type { RateLimiter } from './rate-limit.ts';
import type { Refusals } from './refusals.ts';
import { clientOf } from './client.ts';
import { pathOf, reply, replyFailure } from './reply.ts';
import { setSecurityHeaders } from './security-headers.ts';
import type { WebConfig } from './web-config/web-config.ts';

/** What the handler needs. */
export interface HandlerOptions {
  /** The web configuration for this request. */
  webConfig(): WebConfig;
  readonly rateLimiter: RateLimiter;
  readonly authenticator: Authenticator;
  /** The routes; asked for by the first request. */
  routes(): Promise<RequestListener>;
  readonly limits: Limits;
  readonly refusals: Refusals;
  readonly log: Logger;
}

/** An answer given in place of the routes. */
interface Refusal {
  readonly status: number;
  readonly text: string;
  readonly headers?: Readonly<Record<string, string | number>>;
}

const UNAUTHORISED: Refusal = {
  status: 401,
  text: 'unauthorised',
  headers: { 'WWW-Authenticate': 'Basic realm="alicloud-vpn-exporter", charset="UTF-8"' },
};
const BUSY: Refusal = {
  status: 503,
  text: 'too many logins at once',
  headers: { 'Retry-After': 1 },
};
const TOO_MANY: Refusal = { status: 429, text: 'too many requests' };
const TOO_LARGE: Refusal = {
  status: 413,
  text: 'no route takes a body',
  headers: { Connection: 'close' },
};
const NO_HOST: Refusal = {
  status: 400,
  text: 'Host header missing',
  headers: { Connection: 'close' },
};
const UNEXPECTED: Refusal = { status: 417, text: 'only Expect: 100-continue is supported' };
const MALFORMED: Refusal = { status: 400, text: 'malformed request target' };

/** Refusals that tell of a limit or a login, not of a mistake in one request. */
const LOGGED: ReadonlySet<number> = new Set([401, 429, 503]);

/** Makes the listener for the `request` event; it answers whatever comes and never throws. */
export function createHandler(options: HandlerOptions): RequestListener {
  return (request, response) => {
    handle(options, request, response).catch((error: unknown) => {
      replyFailure(response, options.log, error);
    });
  };
}

async function handle(
  options: HandlerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const webConfig = options.webConfig();
  setSecurityHeaders(response, webConfig.headers);
  closeAfterBody(request, response);
  const refusal = await refuse(options, webConfig, request, response);
  if (refusal !== undefined) {
    if (LOGGED.has(refusal.status)) {
      options.refusals.note(refusal.text, clientOf(request.socket.remoteAddress));
    }
    reply(response, refusal.status, refusal.text, refusal.headers);
    return;
  }
  const routes = await options.routes();
  routes(request, response);
}

async function refuse(
  { rateLimiter, authenticator, limits }: HandlerOptions,
  { rateLimit, users }: WebConfig,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Refusal | undefined> {
  if (!rateLimiter.admit(rateLimit)) {
    return {
      ...TOO_MANY,
      headers: { 'Retry-After': Math.ceil((rateLimit?.intervalMs ?? 0) / 1000) },
    };
  }
  if (request.httpVersion === '1.1' && request.headers.host === undefined) return NO_HOST;
  if (!isExpectationMet(request)) return UNEXPECTED;
  if (Number(request.headers['content-length'] ?? 0) > limits.maxBodySize) return TOO_LARGE;
  const asker = {
    client: clientOf(request.socket.remoteAddress),
    isGone: () => response.destroyed || request.socket.destroyed,
  };
  const verdict = await authenticator.judge(users, request.headers.authorization, asker);
  if (verdict !== 'accepted') return verdict === 'busy' ? BUSY : UNAUTHORISED;
  return pathOf(request) === undefined ? MALFORMED : undefined;
}

/** Node has answered `Expect: 100-continue` already; HTTP/1.0 knows no expectations. */
function isExpectationMet({ httpVersion, headers: { expect } }: IncomingMessage): boolean {
  return expect === undefined || httpVersion !== '1.1' || /^100-continue$/i.test(expect);
}

/** A body of unknown length is never read: the connection ends with the answer instead. */
function closeAfterBody(request: IncomingMessage, response: ServerResponse): void {
  if (request.headers['transfer-encoding'] !== undefined) response.setHeader('Connection', 'close');
}
