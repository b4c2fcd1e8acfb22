/** An API that answers `{}` to everything, over http or https. */

import { once } from 'node:events';
import { createServer as createHttp, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo } from 'node:net';

export interface ApiServer {
  readonly port: number;
  /** Host headers of all requests. */
  readonly hosts: readonly (string | undefined)[];
  readonly close: () => Promise<void>;
}

export async function startApiServer(tls?: {
  readonly cert: string;
  readonly key: string;
}): Promise<ApiServer> {
  const hosts: (string | undefined)[] = [];
  const answer = ({ headers }: IncomingMessage, response: ServerResponse): void => {
    hosts.push(headers.host);
    response.end('{}');
  };
  const server = tls === undefined ? createHttp(answer) : createHttps(tls, answer);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    hosts,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
