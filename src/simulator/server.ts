/** The HTTP server of a simulator: one port for the API of every account and region, and for its controls. */

import { createServer, type Server, type ServerResponse } from 'node:http';
import type { Alarms } from './alarms.ts';
import type { Api } from './api.ts';
import { control, CONTROL_PREFIX } from './control/control.ts';
import type { Controls } from './controls.ts';
import { deliver } from './faults/delivery.ts';
import type { RequestLog } from './request-log.ts';
import { readRequest, type WireRequest } from './wire-request.ts';

/** How long the real API keeps idle connections; it says so in `keep-alive: timeout=25`. */
const KEEP_ALIVE_MS = 25_000;

/** What the server serves. */
export interface ServedParts {
  readonly api: Api;
  readonly log: RequestLog;
  readonly alarms: Alarms;
  readonly controls: Controls;
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json;charset=utf-8' });
  response.end(body === undefined ? '' : JSON.stringify(body));
}

function serveApi(parts: ServedParts, request: WireRequest, response: ServerResponse): void {
  parts.log.begin();
  response.once('close', () => {
    parts.log.end();
  });
  const { reply, effects } = parts.api.answer(request);
  deliver(reply, response, effects, parts.alarms);
}

function serve(parts: ServedParts, request: WireRequest, response: ServerResponse): void {
  if (!request.path.startsWith(CONTROL_PREFIX)) {
    serveApi(parts, request, response);
    return;
  }
  const { status, body } = control(parts.controls, request);
  sendJson(response, status, body);
}

/** Makes the server; it does not listen yet. */
export function simulatorServer(parts: ServedParts): Server {
  return createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (message, response) => {
    readRequest(message).then(
      (request) => serve(parts, request, response),
      // The client went away, or the body was too long: there is nobody to answer.
      () => response.destroy(),
    );
  });
}

/** Starts listening; rejects when the address cannot be had. */
export function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** Stops listening and ends every connection, answered or not. */
export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}

/** The port a server listens on. */
export function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
