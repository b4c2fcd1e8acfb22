/** Serves the exposition. */

import type { RequestHandler } from 'express';

import type { HttpDependencies } from './dependencies.ts';
import type { Limits } from './limits.ts';
import type { Refusals } from './refusals.ts';
import { send } from './reply.ts';
import { Slots } from './slots.ts';

/** Answers a bounded number of scrapes at a time. */
export function serveMetrics(
  deps: HttpDependencies,
  { maxMetricsRequests, maxMetricsRequestsPerClient }: Limits,
  refusals: Refusals,
): RequestHandler {
  const slots = new Slots(maxMetricsRequests, maxMetricsRequestsPerClient);
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
