/** Describes what was found in a configuration without ever showing what may be a secret. */

import { isMapping } from '../model/mapping.ts';
import { formatPath, valueAt, type Path } from './path.ts';
import { quote } from './text.ts';

/** Keys whose values are secrets, or, as `uri` and `external_id`, may well be. */
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

/** What kind of value this is: all that may be said of one that is hidden. */
export function kindOf(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (value === '') return 'an empty text';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (isMapping(value)) return 'a mapping';
  return typeof value === 'string' ? 'a text' : `a ${typeof value}`;
}

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
 * Whether an unknown key of the mapping at `path` may be shown. `access_key_secret:value` without the blank is a key
 * for YAML, and the secret a part of it.
 */
export function isShownKey(path: Path, key: string): boolean {
  return (path.includes('credentials') ? CREDENTIALS_KEY : KEY).test(key);
}

/** The value at `path` in words: the value itself where it is a scalar and no secret. */
export function foundAt(document: unknown, path: Path, hidden: ReadonlySet<string>): string {
  const value = valueAt(document, path);
  const isHidden = hidden.has(formatPath(path)) || isSecret(path, value);
  if (typeof value === 'string' && value !== '') return isHidden ? '<secret>' : quote(value);
  if (typeof value === 'number' || typeof value === 'boolean') {
    return isHidden ? kindOf(value) : String(value);
  }
  return kindOf(value);
}
