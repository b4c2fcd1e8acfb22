/** What answers beside the metrics: the status page, readiness, reloads. */

import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

import type { Request, RequestHandler } from 'express';

import { clientOf, Slots } from './clients.ts';
import type { HttpDependencies } from './dependencies.ts';
import type { Limits } from './limits.ts';
import { negotiate } from './negotiate.ts';
import { type Refusals, reply, send } from './reply.ts';

const compress = promisify(gzip);

/** Renders a bounded number of pages at a time, and holds a bounded number of them for clients that read slowly. */
export function serveStatusPage(
  deps: HttpDependencies,
  limits: Limits,
  refusals: Refusals,
): RequestHandler {
  const renderings = new Slots(limits.maxRenderings);
  const answers = new Slots(limits.maxStatusPages, limits.maxStatusPagesPerClient);
  return async (request, response) => {
    const release = renderings.take(clientOf(request.socket.remoteAddress));
    try {
      if (release === undefined || !answers.hold(response)) {
        refusals.answer(response, 503, 'too many status pages at once', { 'Retry-After': 1 });
        return;
      }
      const page = Buffer.from(await deps.statusPage(queryOf(request)));
      const isGzipped = negotiate(undefined, request.get('accept-encoding')).gzip;
      send(response, 200, [isGzipped ? await compress(page) : page], {
        'Content-Type': 'text/html; charset=utf-8',
        Vary: 'Accept-Encoding',
        ...(isGzipped && { 'Content-Encoding': 'gzip' }),
      });
    } finally {
      release?.();
    }
  };
}

/** The query of a request; escapes in it that are malformed stand for themselves. */
function queryOf({ url }: Request): URLSearchParams {
  const start = url.indexOf('?');
  return new URLSearchParams(start === -1 ? '' : url.slice(start + 1));
}

/** Targets that /-/ready names; a fleet's would fill pages. */
const MAX_NAMED = 10;

/** 503 until every target was polled once, with the targets that are still awaited. */
export function serveReadiness(deps: HttpDependencies): RequestHandler {
  return (_request, response) => {
    const missing = deps.waitingFor();
    if (missing === undefined) {
      reply(response, 200, 'ready');
      return;
    }
    const more = missing.length > MAX_NAMED ? [`and ${missing.length - MAX_NAMED} more`] : [];
    const named = missing.slice(0, MAX_NAMED);
    const text = ['not ready, waiting for the first poll of:', ...named, ...more].join('\n');
    reply(response, 503, text, { 'Retry-After': 5 });
  };
}

/** Values of Sec-Fetch-Site that do not come from another site: `none` is a person's own doing. */
const OWN_SITES: ReadonlySet<string> = new Set(['same-origin', 'none']);

/** Reloads the configuration where the flag allows it, for programs and the exporter's own pages. */
export function reload(deps: HttpDependencies, refusals: Refusals): RequestHandler {
  return async (request, response) => {
    if (!deps.enableLifecycle) {
      reply(response, 403, 'reloading is off: start with --web.enable-lifecycle');
      return;
    }
    if (isCrossSite(request)) {
      refusals.answer(response, 403, 'a page of another site may not reload');
      return;
    }
    const faults = await deps.reload();
    if (faults.length === 0) reply(response, 200, 'reloaded');
    else reply(response, 500, faults.join('\n'));
  };
}

/** Whether a browser says that a page of another site sends the request; other programs say nothing. */
function isCrossSite(request: Request): boolean {
  const site = request.get('sec-fetch-site');
  if (site !== undefined && !OWN_SITES.has(site)) return true;
  const origin = request.get('origin');
  return origin !== undefined && !isOriginOf(origin, request.get('host') ?? '');
}

/** Whether a host serves an origin. Its scheme is not compared: a proxy may have ended TLS. */
function isOriginOf(origin: string, host: string): boolean {
  try {
    const { protocol, host: named } = new URL(origin);
    return named !== '' && named === new URL(`${protocol}//${host}`).host;
  } catch {
    return false;
  }
}
