/** Sessions that a local endpoint hands out: type `credentials_uri`. */

import type { CredentialStep } from './errors.ts';
import { loadLibrary, openSession } from './library.ts';
import type { Provider, Tools } from './provider.ts';

/** Sessions from a URI. It may hold a token of its own, so it is in no message. */
export function uriProvider(uri: string, tools: Tools): Provider {
  const type = 'credentials_uri';
  const step: CredentialStep = { type, name: 'asking the URI' };
  return {
    type,
    resolve: async (attempt) => {
      const { URICredentialsProvider } = await loadLibrary();
      const provider = URICredentialsProvider.builder().withCredentialsURI(uri).build();
      return openSession(provider, { step, help: 'check uri', isDirect: true }, tools, attempt);
    },
  };
}
