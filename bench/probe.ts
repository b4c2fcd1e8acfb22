/**
 * Measures latency from a process of its own: asks a URL at a steady pace, and counts the time of a request that has to
 * wait for the answer before it from the moment at which it was due. Arguments: URL, method, milliseconds between
 * requests, number of requests. Prints the latencies in milliseconds as JSON.
 */

import http from 'node:http';
import { argv } from 'node:process';

const [url = '', method = '', everyMs = '', count = ''] = argv.slice(2);
const agent = new http.Agent({ keepAlive: true });

function ask(): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { 'accept-encoding': 'gzip' };
    const request = http.request(url, { method, agent, headers }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`${url}: ${response.statusCode}`));
      response.once('end', resolve).once('error', reject).resume();
    });
    request.once('error', reject).end();
  });
}

// The first connection and the first compilation are no part of any answer.
for (let left = 20; left > 0; left -= 1) await ask();

let dueMs = performance.now();
let freeMs = dueMs;
const latencies: number[] = [];
for (let left = Number(count); left > 0; left -= 1) {
  dueMs += Number(everyMs);
  while (performance.now() < dueMs) {
    await new Promise((resolve) => setTimeout(resolve, Math.max(1, dueMs - performance.now())));
  }
  // Time in which the answer before it was waited for counts; a timer of this process that comes late does not.
  const fromMs = freeMs > dueMs ? dueMs : performance.now();
  await ask();
  freeMs = performance.now();
  latencies.push(freeMs - fromMs);
}
console.log(JSON.stringify(latencies));
