/** What the keys of the web configuration demand of each other. */

import { CLIENT_AUTH_TYPES, type ClientAuthType } from '../client-certificate.ts';
import { parseDuration } from './duration.ts';
import { describe, fault, type Path, valueAt } from './faults.ts';
import { TLS_VERSIONS } from './tls-names.ts';

/** Looks up a value of the document as it was written, which may be of any kind. */
type Lookup = (path: Path) => unknown;

/** One demand: what is expected at `path` where `broken` says so. */
interface Rule {
  readonly path: Path;
  readonly expected: string;
  broken(at: Lookup): boolean;
}

const TLS = 'tls_server_config';

/** A text is given once at most, in the document or in a file; where it is required and TLS is meant, exactly once. */
function sources(name: string, required: boolean): readonly Rule[] {
  const [inline, file] = [
    [TLS, name],
    [TLS, `${name}_file`],
  ];
  return [
    {
      path: inline,
      expected: `nothing beside ${name}_file`,
      broken: (at) => isGiven(at(inline)) && isGiven(at(file)),
    },
    {
      path: file,
      expected: `a file name, or ${name} in its place`,
      broken: (at) => required && isTlsMeant(at) && !isGiven(at(inline)) && !isGiven(at(file)),
    },
  ];
}

const RULES: readonly Rule[] = [
  ...sources('cert', true),
  ...sources('key', true),
  ...sources('client_ca', false),
  {
    path: [TLS, 'client_ca_file'],
    expected: 'a file name, or client_ca in its place: client_auth_type asks to verify',
    broken: (at) => authType(at).verify && !hasClientCa(at),
  },
  {
    path: [TLS, 'client_auth_type'],
    expected: 'a type that asks for certificates beside client_ca',
    broken: (at) => hasClientCa(at) && !authType(at).request,
  },
  {
    path: [TLS, 'client_auth_type'],
    expected: 'RequireAnyClientCert or RequireAndVerifyClientCert beside client_allowed_sans',
    broken: (at) => isGiven(at([TLS, 'client_allowed_sans'])) && !authType(at).require,
  },
  {
    path: [TLS, 'client_allowed_sans'],
    expected: 'at least one name',
    broken: (at) => isEmptyList(at([TLS, 'client_allowed_sans'])),
  },
  {
    path: [TLS, 'max_version'],
    expected: 'no version older than min_version (TLS12 when absent)',
    broken: (at) => age(at([TLS, 'min_version']), 'TLS12') > age(at([TLS, 'max_version']), 'TLS13'),
  },
  {
    path: ['rate_limit', 'burst'],
    expected: 'a whole number of at least 1 beside interval',
    broken: (at) => isLimiting(at(['rate_limit', 'interval'])) && !at(['rate_limit', 'burst']),
  },
];

/** The faults of a document in which the single values may be wrong, too. */
export function ruleFaults(document: unknown): readonly string[] {
  const at: Lookup = (path) => valueAt(document, path);
  return RULES.filter((rule) => rule.broken(at)).map(({ path, expected }) =>
    fault(path, expected, describe(document, path)),
  );
}

function isLimiting(interval: unknown): boolean {
  return typeof interval === 'string' && (parseDuration(interval) ?? 0) > 0;
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** Any key at all means TLS: serving plain HTTP to somebody who only set min_version would be a surprise. */
function isTlsMeant(at: Lookup): boolean {
  const tls = at([TLS]);
  return typeof tls === 'object' && tls !== null && Object.keys(tls).length > 0;
}

function hasClientCa(at: Lookup): boolean {
  return isGiven(at([TLS, 'client_ca'])) || isGiven(at([TLS, 'client_ca_file']));
}

function authType(at: Lookup): ClientAuthType {
  const name = at([TLS, 'client_auth_type']);
  const types: Readonly<Record<string, ClientAuthType>> = CLIENT_AUTH_TYPES;
  return (typeof name === 'string' ? types[name] : undefined) ?? CLIENT_AUTH_TYPES.NoClientCert;
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

/** The position of a version among all, oldest first; that of `absent` for a value that is none. */
function age(version: unknown, absent: string): number {
  const versions = Object.keys(TLS_VERSIONS);
  const known = typeof version === 'string' && versions.includes(version) ? version : absent;
  return versions.indexOf(known);
}
