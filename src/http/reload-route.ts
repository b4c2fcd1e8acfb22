/** Reloads the configuration. */

import type { Request, RequestHandler } from 'express';

import type { HttpDependencies } from './dependencies.ts';
import type { Refusals } from './refusals.ts';
import { reply } from './reply.ts';

/** Values of Sec-Fetch-Site that do not come from another site: `none` is a person's own doing. */
const OWN_SITES: ReadonlySet<string> = new Set(['same-origin', 'none']);

/** Reloads where the flag allows it, for programs and the exporter's own pages. */
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
