/** What answers a request, as metrics name it. */

import type { IncomingMessage } from 'node:http';

import type { Handler } from './dependencies.ts';
import { pathOf } from './reply.ts';

const HANDLERS: ReadonlyMap<string, Handler> = new Map([
  ['/', 'status'],
  ['/-/healthy', 'healthy'],
  ['/-/ready', 'ready'],
  ['/-/reload', 'reload'],
]);

/** The handler of a request's path, whether it got through to it or was refused. */
export function handlerOf(request: IncomingMessage, telemetryPath: string): Handler {
  const path = pathOf(request);
  if (path === telemetryPath) return 'metrics';
  return HANDLERS.get(path ?? '') ?? 'other';
}
