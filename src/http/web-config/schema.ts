/** The keys of the web configuration file and the values each may have. */

import { validateHeaderValue } from 'node:http';

import { z } from 'zod';

import { CLIENT_AUTH_TYPES } from '../client-certificate.ts';
import { bcryptCost, MAX_BCRYPT_COST } from './bcrypt-hash.ts';
import { parseDuration } from './duration.ts';
import { CIPHER_SUITES, CURVES, TLS_VERSIONS } from './tls-names.ts';

// Every message is what a fault says was expected. A key without a value (YAML's null) counts as absent.

function text(expected: string) {
  return z.string(expected).min(1, expected);
}

function oneOf<Table extends Readonly<Record<string, unknown>>>(table: Table) {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Object.keys forgets which keys a table has.
  const names = Object.keys(table) as [keyof Table & string];
  return z.enum(names, `one of ${names.join(', ')}`);
}

function listOf<Item extends z.ZodType>(item: Item) {
  return z.array(item, 'a list').nullish();
}

function mapping<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.strictObject(shape, {
    error: ({ code }) =>
      code === 'unrecognized_keys' ? `one of ${Object.keys(shape).join(', ')}` : 'a mapping',
  });
}

const flag = z.boolean('true or false').nullish();
const fileName = text('a file name').nullish();
const pem = text('PEM text').nullish();

function headerValue(expected: string, isAllowed: (value: string) => boolean) {
  return z
    .string(expected)
    .refine((value) => isHeaderValue(value) && isAllowed(value), expected)
    .nullish();
}

function isHeaderValue(value: string): boolean {
  try {
    validateHeaderValue('x', value);
    return true;
  } catch {
    return false;
  }
}

const freeHeader = headerValue('a header value on one line', () => true);

function fixedHeader(...allowed: readonly string[]) {
  return headerValue(`${allowed.join(' or ')}, or nothing`, (value) =>
    ['', ...allowed].includes(value),
  );
}

/** The whole file. What depends on more than one key is checked in rules.ts, so that all faults are found at once. */
export const webConfigSchema = mapping({
  tls_server_config: mapping({
    cert: pem,
    key: pem,
    client_ca: pem,
    cert_file: fileName,
    key_file: fileName,
    client_ca_file: fileName,
    client_auth_type: oneOf(CLIENT_AUTH_TYPES).nullish(),
    client_allowed_sans: listOf(text('a name or an address')),
    min_version: oneOf(TLS_VERSIONS).nullish(),
    max_version: oneOf(TLS_VERSIONS).nullish(),
    cipher_suites: listOf(oneOf(CIPHER_SUITES)),
    prefer_server_cipher_suites: flag,
    curve_preferences: listOf(oneOf(CURVES)),
  }).nullish(),
  http_server_config: mapping({
    http2: flag,
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
      z
        .string('a bcrypt hash')
        .refine(
          (hash) => bcryptCost(hash) !== undefined,
          `a bcrypt hash ($2a$, $2b$ or $2y$) of cost 4 to ${MAX_BCRYPT_COST}`,
        ),
      'a mapping of user names to bcrypt hashes',
    )
    .nullish(),
  rate_limit: mapping({
    interval: z
      .union([z.string(), z.literal(0)], 'a duration such as 1s')
      .refine((value) => parseDuration(String(value)) !== undefined, 'a duration such as 1s')
      .nullish(),
    burst: z.int('a whole number').min(0, 'a whole number').nullish(),
  }).nullish(),
}).nullish();

/** The file as written, every value of the right kind. */
export type WebConfigDocument = NonNullable<z.infer<typeof webConfigSchema>>;
export type TlsDocument = NonNullable<WebConfigDocument['tls_server_config']>;
