/** Asks a far server as the API and as STS or a credentials URI are asked; prints how long each took, in milliseconds. */

import { identityTransport } from '../../../../src/alicloud/credentials/transport.ts';
import { createTransport } from '../../../../src/alicloud/transport.ts';

const signal = AbortSignal.timeout(10_000);
const ORIGIN = 'far.test:8080';

async function timed(ask: () => Promise<{ readonly status: number }>): Promise<object> {
  const start = performance.now();
  const { status } = await ask();
  return { status, ms: Math.round(performance.now() - start) };
}

const api = await timed(() =>
  createTransport().post({ protocol: 'http:', host: ORIGIN }, '/', {}, signal, { maxBytes: 1000 }),
);
const identity = await timed(() =>
  identityTransport()(
    { method: 'GET', url: `http://${ORIGIN}/`, headers: {}, body: undefined },
    signal,
  ),
);
process.stdout.write(`${JSON.stringify({ api, identity })}\n`);
process.exit();
