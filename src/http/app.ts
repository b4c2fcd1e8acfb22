/** The express application: what happens to every request, its route, and the page of metrics. */

import type { IncomingMessage, RequestListener } from 'node:http';

import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';

import type { Clock } from '../model/clock.ts';
import { messageOf } from '../model/values.ts';
import type { Authenticator } from './auth/authenticator.ts';
import { Slots } from './clients.ts';
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
import { reload, serveReadiness, serveStatusPage } from './routes.ts';
import type { WebConfigSource } from './web-config/web-config.ts';

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
    const { format, gzip } = negotiate(request.get('accept'), request.get('accept-encoding'));
    const page = await deps.metrics(format, gzip ? 'gzip' : 'identity');
    send(response, 200, page.chunks, {
      'Content-Type': page.contentType,
      Vary: 'Accept, Accept-Encoding',
      ...(page.encoding === 'gzip' && { 'Content-Encoding': 'gzip' }),
    });
  };
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
