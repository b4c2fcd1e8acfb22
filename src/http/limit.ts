/** Middlewares that bound what is answered: methods, paths, rates. */

import type { RequestHandler } from 'express';
import type { Limits } from './limits.ts';
import type { Refusals } from './refusals.ts';
import { pathOf, reply } from './reply.ts';
import type { RateLimit, WebConfig } from './web-config/web-config.ts';
import type { Clock } from '../model/clock.ts';

const CLOSE = { Connection: 'close' };

/** Refuses requests that come too fast, all clients together. */
export function limitRate(options: {
  readonly webConfig: () => WebConfig;
  readonly rateLimiter: RateLimiter;
  readonly refusals: Refusals;
}): RequestHandler {
  const { webConfig, rateLimiter, refusals } = options;
  return (_request, response, next) => {
    const { rateLimit } = webConfig();
    if (rateLimiter.admit(rateLimit)) {
      next();
      return;
    }
    const seconds = Math.ceil((rateLimit?.intervalMs ?? 0) / 1000);
    refusals.answer(response, 429, 'too many requests', { 'Retry-After': seconds });
  };
}

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

/** Refuses targets whose escapes are malformed. */
export const requirePath: RequestHandler = (request, response, next) => {
  if (pathOf(request) === undefined) reply(response, 400, 'malformed request target');
  else next();
};

/** A token bucket that starts full and follows changes of its limit. */
export class RateLimiter {
  readonly #clock: Clock;
  #limit: RateLimit | undefined;
  #tokens = 0;
  #countedAt = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Spends a token; false when none is left. Without a limit there is always one. */
  admit(limit: RateLimit | undefined): boolean {
    if (limit === undefined) return true;
    this.#refill(limit);
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }

  #refill(limit: RateLimit): void {
    const now = this.#clock.monotonic();
    const isSame =
      limit.intervalMs === this.#limit?.intervalMs && limit.burst === this.#limit.burst;
    const earned = isSame ? (now - this.#countedAt) / limit.intervalMs : limit.burst;
    this.#tokens = Math.min(limit.burst, this.#tokens + earned);
    this.#limit = limit;
    this.#countedAt = now;
  }
}
