/** What messages may show of a document that may hold secrets. */

import { isMapping } from '../model/values.ts';
import { formatPath, valueAt, type Path } from './path.ts';
import { quote } from './text.ts';

/** What of one kind of document may be shown. */
export interface Disclosure {
  /** Whether the scalar at a path may be shown. */
  readonly isValueShown: (path: Path, value: unknown) => boolean;
  /** Whether a key that the mapping at a path must not have may be shown. */
  readonly isKeyShown: (path: Path, key: string) => boolean;
  /** Writes a path. */
  readonly format: (path: Path) => string;
}

/** What kind of value this is: all that may be said of one that is hidden. */
export function kindOf(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (value === '') return 'an empty text';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (isMapping(value)) return 'a mapping';
  return typeof value === 'string' ? 'a text' : `a ${typeof value}`;
}

/** The value at `path` in words: the value itself where it is a scalar that may be shown. */
export function describe(
  document: unknown,
  path: Path,
  { isValueShown }: Pick<Disclosure, 'isValueShown'>,
): string {
  const value = valueAt(document, path);
  const isShown = isValueShown(path, value);
  if (typeof value === 'string' && value !== '') return isShown ? quote(value) : '<secret>';
  const isScalar = typeof value === 'number' || typeof value === 'boolean';
  return isScalar && isShown ? String(value) : kindOf(value);
}

/** Keys of the configuration whose values are secrets, or, as `uri` and `external_id`, may well be. */
const SECRET_KEYS: ReadonlySet<PropertyKey> = new Set([
  'access_key_id',
  'access_key_secret',
  'security_token',
  'external_id',
  'uri',
  'proxy_url',
]);

/** Keys whose values may hold a user name, a password or a token when they are wrong. */
const ADDRESS_KEYS: ReadonlySet<PropertyKey> = new Set(['endpoint', 'sts_endpoint']);

function isSecret(path: Path, value: unknown): boolean {
  if (path.some((segment) => SECRET_KEYS.has(segment))) return true;
  if (typeof value !== 'string') return false;
  // Where a comma is lost, the text goes on with the key and the value that follow.
  if (path.includes('credentials') && /[\s,'"]/.test(value)) return true;
  return ADDRESS_KEYS.has(path.at(-1) ?? '') && /[@?#]/.test(value);
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
    isKeyShown: (path, key) => (path.includes('credentials') ? CREDENTIALS_KEY : KEY).test(key),
    format: formatPath,
  };
}
