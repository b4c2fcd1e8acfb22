/** The express application: what happens to every request, and the routes. */

import type { RequestListener } from 'node:http';

import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';

import type { Authenticator } from './auth/authenticator.ts';
import { authenticate } from './authenticate.ts';
import type { HttpDependencies } from './dependencies.ts';
import { limitRate, limitRequest, type RateLimiter, requirePath } from './limit.ts';
import type { Limits } from './limits.ts';
import { serveMetrics } from './metrics-route.ts';
import type { Refusals } from './refusals.ts';
import { reload } from './reload-route.ts';
import { serveReadiness } from './ready-route.ts';
import { reply, replyFailure } from './reply.ts';
import { securityHeaders, setSecurityHeaders } from './security-headers.ts';
import { serveStatusPage } from './status-route.ts';
import type { WebConfig } from './web-config/web-config.ts';

/** What the application needs. */
export interface AppOptions {
  readonly deps: HttpDependencies;
  /** The web configuration as it is now. */
  readonly webConfig: () => WebConfig;
  readonly rateLimiter: RateLimiter;
  readonly authenticator: Authenticator;
  readonly limits: Limits;
  readonly refusals: Refusals;
}

/** Makes a listener that answers whatever comes and never throws. */
export function createApp(options: AppOptions): RequestListener {
  const app = express();
  app.disable('x-powered-by');
  app.enable('case sensitive routing');
  app.enable('strict routing');
  useMiddlewares(app, options);
  useRoutes(app, options);
  app.use(notFound, answerFailure(options.deps));
  return (request, response) => {
    if (isTarget(request.url ?? '')) {
      app(request, response);
      return;
    }
    // Express would answer in its own words, ahead of every middleware.
    setSecurityHeaders(response, options.webConfig().headers);
    reply(response, 400, 'malformed request target');
  };
}

/** Whether a request names a path or a URL that has one. */
function isTarget(target: string): boolean {
  return target.startsWith('/') || (/^https?:\/\//i.test(target) && URL.canParse(target));
}

function useMiddlewares(app: Express, options: AppOptions): void {
  app.use(
    securityHeaders(options.webConfig),
    limitRate(options),
    limitRequest(options.limits),
    authenticate(options),
    requirePath,
  );
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

/** For whoever leaves the prefix away, or its slash, which relative links need. */
function toStatusPage({ externalPath, routePrefix }: HttpDependencies): RequestHandler {
  const Location = `${externalPath || routePrefix}/`;
  return (_request, response) => {
    reply(response, 302, 'found', { Location });
  };
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

const notFound: RequestHandler = (_request, response) => {
  reply(response, 404, 'not found');
};

function answerFailure({ log }: HttpDependencies): ErrorRequestHandler {
  // Express recognises a handler of errors by its four parameters.
  return (error: unknown, _request, response, _next) => {
    replyFailure(response, log, error);
  };
}
