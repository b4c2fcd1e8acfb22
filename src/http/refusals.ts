/** Refuses requests and connections, and tells of it without a line for each of them. */

import type { ServerResponse } from 'node:http';

import type { Clock } from '../model/clock.ts';
import type { Logger } from '../model/log.ts';
import { clientOf } from './client.ts';
import { reply, type ReplyHeaders } from './reply.ts';

const LOG_INTERVAL_MS = 60_000;

/** What happened since a reason was logged last. */
interface Logged {
  readonly atMs: number;
  unlogged: number;
}

/** Logs the first refusal of each reason in a minute, and how many followed the last line. */
export class Refusals {
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #logged = new Map<string, Logged>();

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
