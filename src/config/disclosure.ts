/** What of a configuration its errors may show. */

import type { Disclosure } from './check.ts';
import { formatPath, type Path } from './path.ts';
import { looksSecret } from './text.ts';

/** Keys of the configuration whose values are secrets, or, as `uri` and `external_id`, may well be. */
const SECRET_KEYS: ReadonlySet<PropertyKey> = new Set([
  'access_key_id',
  'access_key_secret',
  'security_token',
  'external_id',
  'uri',
  'proxy_url',
]);

/** Keys of addresses, such as `sts_endpoint`: they may hold a user name, a password or a token when they are wrong. */
const ADDRESS_KEY = /endpoint$/;

function isSecret(path: Path, value: unknown): boolean {
  if (path.some((segment) => SECRET_KEYS.has(segment))) return true;
  if (typeof value !== 'string') return false;
  // Where a comma is lost, the text goes on with the key and the value that follow.
  if (path.includes('credentials') && /[\s,'"]/.test(value)) return true;
  return ADDRESS_KEY.test(String(path.at(-1))) && /[@?#]/.test(value);
}

/** What a misspelt key looks like; among credentials of letters alone, which a secret never is. */
const KEY = /^[\w.<>-]{1,32}$/;
const CREDENTIALS_KEY = /^[A-Za-z_-]{1,24}$/;

/**
 * Of the configuration: all but secrets and the values of variables. `access_key_secret:value` without the blank is a
 * key for YAML, and the secret a part of it.
 * @param hidden paths of texts that came from variables, as formatPath writes them
 */
export function configDisclosure(hidden: ReadonlySet<string>): Disclosure {
  return {
    isValueShown: (path, value) => !hidden.has(formatPath(path)) && !isSecret(path, value),
    isKeyShown: (path, key) =>
      (path.includes('credentials') ? CREDENTIALS_KEY : KEY).test(key) && !looksSecret(key),
    format: formatPath,
  };
}
