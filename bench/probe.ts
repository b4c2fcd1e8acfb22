/**
 * Measures latency from a process of its own: asks a URL at a steady pace, one request at a time, and counts those that
 * were due while an answer was waited for as if they had been sent. Arguments: URL, method, milliseconds between
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
const latencies: number[] = [];
while (latencies.length < Number(count)) {
  dueMs += Number(everyMs);
  while (performance.now() < dueMs) {
    await new Promise((resolve) => setTimeout(resolve, Math.max(1, dueMs - performance.now())));
  }
  const sentMs = performance.now();
  await ask();
  const endMs = performance.now();
  latencies.push(endMs - sentMs);
  // Requests that were due meanwhile would have had to wait as well.
  for (dueMs = sentMs + Number(everyMs); dueMs < endMs; dueMs += Number(everyMs)) {
    latencies.push(endMs - dueMs);
  }
  dueMs -= Number(everyMs);
}
console.log(JSON.stringify(latencies));
