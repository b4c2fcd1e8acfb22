/** The HTTP clients of the process: one for each way to reach the API, and one that never takes a proxy. */

import type { HttpConfig } from '../../model/account.ts';
import type { Environment } from '../../model/environment.ts';
import { fingerprint } from '../../config/secrets.ts';
import { HttpClient } from './client.ts';
import { proxyRule } from './proxy.ts';
import { socketOpener } from './socket.ts';

/** Gives accounts with the same `http_config` the same client, and so the same connections. */
export class HttpClients {
  /** The client for the metadata service and the credentials URI, which are never reached through a proxy. */
  readonly direct = new HttpClient(socketOpener());
  readonly #env: Environment;
  readonly #clients = new Map<string, HttpClient>();

  constructor(env: Environment) {
    this.#env = env;
  }

  close(): void {
    for (const client of [this.direct, ...this.#clients.values()]) client.close();
  }

  /** The client for the API and STS. */
  of(http: HttpConfig): HttpClient {
    const key = fingerprint(http);
    const { caFile } = http;
    const client =
      this.#clients.get(key) ??
      new HttpClient(
        socketOpener(caFile === undefined ? undefined : { caFile }),
        proxyRule(http, this.#env),
      );
    this.#clients.set(key, client);
    return client;
  }
}
