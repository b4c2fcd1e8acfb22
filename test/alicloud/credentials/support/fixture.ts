/** What the tests of credentials share: a world on a fake clock, and the failures it produces. */

import type { CredentialsConfig } from '../../../../src/model/account.ts';
import { Secret, type SecretSource } from '../../../../src/model/secret.ts';
import type { CredentialSource } from '../../../../src/alicloud/credential.ts';
import { ApiError, type Failure } from '../../../../src/model/failure.ts';
import type { Environment } from '../../../../src/model/environment.ts';
import {
  identityTransport,
  type IdentityTransport,
} from '../../../../src/alicloud/credentials/transport.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { MemoryLog } from '../../../support/memory-log.ts';

export const value = (text: string): SecretSource => ({ kind: 'value', value: new Secret(text) });

export function accessKey(id: string, secret: string): CredentialsConfig {
  return { type: 'access_key', accessKeyId: value(id), accessKeySecret: value(secret) };
}

/** The metadata service of the library, sent to a loopback server instead. */
export function redirectedTo(origin: string, next = identityTransport()): IdentityTransport {
  return (request, signal) =>
    next({ ...request, url: request.url.replace('http://100.100.100.200', origin) }, signal);
}

/** The metadata service of a machine that is not an ECS instance. */
export const offEcs: IdentityTransport = (request, signal) =>
  request.url.startsWith('http://100.100.100.200')
    ? Promise.reject(Object.assign(new Error('unreachable'), { code: 'ENETUNREACH' }))
    : identityTransport()(request, signal);

/** Dependencies of a source, with everything a test may want to look at. */
export function fixture(
  options: { readonly env?: Environment; readonly transport?: IdentityTransport } = {},
) {
  return {
    clock: new FakeClock(Date.UTC(2026, 0, 1)),
    log: new MemoryLog(),
    env: { HOME: '/nonexistent', ...options.env },
    random: () => 0.5,
    readSecret: (source: SecretSource): Promise<Secret> =>
      source.kind === 'value'
        ? Promise.resolve(source.value)
        : Promise.reject(new Error('no files in this test')),
    transport: options.transport ?? offEcs,
    stop: new AbortController().signal,
  };
}

export const never = (): AbortSignal => new AbortController().signal;

/** The failure that a source rejects with. */
export async function failureOf(work: Promise<unknown>): Promise<Failure> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof ApiError) return error.failure;
  throw new Error(`expected an ApiError, got ${String(error)}`);
}

/** Who asks where a test has only one who does. */
export const USER = { name: 'the only target' };

export const get = (source: CredentialSource, user: object = USER) => source.get(user, never());

/** Lets everything that is ready run, without waiting for time to pass. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) {
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
  }
}
