/** Writes answers, and tells of refusals without a line for each of them. */

import type { IncomingMessage, ServerResponse } from 'node:http';

import type { Clock } from '../model/clock.ts';
import type { Logger } from '../model/log.ts';
import { clientOf } from './clients.ts';

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

/** The path a request names; undefined when its target is none that HTTP allows or its escapes are malformed. */
export function pathOf({ url = '' }: IncomingMessage): string | undefined {
  try {
    const path = url.startsWith('/') ? url.split('?', 1)[0] : new URL(url).pathname;
    decodeURIComponent(path ?? '');
    return path;
  } catch {
    return undefined;
  }
}

const LOG_INTERVAL_MS = 60_000;

/** Logs the first refusal of each reason in a minute, and how many followed the last line. */
export class Refusals {
  readonly #clock: Clock;
  readonly #log: Logger;
  /** By reason: when it was logged last, and how many refusals came since. */
  readonly #logged = new Map<string, { readonly atMs: number; unlogged: number }>();

  constructor(clock: Clock, log: Logger) {
    this.#clock = clock;
    this.#log = log;
  }

  /** Answers a request with a refusal. @param reason one of a fixed few: the text of the answer and of the log. */
  answer(response: ServerResponse, status: number, reason: string, headers?: ReplyHeaders): void {
    this.note(reason, clientOf(response.req.socket.remoteAddress));
    reply(response, status, reason, headers);
  }

  /** Takes note of a refusal that is no answer. */
  note(reason: string, client: string): void {
    const nowMs = this.#clock.monotonic();
    const last = this.#logged.get(reason);
    if (last !== undefined && nowMs - last.atMs < LOG_INTERVAL_MS) {
      last.unlogged += 1;
      return;
    }
    this.#logged.set(reason, { atMs: nowMs, unlogged: 0 });
    const unlogged = last?.unlogged ?? 0;
    this.#log.warn(
      { reason, client, ...(unlogged > 0 && { unlogged }) },
      'request refused; the same in the next minute is counted, not logged',
    );
  }
}
