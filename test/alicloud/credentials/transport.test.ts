import { describe, expect, it } from '@jest/globals';
import {
  identityTransport,
  type IdentityRequest,
} from '../../../src/alicloud/credentials/transport.ts';
import { startIdentityServer } from '../../support/identity/server.ts';
import { never } from './support/fixture.ts';
import { kept } from './support/services.ts';
import { until } from '../../support/until.ts';

const server = async () => kept(await startIdentityServer(() => ({ status: 200, body: '{}' })));

const to = (url: string): IdentityRequest => ({ method: 'POST', url, headers: {}, body: 'a=1' });

describe('identityTransport', () => {
  it('brings back status, content type, date and body', async () => {
    const target = await server();
    target.behave({ kind: 'reply', reply: { status: 418, body: 'tea', type: 'text/plain' } });
    const answer = await identityTransport()(to(target.origin), never());
    expect({ ...answer, body: answer.body.toString() }).toEqual({
      status: 418,
      headers: { 'content-type': 'text/plain', date: expect.stringMatching(/ GMT$/) },
      body: 'tea',
    });
    expect(target.calls[0]?.form.get('a')).toBe('1');
  });

  it.each(['hang', 'stall'] as const)('ends with its signal when the server %ss', async (kind) => {
    const target = await server();
    target.behave({ kind });
    const controller = new AbortController();
    const answer = identityTransport()(to(target.origin), controller.signal);
    const reason = answer.catch((error: unknown) => error);
    await until(() => target.calls.length >= 1);
    controller.abort();
    expect(await reason).toMatchObject({ name: 'AbortError' });
  });

  it('does not read an answer without end', async () => {
    const target = await server();
    target.behave({ kind: 'reply', reply: { status: 200, body: 'x'.repeat(2 * 1024 * 1024) } });
    await expect(identityTransport()(to(target.origin), never())).rejects.toMatchObject({
      code: 'ERR_BUFFER_TOO_LARGE',
    });
  });

  it('uses a connection once', async () => {
    const target = await server();
    await identityTransport()(to(target.origin), never());
    expect(target.calls[0]?.headers.connection).toBe('close');
  });
});
