/** Receives what Alertmanager sends to its receivers. */

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Labels } from './alertmanager.ts';
import type { Cleanup } from './cleanup.ts';

/** One alert in a notification. */
export interface Notice {
  /** Last part of the path of the webhook: page, ticket or notice. */
  readonly receiver: string;
  readonly status: string;
  readonly labels: Labels;
  readonly annotations: Readonly<Record<string, string>>;
  /** When the alert began, as Prometheus says. */
  readonly startsAt: string;
  /** When it arrived, in milliseconds since the epoch. */
  readonly atMs: number;
  /** The notification that it was part of, counted from 1. */
  readonly notification: number;
}

/** A receiver that keeps everything. */
export interface Webhook {
  /** host:port */
  readonly address: string;
  /** What has arrived, in this order. */
  readonly notices: readonly Notice[];
}

/** Starts one on a free port. */
export async function startWebhook(cleanup: Cleanup): Promise<Webhook> {
  const notices: Notice[] = [];
  let notifications = 0;
  const server = createServer((request, response) => {
    const atMs = Date.now();
    void text(request).then((body) => {
      const { alerts } = JSON.parse(body) as {
        readonly alerts: readonly Omit<Notice, 'receiver' | 'atMs' | 'notification'>[];
      };
      const receiver = request.url?.slice(1) ?? '';
      notifications += 1;
      for (const { status, labels, annotations, startsAt } of alerts) {
        const alert = { status, labels, annotations, startsAt };
        notices.push({ receiver, ...alert, atMs, notification: notifications });
      }
      response.end();
    });
  });
  server.listen(0, '127.0.0.1');
  cleanup.add(() => {
    server.close();
    server.closeAllConnections();
  });
  await once(server, 'listening');
  return { address: `127.0.0.1:${(server.address() as AddressInfo).port}`, notices };
}
