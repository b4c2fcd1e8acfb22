/** A provider in the place of a credential source. */

import type { CredentialSource } from '../credential.ts';
import type { Provider } from './provider.ts';

/** A source that asks each time: for a provider whose user keeps the outcome anyway. */
export function uncached(provider: Provider): CredentialSource {
  return {
    get: async (_user, signal) => {
      const { credential } = await provider.resolve({ signal, at: () => undefined });
      return credential;
    },
    accept: () => undefined,
    reject: () => undefined,
  };
}
