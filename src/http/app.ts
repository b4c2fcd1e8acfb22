/** The express application: every request, its route, and what answers there. */

import type { IncomingMessage, RequestListener } from 'node:http';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

import express, {
  type ErrorRequestHandler,
  type Express,
  type Request,
  type RequestHandler,
} from 'express';

import type { Clock } from '../model/clock.ts';
import { messageOf } from '../model/values.ts';
import type { Authenticator } from './auth/authenticator.ts';
import { clientOf, Slots } from './clients.ts';
import type { Handler, HttpDependencies } from './dependencies.ts';
import type { Limits } from './limits.ts';
import {
  authenticate,
  limitRate,
  limitRequest,
  requirePath,
  securityHeaders,
  setSecurityHeaders,
} from './middlewares.ts';
import { negotiate } from './negotiate.ts';
import { pathOf, type Refusals, reply, send } from './reply.ts';
import type { WebConfigSource } from './web-config/web-config.ts';

/** What the application needs. */
export interface AppOptions {
  readonly deps: HttpDependencies;
  readonly webConfig: WebConfigSource;
  readonly clock: Clock;
  readonly authenticator: Authenticator;
  readonly limits: Limits;
  readonly refusals: Refusals;
}

/** Makes a listener that answers whatever comes and never throws. */
export function createApp(options: AppOptions): RequestListener {
  const { deps, webConfig, clock, authenticator, limits, refusals } = options;
  const app = express();
  app.disable('x-powered-by');
  app.enable('case sensitive routing');
  app.enable('strict routing');
  app.use(
    securityHeaders(webConfig),
    limitRate(webConfig, clock, refusals),
    limitRequest(limits),
    authenticate(webConfig, authenticator, refusals),
    requirePath,
  );
  useRoutes(app, options);
  app.use(notFound, answerFailure(deps));
  return (request, response) => {
    if (isTarget(request.url ?? '')) {
      app(request, response);
      return;
    }
    // Express would answer in its own words, ahead of every middleware.
    setSecurityHeaders(response, webConfig.current.headers);
    reply(response, 400, 'malformed request target');
  };
}

/** Whether a request names a path or a URL that has one. */
function isTarget(target: string): boolean {
  return target.startsWith('/') || (/^https?:\/\//i.test(target) && URL.canParse(target));
}

const HANDLERS: ReadonlyMap<string, Handler> = new Map([
  ['/', 'status'],
  ['/-/healthy', 'healthy'],
  ['/-/ready', 'ready'],
  ['/-/reload', 'reload'],
]);

/** Counts an answer that is out by what gave it, whether the request got through to it or was refused. */
export function countAnswer(deps: HttpDependencies): RequestListener {
  return (request, response) => {
    // A client that left before its answer has none.
    if (response.headersSent) deps.countAnswer(handlerOf(request, deps), response.statusCode);
  };
}

function handlerOf(
  request: IncomingMessage,
  { routePrefix, telemetryPath }: HttpDependencies,
): Handler {
  const full = pathOf(request);
  if (full?.startsWith(routePrefix) !== true) return 'other';
  const path = full.slice(routePrefix.length);
  return path === telemetryPath ? 'metrics' : (HANDLERS.get(path) ?? 'other');
}

/** The first route of a path wins, so metrics may be served on `/`. */
function useRoutes(app: Express, { deps, limits, refusals }: AppOptions): void {
  const routeTo = (path: string) => app.route(literally(deps.routePrefix + path));
  const serve = (path: string, handler: RequestHandler): void => {
    // Express answers HEAD like GET.
    routeTo(path).get(handler).all(allowOnly('GET, HEAD'));
  };
  serve(deps.telemetryPath, serveMetrics(deps, limits, refusals));
  serve('/', serveStatusPage(deps, limits, refusals));
  serve('/-/healthy', (_request, response) => {
    reply(response, 200, 'healthy');
  });
  serve('/-/ready', serveReadiness(deps));
  routeTo('/-/reload').post(reload(deps, refusals)).all(allowOnly('POST'));
  if (deps.routePrefix !== '') app.get(['/', literally(deps.routePrefix)], toStatusPage(deps));
}

/** A path for express that means itself, whatever its patterns make of the characters. */
function literally(path: string): string {
  return path.replaceAll(/[{}()[\]+?!:*\\]/g, String.raw`\$&`);
}

function allowOnly(methods: string): RequestHandler {
  return (_request, response) => {
    reply(response, 405, 'method not allowed', { Allow: methods });
  };
}

/** Answers a bounded number of scrapes at a time. */
function serveMetrics(deps: HttpDependencies, limits: Limits, refusals: Refusals): RequestHandler {
  const slots = new Slots(limits.maxMetricsRequests, limits.maxMetricsRequestsPerClient);
  return async (request, response) => {
    if (!slots.hold(response)) {
      refusals.answer(response, 503, 'too many scrapes at once', { 'Retry-After': 1 });
      return;
    }
    const page = await deps.metrics({
      accept: request.get('accept'),
      acceptEncoding: request.get('accept-encoding'),
    });
    send(response, 200, page.chunks, {
      'Content-Type': page.contentType,
      Vary: 'Accept, Accept-Encoding',
      ...(page.encoding === 'gzip' && { 'Content-Encoding': 'gzip' }),
    });
  };
}

const compress = promisify(gzip);

/** Renders a bounded number of pages at a time, and holds a bounded number of them for clients that read slowly. */
function serveStatusPage(
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
function serveReadiness(deps: HttpDependencies): RequestHandler {
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
function reload(deps: HttpDependencies, refusals: Refusals): RequestHandler {
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

/** For whoever leaves the prefix away, or its slash, which relative links need. */
function toStatusPage({ externalPath, routePrefix }: HttpDependencies): RequestHandler {
  const Location = `${externalPath || routePrefix}/`;
  return (_request, response) => {
    reply(response, 302, 'found', { Location });
  };
}

const notFound: RequestHandler = (_request, response) => {
  reply(response, 404, 'not found');
};

/** Answers 500 for a request that failed through no fault of its own, and logs why. */
function answerFailure({ log }: HttpDependencies): ErrorRequestHandler {
  // Express recognises a handler of errors by its four parameters.
  return (error: unknown, request, response, _next) => {
    log.error({ path: pathOf(request), cause: messageOf(error) }, 'a request failed');
    reply(response, 500, 'internal error: the log of the exporter says more');
  };
}
