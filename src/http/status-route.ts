/** Serves the status page. */

import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

import type { Request, RequestHandler } from 'express';

import { clientOf } from './client.ts';
import type { HttpDependencies } from './dependencies.ts';
import type { Limits } from './limits.ts';
import { negotiate } from './negotiate.ts';
import type { Refusals } from './refusals.ts';
import { queryOf, send } from './reply.ts';
import { Slots } from './slots.ts';

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
      const isGzipped = acceptsGzip(request);
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

function acceptsGzip(request: Request): boolean {
  return negotiate(undefined, request.get('accept-encoding')).gzip;
}
