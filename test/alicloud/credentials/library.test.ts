import { describe, expect, it } from '@jest/globals';
import { openSession } from '../../../src/alicloud/credentials/library.ts';
import { failureOf, fixture, never } from './support/fixture.ts';

const exchange = { step: { type: 'credentials_uri', name: 'asking the URI' }, help: 'check uri' };
const attempt = { signal: never(), at: () => undefined };
const session = { accessKeyId: 'id', accessKeySecret: 'secret', securityToken: 'token' };

describe('a version of the library', () => {
  it('without our seams is used as it is, and its sessions are taken for short ones', async () => {
    const deps = fixture();
    const provider = {
      getCredentials: () => Promise.resolve(session),
      getProviderName: () => 'future',
    };
    const resolved = await openSession(provider, exchange, deps, attempt);
    expect({ ...resolved.credential }).toEqual({ ...session, providerName: 'future' });
    expect(resolved.lease).toEqual({ kind: 'session', expiresAt: deps.clock.now() + 15 * 60_000 });
    expect(Object.keys(provider)).not.toContain('doRequest');
  });

  it('that throws is not quoted', async () => {
    const provider = {
      getCredentials: () => Promise.reject(new Error('{"AccessKeySecret":"canary"}')),
      getProviderName: () => 'future',
    };
    const failure = await failureOf(openSession(provider, exchange, fixture(), attempt));
    expect(JSON.stringify(failure)).not.toContain('canary');
  });
});
