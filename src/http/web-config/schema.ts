/** The web configuration file: its keys, the values each may have, and what they demand of each other. */

import { validateHeaderValue } from 'node:http';

import { z } from 'zod';

import { checkDocument, type Checked, type Disclosure } from '../../config/check.ts';
import { parseYaml } from '../../config/document.ts';
import { parseGoDuration } from '../../config/duration.ts';
import { ConfigError } from '../../config/error.ts';
import { flag, isGiven, mapping, type RuleContext, text, withRule } from '../../config/fields.ts';
import { formatPath } from '../../config/path.ts';
import { looksSecret } from '../../config/text.ts';
import { bcryptCost, MAX_BCRYPT_COST } from '../auth/password-comparer.ts';
import { CLIENT_AUTH_TYPES } from '../client-certificate.ts';
import { CIPHER_SUITES, CURVES, TLS_VERSIONS } from './tls-names.ts';

// Every message is what a fault says was expected. A key without a value (YAML's null) counts as absent.

function oneOf<Table extends Readonly<Record<string, unknown>>>(table: Table) {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Object.keys forgets which keys a table has.
  const names = Object.keys(table) as [keyof Table & string];
  return z.enum(names, `one of ${names.join(', ')}`);
}

function listOf<Item extends z.ZodType>(item: Item) {
  return z.array(item, 'a list').nullish();
}

function someText(expected: string) {
  return text(expected, /./s);
}

const fileName = someText('a file name').nullish();
const pem = someText('PEM text').nullish();

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

const tlsKeys = mapping({
  cert: pem,
  key: pem,
  client_ca: pem,
  cert_file: fileName,
  key_file: fileName,
  client_ca_file: fileName,
  client_auth_type: oneOf(CLIENT_AUTH_TYPES).nullish(),
  client_allowed_sans: listOf(someText('a name or an address')),
  min_version: oneOf(TLS_VERSIONS).nullish(),
  max_version: oneOf(TLS_VERSIONS).nullish(),
  cipher_suites: listOf(oneOf(CIPHER_SUITES)),
  prefer_server_cipher_suites: flag().nullish(),
  curve_preferences: listOf(oneOf(CURVES)),
});

export type TlsDocument = z.output<typeof tlsKeys>;

function checkTls(tls: TlsDocument, { isSound, report }: RuleContext): void {
  const demand = (isRight: boolean, key: keyof TlsDocument, expected: string): void => {
    if (!isRight && isSound(key)) report([key], expected);
  };
  // Any key at all means TLS: serving plain HTTP to somebody who only set min_version would be a surprise.
  const isMeant = Object.keys(tls).length > 0;
  for (const name of ['cert', 'key', 'client_ca'] as const) {
    const file = `${name}_file` as const;
    const sources = [tls[name], tls[file]].filter(isGiven).length;
    demand(sources < 2, name, `nothing beside ${file}`);
    const isOptional = name === 'client_ca' || !isMeant;
    demand(sources > 0 || isOptional, file, `a file name, or ${name} in its place`);
  }
  const authType = isSound('client_auth_type') ? tls.client_auth_type : undefined;
  const { request, require, verify } = CLIENT_AUTH_TYPES[authType ?? 'NoClientCert'];
  const hasCa = isGiven(tls.client_ca) || isGiven(tls.client_ca_file);
  const sans = tls.client_allowed_sans;
  demand(
    hasCa || !verify,
    'client_ca_file',
    'a file name, or client_ca in its place: client_auth_type asks to verify',
  );
  demand(
    request || !hasCa,
    'client_auth_type',
    'a type that asks for certificates beside client_ca',
  );
  demand(
    require || !isGiven(sans),
    'client_auth_type',
    'RequireAnyClientCert or RequireAndVerifyClientCert beside client_allowed_sans',
  );
  demand(sans?.length !== 0, 'client_allowed_sans', 'at least one name');
  const versions = Object.keys(TLS_VERSIONS);
  const [oldest, newest] = [tls.min_version ?? 'TLS12', tls.max_version ?? 'TLS13'];
  demand(
    !isSound('min_version') || versions.indexOf(oldest) <= versions.indexOf(newest),
    'max_version',
    'no version older than min_version (TLS12 when absent)',
  );
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
  tls_server_config: withRule(tlsKeys, checkTls).nullish(),
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
