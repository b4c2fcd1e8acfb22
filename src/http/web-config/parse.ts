/** Turns the text of a web configuration file into a validated document. */

import { checkDocument, type Checked } from '../../config/check.ts';
import type { Disclosure } from '../../config/disclosure.ts';
import { parseYaml } from '../../config/document.ts';
import { ConfigError, renderFault } from '../../config/error.ts';
import { formatPath } from '../../config/path.ts';
import { type WebConfigDocument, webConfigSchema } from './schema.ts';

/** Keys whose values are settings with a fixed vocabulary: only those are worth showing and safe to show. */
const SHOWN: ReadonlySet<PropertyKey> = new Set([
  'client_auth_type',
  'min_version',
  'max_version',
  'cipher_suites',
  'curve_preferences',
  'prefer_server_cipher_suites',
  'http2',
  'X-Frame-Options',
  'X-Content-Type-Options',
  'interval',
  'burst',
]);

/** A key that looks like anything but a name may be a secret in the wrong place. */
function isName(key: PropertyKey): boolean {
  return typeof key === 'number' || /^[\w.@-]{1,64}$/.test(String(key));
}

const DISCLOSURE: Disclosure = {
  isValueShown: (path) => path.some((key) => SHOWN.has(key)),
  isKeyShown: (_path, key) => isName(key),
  format: (path) => formatPath(path.map((key) => (isName(key) ? key : '<key>'))),
};

export function checkWebConfig(text: string): Checked<WebConfigDocument> {
  try {
    const checked = checkDocument(webConfigSchema, parseYaml(text), DISCLOSURE);
    return checked.faults === undefined ? { value: checked.value ?? {} } : checked;
  } catch (error) {
    if (error instanceof ConfigError) return { faults: error.faults };
    throw error;
  }
}

/** The same, with its faults as lines. */
export function parseWebConfig(text: string): Checked<WebConfigDocument, string> {
  const { value, faults } = checkWebConfig(text);
  return faults === undefined ? { value } : { faults: faults.map(renderFault) };
}
