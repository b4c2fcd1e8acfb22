/** The routes, as an express application. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

import express, { type ErrorRequestHandler, type Express } from 'express';

import { clientOf } from './client.ts';
import type { HttpDependencies } from './dependencies.ts';
import type { Limits } from './limits.ts';
import { negotiate } from './negotiate.ts';
import { queryOf, reply, replyFailure, send } from './reply.ts';
import type { Refusals } from './refusals.ts';
import { Slots } from './slots.ts';

/** One path and what answers the methods it knows. */
interface Route {
  readonly path: string;
  readonly methods: readonly string[];
  answer(request: IncomingMessage, response: ServerResponse): void | Promise<void>;
}

const READ = ['GET', 'HEAD'];

const compress = promisify(gzip);

/** Makes the application. The first route of a path wins, so metrics may be served on `/`. */
export function createApp(deps: HttpDependencies, limits: Limits, refusals: Refusals): Express {
  const app = express();
  app.disable('x-powered-by');
  for (const route of routes(deps, limits, refusals)) {
    app.all(exactly(route.path), (request, response) => dispatch(route, request, response));
  }
  app.use((_request, response) => {
    reply(response, 404, 'not found');
  });
  app.use(answerFailure(deps));
  return app;
}

function routes(deps: HttpDependencies, limits: Limits, refusals: Refusals): readonly Route[] {
  return [
    { path: deps.telemetryPath, methods: READ, answer: answerMetrics(deps, limits, refusals) },
    { path: '/', methods: READ, answer: answerStatusPage(deps) },
    {
      path: '/-/healthy',
      methods: READ,
      answer: (_request, response) => {
        reply(response, 200, 'healthy');
      },
    },
    { path: '/-/ready', methods: READ, answer: answerReady(deps) },
    { path: '/-/reload', methods: ['POST'], answer: answerReload(deps) },
  ];
}

/** An expression for express that matches this very path: its strings would give `:`, `*` and braces a meaning. */
function exactly(path: string): RegExp {
  return new RegExp(`^${path.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`)}$`);
}

function dispatch(
  route: Route,
  request: IncomingMessage,
  response: ServerResponse,
): void | Promise<void> {
  if (route.methods.includes(request.method ?? '')) return route.answer(request, response);
  reply(response, 405, 'method not allowed', { Allow: route.methods.join(', ') });
}

function answerMetrics(
  deps: HttpDependencies,
  limits: Limits,
  refusals: Refusals,
): Route['answer'] {
  const slots = new Slots(limits.maxMetricsRequests, limits.maxMetricsRequestsPerClient);
  return async (request, response) => {
    if (!slots.hold(response)) {
      refusals.note('too many scrapes at once', clientOf(request.socket.remoteAddress));
      reply(response, 503, 'too many scrapes at once', { 'Retry-After': 1 });
      return;
    }
    const page = await deps.metrics({
      accept: request.headers.accept,
      acceptEncoding: header(request, 'accept-encoding'),
    });
    send(response, 200, page.chunks, {
      'Content-Type': page.contentType,
      Vary: 'Accept, Accept-Encoding',
      ...(page.encoding === 'gzip' && { 'Content-Encoding': 'gzip' }),
    });
  };
}

/** A header that Node types as one value or several; it joins all but Set-Cookie itself. */
function header(request: IncomingMessage, name: string): string | undefined {
  return request.headers[name]?.toString();
}

function answerStatusPage(deps: HttpDependencies): Route['answer'] {
  return async (request, response) => {
    const page = Buffer.from(await deps.statusPage(queryOf(request)));
    const isGzipped = negotiate(undefined, header(request, 'accept-encoding')).gzip;
    send(response, 200, [isGzipped ? await compress(page) : page], {
      'Content-Type': 'text/html; charset=utf-8',
      Vary: 'Accept-Encoding',
      ...(isGzipped && { 'Content-Encoding': 'gzip' }),
    });
  };
}

function answerReady(deps: HttpDependencies): Route['answer'] {
  return (_request, response) => {
    if (deps.isReady()) reply(response, 200, 'ready');
    else reply(response, 503, 'not every target has been polled yet', { 'Retry-After': 5 });
  };
}

function answerReload(deps: HttpDependencies): Route['answer'] {
  return async (_request, response) => {
    if (!deps.enableLifecycle) {
      reply(response, 403, 'reloading is off: start with --web.enable-lifecycle');
      return;
    }
    const faults = await deps.reload();
    if (faults.length === 0) reply(response, 200, 'reloaded');
    else reply(response, 500, faults.join('\n'));
  };
}

function answerFailure(deps: HttpDependencies): ErrorRequestHandler {
  // Express recognises a handler of errors by its four parameters.
  return (error: unknown, _request, response, _next) => {
    replyFailure(response, deps.log, error);
  };
}
