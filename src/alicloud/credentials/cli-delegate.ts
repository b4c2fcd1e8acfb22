/** Profiles of the CLI that only the library itself can read. */

import { stepError, type Step } from './errors.ts';
import { loadLibrary, openSession } from './library.ts';
import type { Provider, Tools } from './provider.ts';

const step: Step = { type: 'default', name: 'the CLI profile' };

/**
 * The library's own reading of a profile: modes CloudSSO, and where allowed OAuth and External. It does not say when
 * the session ends, so that it is renewed as if it were the shortest.
 */
export function cliDelegate(profileName: string, tools: Tools): Provider {
  return {
    type: 'default',
    resolve: async (attempt) => {
      const { CLIProfileCredentialsProvider } = await loadLibrary();
      const provider = CLIProfileCredentialsProvider.builder().withProfileName(profileName).build();
      const exchange = { step, help: 'log in again with the CLI' };
      return openSession(provider, exchange, tools, attempt).catch(() => {
        const hint = 'no session; log in again with the CLI';
        throw stepError(step, { code: 'cli_profile_failed', hint });
      });
    },
  };
}
