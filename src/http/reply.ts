/** Writes short answers. */

import type { IncomingMessage, ServerResponse } from 'node:http';

import type { Logger } from '../model/log.ts';
import { messageOf } from '../model/values.ts';

/** Headers of one answer. */
export type ReplyHeaders = Readonly<Record<string, string | number>>;

/** One line, or several, of plain text. Does nothing once the headers of another answer are out. */
export function reply(
  response: ServerResponse,
  status: number,
  text: string,
  headers: ReplyHeaders = {},
): void {
  send(response, status, [Buffer.from(`${text}\n`)], {
    'Content-Type': 'text/plain; charset=utf-8',
    ...headers,
  });
}

/** A complete answer, its body in one piece or several. Node leaves the body out where the request is HEAD. */
export function send(
  response: ServerResponse,
  status: number,
  body: readonly Buffer[],
  headers: ReplyHeaders,
): void {
  if (response.headersSent) return;
  response.writeHead(status, {
    'Content-Length': body.reduce((size, piece) => size + piece.length, 0),
    'Cache-Control': 'no-store',
    ...headers,
  });
  // What is written in one turn of the event loop leaves in one system call, uncopied.
  for (const piece of body.slice(0, -1)) response.write(piece);
  response.end(body.at(-1));
}

/** Answers 500 for a request that failed through no fault of its own, and logs why. */
export function replyFailure(response: ServerResponse, log: Logger, error: unknown): void {
  log.error({ path: pathOf(response.req), cause: messageOf(error) }, 'a request failed');
  reply(response, 500, 'internal error: the log of the exporter says more');
}

/** The path a request names; undefined when its target is none that HTTP allows or its escapes are malformed. */
export function pathOf(request: IncomingMessage): string | undefined {
  const target = request.url ?? '';
  try {
    const path = target.startsWith('/') ? target.split('?', 1)[0] : new URL(target).pathname;
    decodeURIComponent(path ?? '');
    return path;
  } catch {
    return undefined;
  }
}

/** The query of a request; escapes in it that are malformed stand for themselves. */
export function queryOf(request: IncomingMessage): URLSearchParams {
  const target = request.url ?? '';
  const start = target.indexOf('?');
  return new URLSearchParams(start === -1 ? '' : target.slice(start + 1));
}
