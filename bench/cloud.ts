/**
 * A stand-in for the cloud that answers from memory, so that what is measured is the exporter: the same connections for
 * every account, the first of which is in its other state at each poll. GET /walks tells how many times all pages were
 * asked for. Argument: the number of connections.
 */

import { createServer } from 'node:http';
import { argv } from 'node:process';
import { generateConnections } from '../test/support/scenarios/generate.ts';

const PAGE_SIZE = 50;
const connections = Number(argv[2]);
const pages = Math.ceil(connections / PAGE_SIZE);

/** The bodies of all pages. @param downEvery every n-th connection is down */
function bodies(downEvery?: number): readonly string[] {
  const size = { dual: connections, ...(downEvery !== undefined && { downEvery }) };
  const rows = generateConnections('bench', size);
  return Array.from({ length: pages }, (_, page) =>
    JSON.stringify({
      RequestId: '00000000-0000-0000-0000-000000000000',
      PageNumber: page + 1,
      PageSize: PAGE_SIZE,
      TotalCount: connections,
      VpnConnections: { VpnConnection: rows.slice(page * PAGE_SIZE, (page + 1) * PAGE_SIZE) },
    }),
  );
}

const states = [bodies(), bodies(connections)];
const walks = new Map<string, number>();
let ended = 0;

const server = createServer({ keepAliveTimeout: 25_000 }, (request, response) => {
  response.writeHead(200, { 'content-type': 'application/json;charset=utf-8' });
  if (request.url === '/walks') {
    response.end(String(ended));
    return;
  }
  const account = /Credential=([^,]*)/.exec(request.headers.authorization ?? '')?.[1] ?? '';
  const page = Number(/[?&]PageNumber=(\d+)/.exec(request.url ?? '')?.[1]);
  const walk = (walks.get(account) ?? 0) + Number(page === 1);
  walks.set(account, walk);
  ended += Number(page === pages);
  response.end(states[walk % states.length]?.[page - 1] ?? '{}');
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  console.log(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`);
});
