/** What happens to every request before its route: headers, limits, login. */

import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';

import type { RequestHandler } from 'express';

import type { Clock } from '../model/clock.ts';
import { STYLE } from '../report/html/style.ts';
import type { Authenticator } from './auth/authenticator.ts';
import { clientOf, isOver } from './clients.ts';
import type { Limits } from './limits.ts';
import { RateLimiter } from './rate-limiter.ts';
import { pathOf, type Refusals, reply } from './reply.ts';
import type { WebConfigSource } from './web-config/web-config.ts';

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/**
 * What browsers are told unless the web configuration says otherwise. The status page is HTML with this one inline
 * style, an icon in its own text and a form that asks for itself, and nothing else: no scripts, nothing loaded from
 * anywhere, not to be framed.
 */
const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': [
    "default-src 'none'",
    `style-src 'sha256-${STYLE_HASH}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; '),
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'deny',
};

/** Sets the defaults overlaid with `configured`; a blank value there takes a header away. */
export function setSecurityHeaders(
  response: ServerResponse,
  configured: Readonly<Record<string, string>>,
): void {
  for (const [name, value] of Object.entries({ ...SECURITY_HEADERS, ...configured })) {
    if (value !== '') response.setHeader(name, value);
  }
}

export function securityHeaders(webConfig: WebConfigSource): RequestHandler {
  return (_request, response, next) => {
    setSecurityHeaders(response, webConfig.current.headers);
    next();
  };
}

/** Refuses requests that come too fast, all clients together. */
export function limitRate(
  webConfig: WebConfigSource,
  clock: Clock,
  refusals: Refusals,
): RequestHandler {
  const bucket = new RateLimiter(clock);
  return (_request, response, next) => {
    const { rateLimit } = webConfig.current;
    if (rateLimit === undefined || bucket.admit(rateLimit)) {
      next();
      return;
    }
    const seconds = Math.ceil(rateLimit.intervalMs / 1000);
    refusals.answer(response, 429, 'too many requests', { 'Retry-After': seconds });
  };
}

const CLOSE = { Connection: 'close' };

/** Refuses requests whose headers ask for what there is not. */
export function limitRequest({ maxBodySize }: Limits): RequestHandler {
  return ({ httpVersion, headers }, response, next) => {
    // A body of unknown length is never read: the connection ends with the answer instead.
    if (headers['transfer-encoding'] !== undefined) response.set(CLOSE);
    // Node has answered `Expect: 100-continue` already; HTTP/1.0 knows neither of the two.
    const { host, expect = '100-continue' } = headers;
    const isModern = httpVersion === '1.1';
    if (isModern && host === undefined) {
      reply(response, 400, 'Host header missing', CLOSE);
    } else if (isModern && expect.toLowerCase() !== '100-continue') {
      reply(response, 417, 'only Expect: 100-continue is supported');
    } else if (Number(headers['content-length'] ?? 0) > maxBodySize) {
      reply(response, 413, 'no route takes a body', CLOSE);
    } else next();
  };
}

const CHALLENGE = {
  'WWW-Authenticate': 'Basic realm="alicloud-vpn-exporter", charset="UTF-8"',
};

/** Asks for a login where the web configuration has users. */
export function authenticate(
  webConfig: WebConfigSource,
  authenticator: Authenticator,
  refusals: Refusals,
): RequestHandler {
  return async (request, response, next) => {
    const { users } = webConfig.current;
    if (users.size === 0) {
      next();
      return;
    }
    const { authorization } = request.headers;
    const verdict = await authenticator.judge(users, authorization, {
      client: clientOf(request.socket.remoteAddress),
      isGone: () => isOver(response),
    });
    if (verdict === 'accepted') next();
    else if (verdict === 'busy') {
      refusals.answer(response, 503, 'too many logins at once', { 'Retry-After': 1 });
    } else if (authorization === undefined) {
      // How every browser begins: nothing to tell of.
      reply(response, 401, 'unauthorised', CHALLENGE);
    } else refusals.answer(response, 401, 'unauthorised', CHALLENGE);
  };
}

/** Refuses targets whose escapes are malformed. */
export const requirePath: RequestHandler = (request, response, next) => {
  if (pathOf(request) === undefined) reply(response, 400, 'malformed request target');
  else next();
};
