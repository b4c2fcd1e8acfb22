/**
 * What most exporters on Node.js do: gauges of prom-client behind express, made into text at each scrape and compressed
 * anew, at zlib's own level as the usual middleware does. Serves the series of the page in the file named first, on a
 * free loopback port.
 */

import { readFileSync } from 'node:fs';
import { argv } from 'node:process';
import { gzip } from 'node:zlib';
import express from 'express';
import { Gauge, Registry } from 'prom-client';
import { parseExposition } from '../test/support/exposition.ts';

const registry = new Registry();
for (const [name, { help, samples }] of parseExposition(readFileSync(argv[2] ?? '', 'utf8'))) {
  if (samples.some((sample) => sample.name !== name)) continue;
  const labelNames = [...new Set(samples.flatMap(({ labels }) => Object.keys(labels)))];
  const gauge = new Gauge({ name, help, labelNames, registers: [registry] });
  for (const { labels, value } of samples) gauge.set({ ...labels }, value);
}

const app = express();
app.get('/metrics', async (request, response) => {
  const text = await registry.metrics();
  response.type(registry.contentType);
  if (request.acceptsEncodings('gzip', 'identity') !== 'gzip') {
    response.send(text);
    return;
  }
  gzip(text, (error, compressed) => {
    if (error !== null) response.status(500).end();
    else response.set('Content-Encoding', 'gzip').send(compressed);
  });
});
const server = app.listen(0, '127.0.0.1', () => {
  const address = server.address();
  console.log(`port ${typeof address === 'object' ? address?.port : ''}.`);
});
