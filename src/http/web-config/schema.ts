/** The web configuration file: its keys, the values each may have, and what they demand of each other. */

import { validateHeaderValue } from 'node:http';

import { z } from 'zod';

import { checkDocument, type Checked, type Disclosure } from '../../config/check.ts';
import { parseYaml } from '../../config/document.ts';
import { parseGoDuration } from '../../config/duration.ts';
import { ConfigError } from '../../config/error.ts';
import { flag, mapping, text, withRule } from '../../config/fields.ts';
import { formatPath } from '../../config/path.ts';
import { looksSecret } from '../../config/text.ts';
import { bcryptCost, MAX_BCRYPT_COST } from '../auth/password-comparer.ts';
import { tlsSchema } from './tls-schema.ts';

// Every message is what a fault says was expected. A key without a value (YAML's null) counts as absent.

function isHeaderValue(value: string): boolean {
  try {
    validateHeaderValue('x', value);
    return true;
  } catch {
    return false;
  }
}

const freeHeader = text('a header value on one line', isHeaderValue).nullish();

function fixedHeader(...allowed: readonly string[]) {
  const values = new Set(['', ...allowed]);
  return text(`${allowed.join(' or ')}, or nothing`, (value) => values.has(value)).nullish();
}

const INTERVAL = 'a duration such as 1s';

/** In milliseconds. `0` needs no unit. */
const interval = z.union([z.string(), z.literal(0)], INTERVAL).transform((value, context) => {
  const ms = parseGoDuration(String(value));
  if (ms !== undefined) return ms;
  context.addIssue({ code: 'custom', message: INTERVAL });
  return z.NEVER;
});

const rateLimit = withRule(
  mapping({
    interval: interval.nullish(),
    burst: z.int('a whole number').min(0, 'a whole number').nullish(),
  }),
  (limit, { isSound, report }) => {
    const isLimiting = isSound('interval') && (limit.interval ?? 0) > 0;
    if (isLimiting && isSound('burst') && !limit.burst) {
      report(['burst'], 'a whole number of at least 1 beside interval');
    }
  },
);

/** The whole file. */
const webConfigSchema = mapping({
  tls_server_config: tlsSchema.nullish(),
  http_server_config: mapping({
    http2: flag().nullish(),
    headers: mapping({
      'Content-Security-Policy': freeHeader,
      'X-Frame-Options': fixedHeader('deny', 'sameorigin'),
      'X-Content-Type-Options': fixedHeader('nosniff'),
      'X-XSS-Protection': freeHeader,
      'Strict-Transport-Security': freeHeader,
    }).nullish(),
  }).nullish(),
  basic_auth_users: z
    .record(
      z.string(),
      text(
        `a bcrypt hash ($2a$, $2b$ or $2y$) of cost 4 to ${MAX_BCRYPT_COST}`,
        (hash) => bcryptCost(hash) !== undefined,
      ),
      'a mapping of user names to bcrypt hashes',
    )
    .nullish(),
  rate_limit: rateLimit.nullish(),
}).nullish();

/** The file as written, every value of the right kind. */
export type WebConfigDocument = NonNullable<z.output<typeof webConfigSchema>>;

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
  if (typeof key === 'number') return true;
  const name = String(key);
  return /^[\w.@-]{1,64}$/.test(name) && !looksSecret(name);
}

const DISCLOSURE: Disclosure = {
  isValueShown: (path) => path.some((key) => SHOWN.has(key)),
  isKeyShown: (_path, key) => isName(key),
  format: (path) => formatPath(path.map((key) => (isName(key) ? key : '<key>'))),
};

/** The document of a web configuration file, or all that is wrong with it. */
export function checkWebConfig(text: string): Checked<WebConfigDocument> {
  try {
    const checked = checkDocument(webConfigSchema, parseYaml(text), DISCLOSURE);
    return checked.faults === undefined ? { value: checked.value ?? {} } : checked;
  } catch (error) {
    if (error instanceof ConfigError) return { faults: error.faults };
    throw error;
  }
}
