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
  /** When it arrived, in milliseconds since the epoch. */
  readonly atMs: number;
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
  const server = createServer((request, response) => {
    const atMs = Date.now();
    void text(request).then((body) => {
      const { alerts } = JSON.parse(body) as {
        readonly alerts: readonly Omit<Notice, 'receiver' | 'atMs'>[];
      };
      const receiver = request.url?.slice(1) ?? '';
      for (const { status, labels, annotations } of alerts) {
        notices.push({ receiver, status, labels, annotations, atMs });
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
