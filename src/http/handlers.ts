/** What answers a request, as metrics name it. */

import type { IncomingMessage } from 'node:http';

import type { Handler, HttpDependencies } from './dependencies.ts';
import { pathOf } from './reply.ts';

const HANDLERS: ReadonlyMap<string, Handler> = new Map([
  ['/', 'status'],
  ['/-/healthy', 'healthy'],
  ['/-/ready', 'ready'],
  ['/-/reload', 'reload'],
]);

/** The handler of a request's path, whether it got through to it or was refused. */
export function handlerOf(
  request: IncomingMessage,
  { routePrefix, telemetryPath }: Pick<HttpDependencies, 'routePrefix' | 'telemetryPath'>,
): Handler {
  const full = pathOf(request);
  if (full?.startsWith(routePrefix) !== true) return 'other';
  const path = full.slice(routePrefix.length);
  if (path === telemetryPath) return 'metrics';
  return HANDLERS.get(path) ?? 'other';
}
