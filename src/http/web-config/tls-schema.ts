/** The TLS section of the web configuration: its keys, the values each may have, and what they demand of each other. */

import { z } from 'zod';

import { flag, isGiven, mapping, type RuleContext, text, withRule } from '../../config/fields.ts';
import { CLIENT_AUTH_TYPES } from '../client-certificate.ts';
import { CIPHER_SUITES, CURVES, TLS_VERSIONS } from './tls-names.ts';

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

/** What is either in the document or in a file that it names. */
export const PEMS = ['cert', 'key', 'client_ca'] as const;

const fileName = someText('a file name').nullish();
const pem = someText('PEM text').nullish();

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

/** The section as written, every value of the right kind. */
export type TlsDocument = z.output<typeof tlsKeys>;
type ClientAuthName = keyof typeof CLIENT_AUTH_TYPES;

type Demand = (isRight: boolean, key: keyof TlsDocument, expected: string) => void;

/** Certificate and key are given once each, in the document or in a file. */
function demandPems(tls: TlsDocument, demand: Demand): void {
  // Any key at all means TLS: serving plain HTTP to somebody who only set min_version would be a surprise.
  const isMeant = Object.keys(tls).length > 0;
  for (const name of PEMS) {
    const file = `${name}_file` as const;
    const sources = [tls[name], tls[file]].filter(isGiven).length;
    demand(sources < 2, name, `nothing beside ${file}`);
    const isOptional = name === 'client_ca' || !isMeant;
    demand(sources > 0 || isOptional, file, `a file name, or ${name} in its place`);
  }
}

/** What a type of client authentication needs is there, and nothing that it leaves unused. */
function demandClientAuth(tls: TlsDocument, type: ClientAuthName, demand: Demand): void {
  const { request, require, verify } = CLIENT_AUTH_TYPES[type];
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
}

function checkTls(tls: TlsDocument, { isSound, report }: RuleContext): void {
  const demand: Demand = (isRight, key, expected) => {
    if (!isRight && isSound(key)) report([key], expected);
  };
  const authType = isSound('client_auth_type') ? tls.client_auth_type : undefined;
  demandPems(tls, demand);
  demandClientAuth(tls, authType ?? 'NoClientCert', demand);
  const versions = Object.keys(TLS_VERSIONS);
  const [oldest, newest] = [tls.min_version ?? 'TLS12', tls.max_version ?? 'TLS13'];
  demand(
    !isSound('min_version') || versions.indexOf(oldest) <= versions.indexOf(newest),
    'max_version',
    'no version older than min_version (TLS12 when absent)',
  );
}

/** The section, its parts agreeing with each other. */
export const tlsSchema = withRule(tlsKeys, checkTls);
