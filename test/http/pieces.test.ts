/** A page in pieces is sent as one answer. */

import { afterEach, describe, expect, it } from '@jest/globals';
import { ask } from './support/ask.ts';
import { startExporter, stopExporters } from './support/exporter.ts';

afterEach(stopExporters);

describe('a page in pieces', () => {
  const pieces = ['first\n', '', 'second\n', 'ü\n'.repeat(50_000)].map((text) => Buffer.from(text));

  async function start(chunks: readonly Buffer[]): Promise<string> {
    const { url } = await startExporter({
      metrics: () => ({ contentType: 'text/plain', encoding: 'identity', chunks }),
    });
    return url;
  }

  it('has the bytes of all of them, and says how many', async () => {
    const whole = Buffer.concat(pieces);
    const reply = await ask(await start(pieces), { path: '/metrics' });
    expect(reply.body).toBe(whole.toString());
    expect(reply.headers).toMatchObject({ 'content-length': String(whole.length) });
  });

  it('has none of them for HEAD, and says as much', async () => {
    const reply = await ask(await start(pieces), { path: '/metrics', method: 'HEAD' });
    expect(reply.body).toBe('');
    expect(reply.headers).toMatchObject({ 'content-length': String(Buffer.concat(pieces).length) });
  });

  it('may have no piece at all', async () => {
    const reply = await ask(await start([]), { path: '/metrics' });
    expect(reply).toMatchObject({ status: 200, body: '' });
  });
});
