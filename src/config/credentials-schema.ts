/** The `credentials` of an account: one form per type. */

import { z } from 'zod';
import { DEFAULT_SESSION, type AssumeRole, type CredentialsConfig } from '../model/account.ts';
import { Secret, type SecretSource } from '../model/secret.ts';
import { isMapping } from '../model/values.ts';
import { formatDuration } from './duration.ts';
import {
  duration,
  freeText,
  isGiven,
  keyDocs,
  knownKey,
  mapping,
  name,
  optional,
  required,
  text,
  type RuleContext,
  unlessQuoted,
  withRule,
} from './fields.ts';
import {
  isHttpUrl,
  isPrivateAddress,
  isSessionName,
  SESSION_NAME_FORM,
  STS_ADDRESS_FORM,
} from './forms.ts';

const HOUR_MS = 3_600_000;

/** How many `source` may be nested: longer chains of roles have no use, and every step costs a call. */
const MAX_SOURCES = 3;

/** The two keys of a secret: itself, or the file that holds it. */
function secret<Key extends string>(key: Key, meaning: string) {
  const error = 'a text without blanks';
  const content = z
    .string({ error: unlessQuoted(error) })
    .trim()
    .regex(/^[\x21-\x7e]+$/, { error });
  const value = optional(content, {
    type: 'secret',
    default: 'required, or its `_file`',
    meaning,
    example: `\${${key.toUpperCase()}}`,
  });
  const file = optional(name('the path of a file'), {
    type: 'path',
    default: `required, or \`${key}\``,
    meaning: `File that holds \`${key}\`; read again when it changes.`,
    example: `/run/secrets/${key.replaceAll('_', '-')}`,
  });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- TypeScript forgets computed names.
  return { [key]: value, [`${key}_file`]: file } as Readonly<
    Record<Key, typeof value> & Record<`${Key}_file`, typeof file>
  >;
}

const ACCESS_KEY = {
  ...secret('access_key_id', 'Id of the access key.'),
  ...secret('access_key_secret', 'Secret of the access key.'),
};

function arn(kind: string, example: string, meaning: string) {
  const form = new RegExp(String.raw`^acs:ram::[0-9*]+:${kind}/[\w.@/-]+$`);
  return required(text(`an ARN such as ${example}`, form), { type: 'ARN', meaning, example });
}

const ROLE = {
  role_arn: arn('role', 'acs:ram::123456789012:role/vpn-reader', 'The role to assume.'),
  role_session_name: optional(freeText(SESSION_NAME_FORM, isSessionName), {
    type: 'text',
    default: `\`${DEFAULT_SESSION.name}\``,
    meaning: 'Name of the session, shown by the audit log of the account.',
    example: 'vpn-exporter-eu',
  }),
  session_duration: optional(duration(HOUR_MS / 4, 12 * HOUR_MS), {
    type: 'duration from 15m to 12h',
    default: `\`${formatDuration(DEFAULT_SESSION.ms)}\``,
    meaning: 'How long a session lasts; at most what the role allows.',
    example: '30m',
  }),
  sts_endpoint: optional(text(STS_ADDRESS_FORM, isPrivateAddress), {
    type: 'host, host:port or URL',
    default: '`sts.aliyuncs.com`, or that of `ALIBABA_CLOUD_STS_REGION`',
    meaning: 'The security token service to ask.',
    example: 'sts.eu-central-1.aliyuncs.com',
  }),
};

const ROLE_NAME = 'the name of a role: 1 to 64 letters, digits and . _ -';

/** The keys of every type, without `type` and `source`. */
const SHAPES = {
  default: {},
  access_key: ACCESS_KEY,
  sts: { ...ACCESS_KEY, ...secret('security_token', 'Token of the temporary credentials.') },
  ram_role_arn: {
    ...ROLE,
    external_id: optional(name('a text'), {
      type: 'text',
      meaning: 'The external id that the trust policy of the role asks for.',
      example: 'partner-17',
    }),
  },
  oidc_role_arn: {
    ...ROLE,
    oidc_provider_arn: arn(
      'oidc-provider',
      'acs:ram::123456789012:oidc-provider/ack',
      'The identity provider that the role trusts.',
    ),
    oidc_token_file: required(name('the path of a file'), {
      type: 'path',
      meaning: 'File with the token of the workload; read again for every session.',
      example: '/var/run/secrets/ack.alibabacloud.com/rrsa-tokens/token',
    }),
  },
  ecs_ram_role: {
    role_name: optional(freeText(ROLE_NAME, /^[\w.-]{1,64}$/), {
      type: 'text',
      default: 'the role of the instance',
      meaning: 'Name of the RAM role that is attached to the ECS instance.',
      example: 'vpn-exporter',
    }),
  },
  credentials_uri: {
    uri: required(text('an http or https URL', isHttpUrl), {
      type: 'URL',
      meaning: 'Where temporary credentials are fetched as JSON.',
      example: 'http://127.0.0.1:8080/credentials',
    }),
  },
};

type CredentialsType = CredentialsConfig['type'];

const MEANINGS: Readonly<Record<CredentialsType, string>> = {
  default:
    'The default credential chain: environment variables, RRSA, configuration files, the role of the ECS instance, a credentials URI.',
  access_key: 'A long-lived access key.',
  sts: 'Temporary credentials that something else renews.',
  ram_role_arn: 'A role that is assumed with the credentials of `source`.',
  oidc_role_arn: 'A role that is assumed with an OIDC token (RRSA).',
  ecs_ram_role: 'The role of the ECS instance this runs on.',
  credentials_uri: 'Temporary credentials fetched from a URI.',
};

/** The mapping of one type. A key of another type is told from one that is misspelt. */
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
  return mapping({ type: typeKey, ...shape }, (key) => {
    const owners = Object.entries(SHAPES).flatMap(([owner, keys]) =>
      Object.hasOwn(keys, key) || (key === 'source' && owner === 'ram_role_arn') ? [owner] : [],
    );
    return owners.length > 0
      ? `no key of type ${owners.join(' or ')} with type ${type}`
      : knownKey(key, known);
  });
}

/** Each of these secrets is given once: as itself or as a file. */
function givenOnce(...keys: readonly string[]) {
  return (value: Readonly<Record<string, unknown>>, { report }: RuleContext): void => {
    for (const key of keys) {
      const file = `${key}_file`;
      const given = [key, file].filter((each) => isGiven(value[each]));
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

function toRole(input: z.output<z.ZodObject<typeof ROLE>>): AssumeRole {
  return {
    roleArn: input.role_arn,
    roleSessionName: input.role_session_name ?? DEFAULT_SESSION.name,
    sessionDurationMs: input.session_duration ?? DEFAULT_SESSION.ms,
    stsEndpoint: input.sts_endpoint ?? undefined,
  };
}

function roleForm(source: z.ZodType<Optional<CredentialsConfig>>) {
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
  if (!isMapping(input) || isGiven(input['type'])) return input;
  return { ...input, type: 'default' };
}

/** Credentials in which at most `sources` more may be nested. */
function credentialsWith(sources: number): z.ZodType<CredentialsConfig> {
  const source =
    sources === 0
      ? z.null({ error: `no more than ${MAX_SOURCES} sources, one in another` }).optional()
      : credentialsWith(sources - 1).nullish();
  source.register(keyDocs, {
    type: 'credentials',
    default: '`{type: default}`',
    meaning: `Credentials that assume the role, of any type; at most ${MAX_SOURCES} in one another.`,
    example: '{type: ecs_ram_role}',
  });
  const forms = z.discriminatedUnion(
    'type',
    [
      form('default', SHAPES.default),
      accessKeyForm,
      stsForm,
      roleForm(source),
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
