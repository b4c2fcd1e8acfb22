/** One place where the default chain looks. */

import type { Provider, Tools } from './provider.ts';
import { withHiddenSecrets } from './hidden-secrets.ts';

/** No credentials are set up at a place; `absent` tells people why. */
export interface Absent {
  readonly absent: string;
}

/** One place where credentials may be set up. */
export interface ChainEntry {
  /** The library's name of its provider, as in x-acs-credentials-provider. */
  readonly name: string;
  /** Whether anything answers at this place is known only when it is asked: an attempt that fails counts as absent. */
  readonly isGuess?: true;
  find(tools: Tools): Promise<Provider | Absent>;
}

/** Whether a place has nothing. */
export function isAbsent(found: Provider | Absent): found is Absent {
  return 'absent' in found;
}

/** Keys that were found in a file or the environment are looked for again after this time. */
const KEY_MAX_AGE_MS = 10 * 60_000;

/** A key that was found as plain text; absent when a part of it is missing, which is told by its name there. */
export function foundKey(
  accessKeyId: string | undefined,
  accessKeySecret: string | undefined,
  securityToken: string | undefined,
  [idName, secretName]: readonly [string, string] = ['access_key_id', 'access_key_secret'],
): Provider | Absent {
  if (accessKeyId === undefined) return { absent: `${idName} not set` };
  if (accessKeySecret === undefined) return { absent: `${secretName} not set` };
  const credential = withHiddenSecrets({
    accessKeyId,
    accessKeySecret,
    securityToken,
    providerName: securityToken === undefined ? 'static_ak' : 'static_sts',
  });
  return {
    type: 'default',
    resolve: () =>
      Promise.resolve({ credential, lease: { kind: 'key', maxAgeMs: KEY_MAX_AGE_MS } }),
  };
}
