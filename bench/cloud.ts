/**
 * A stand-in for the cloud that answers from memory after a fixed time, so that what is measured is the exporter. Serves
 * the same connections to every account, on a free loopback port. Arguments: connections, milliseconds, and `changing` if
 * every connection is to be in its other state at each poll.
 */

import { createServer } from 'node:http';
import { argv } from 'node:process';
import { Region } from './support/pages.ts';

const [connections = '', latencyMs = '', changing] = argv.slice(2);
const region = new Region(Number(connections), changing === 'changing');

const server = createServer({ keepAliveTimeout: 25_000 }, (request, response) => {
  const account = /Credential=([^,]*)/.exec(request.headers.authorization ?? '')?.[1] ?? '';
  const page = Number(/[?&]PageNumber=(\d+)/.exec(request.url ?? '')?.[1]);
  const body = region.page(account, page);
  setTimeout(() => {
    response.writeHead(200, { 'content-type': 'application/json;charset=utf-8' });
    response.end(body);
  }, Number(latencyMs));
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  console.log(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`);
});
