/** The `credentials` of an account: one form per type. */

import { z } from 'zod';
import type { AssumeRole, CredentialsConfig } from '../model/account.ts';
import {
  HOUR_MS,
  MEANINGS,
  SESSION_NAME,
  SHAPES,
  type CredentialsType,
} from './credentials-keys.ts';
import { keyDocs, knownKey, mapping, withRule, type KeyDoc, type RuleContext } from './fields.ts';
import { isMapping } from '../model/values.ts';
import { Secret, type SecretSource } from '../model/secret.ts';

/** How many `source` may be nested: longer chains of roles have no use, and every step costs a call. */
const MAX_SOURCES = 3;

const SOURCE_DOC: KeyDoc = {
  type: 'credentials',
  default: '`{type: default}`',
  meaning: `Credentials that assume the role, of any type; at most ${MAX_SOURCES} in one another.`,
  example: '{type: ecs_ram_role}',
};

/** What is expected in place of a key that a type does not have. */
function keyOf(type: CredentialsType, known: readonly string[], key: string): string {
  const owners = Object.entries(SHAPES).flatMap(([owner, shape]) =>
    Object.hasOwn(shape, key) || (key === 'source' && owner === 'ram_role_arn') ? [owner] : [],
  );
  if (owners.length > 0) return `no key of type ${owners.join(' or ')} with type ${type}`;
  return knownKey(key, known);
}

/** The mapping of one type. */
function form<Name extends CredentialsType, Shape extends z.core.$ZodLooseShape>(
  type: Name,
  shape: Shape,
) {
  const typeKey = z.literal(type);
  keyDocs.add(typeKey, {
    type: 'word',
    default: type === 'default' ? 'this type' : 'required',
    meaning: MEANINGS[type],
    example: type,
  });
  const known = ['type', ...Object.keys(shape)];
  return mapping({ type: typeKey, ...shape }, (key) => keyOf(type, known, key));
}

/** Each of these secrets is given once: as itself or as a file. */
function givenOnce(...keys: readonly string[]) {
  return (value: Readonly<Record<string, unknown>>, { report }: RuleContext): void => {
    for (const key of keys) {
      const file = `${key}_file`;
      const given = [key, file].filter((each) => value[each] !== undefined && value[each] !== null);
      if (given.length === 0) report([key], `${key} or ${file}`, 'neither');
      if (given.length === 2) report([file], `only one of ${key} and ${file}`, 'both');
    }
  };
}

type Optional<Value> = Value | null | undefined;

function sourceOf(value: Optional<string>, file: Optional<string>): SecretSource {
  return typeof file === 'string'
    ? { kind: 'file', path: file }
    : { kind: 'value', value: new Secret(value ?? '') };
}

interface RoleInput {
  readonly role_arn: string;
  readonly role_session_name?: Optional<string>;
  readonly session_duration?: Optional<number>;
  readonly sts_endpoint?: Optional<string>;
}

function toRole(input: RoleInput): AssumeRole {
  return {
    roleArn: input.role_arn,
    roleSessionName: input.role_session_name ?? SESSION_NAME,
    sessionDurationMs: input.session_duration ?? HOUR_MS,
    stsEndpoint: input.sts_endpoint ?? undefined,
  };
}

const accessKeyForm = withRule(
  form('access_key', SHAPES.access_key),
  givenOnce('access_key_id', 'access_key_secret'),
).transform((input): CredentialsConfig => ({
  type: input.type,
  accessKeyId: sourceOf(input.access_key_id, input.access_key_id_file),
  accessKeySecret: sourceOf(input.access_key_secret, input.access_key_secret_file),
}));

const stsForm = withRule(
  form('sts', SHAPES.sts),
  givenOnce('access_key_id', 'access_key_secret', 'security_token'),
).transform((input): CredentialsConfig => ({
  type: input.type,
  accessKeyId: sourceOf(input.access_key_id, input.access_key_id_file),
  accessKeySecret: sourceOf(input.access_key_secret, input.access_key_secret_file),
  securityToken: sourceOf(input.security_token, input.security_token_file),
}));

function roleForm(source: z.ZodType<CredentialsConfig | null | undefined>) {
  return form('ram_role_arn', { ...SHAPES.ram_role_arn, source }).transform(
    (input): CredentialsConfig => ({
      type: input.type,
      ...toRole(input),
      externalId: input.external_id ?? undefined,
      source: input.source ?? { type: 'default' },
    }),
  );
}

const oidcForm = form('oidc_role_arn', SHAPES.oidc_role_arn).transform(
  (input): CredentialsConfig => ({
    type: input.type,
    ...toRole(input),
    oidcProviderArn: input.oidc_provider_arn,
    oidcTokenFile: input.oidc_token_file,
  }),
);

const ecsForm = form('ecs_ram_role', SHAPES.ecs_ram_role).transform((input): CredentialsConfig => ({
  type: input.type,
  roleName: input.role_name ?? undefined,
}));

/** A mapping without `type` has the type `default`. */
function withType(input: unknown): unknown {
  if (!isMapping(input) || (input['type'] !== undefined && input['type'] !== null)) return input;
  return { ...input, type: 'default' };
}

/** Credentials in which at most `sources` more may be nested. */
function credentialsWith(sources: number): z.ZodType<CredentialsConfig> {
  const source =
    sources === 0
      ? z.null({ error: `no more than ${MAX_SOURCES} sources, one in another` }).optional()
      : credentialsWith(sources - 1).nullish();
  const forms = z.discriminatedUnion(
    'type',
    [
      form('default', SHAPES.default),
      accessKeyForm,
      stsForm,
      roleForm(source.register(keyDocs, SOURCE_DOC)),
      oidcForm,
      ecsForm,
      form('credentials_uri', SHAPES.credentials_uri),
    ],
    {
      error: ({ code }) =>
        code === 'invalid_union' ? `one of ${Object.keys(SHAPES).join(', ')}` : 'a mapping',
    },
  );
  return z.preprocess(withType, forms);
}

export const credentialsSchema = credentialsWith(MAX_SOURCES);
