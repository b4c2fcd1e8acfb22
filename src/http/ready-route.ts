/** Serves /-/ready. */

import type { RequestHandler } from 'express';

import type { HttpDependencies } from './dependencies.ts';
import { reply } from './reply.ts';

/** Targets that are named; a fleet's would fill pages. */
const MAX_NAMED = 10;

/** 503 until every target was polled once, with the targets that are still awaited. */
export function serveReadiness({
  waitingFor,
}: Pick<HttpDependencies, 'waitingFor'>): RequestHandler {
  return (_request, response) => {
    const missing = waitingFor();
    if (missing === undefined) {
      reply(response, 200, 'ready');
      return;
    }
    reply(response, 503, waitingText(missing), { 'Retry-After': 5 });
  };
}

function waitingText(missing: readonly string[]): string {
  const named = missing.slice(0, MAX_NAMED);
  const rest = missing.length - named.length;
  const more = rest === 0 ? [] : [`and ${rest} more`];
  return ['not ready, waiting for the first poll of:', ...named, ...more].join('\n');
}
