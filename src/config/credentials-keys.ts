/** The keys of the `credentials` of an account, type by type. */

import { z } from 'zod';
import type { CredentialsConfig } from '../model/account.ts';
import { duration, keyDocs, name, text, type KeyDoc } from './fields.ts';
import { isHttpUrl, isPrivateAddress } from './host.ts';

export const HOUR_MS = 3_600_000;
export const SESSION_NAME = 'alicloud-vpn-exporter';

function secret(doc: Pick<KeyDoc, 'meaning' | 'example'>) {
  const error = 'a text without blanks';
  return z
    .string({ error })
    .trim()
    .regex(/^[\x21-\x7e]+$/, { error })
    .nullish()
    .register(keyDocs, { type: 'secret', default: 'required, or its `_file`', ...doc });
}

function secretFile(key: string, example: string) {
  return name('the path of a file')
    .nullish()
    .register(keyDocs, {
      type: 'path',
      default: `required, or \`${key}\``,
      meaning: `File that holds \`${key}\`; read again when it changes.`,
      example,
    });
}

const ACCESS_KEY = {
  access_key_id: secret({ meaning: 'Id of the access key.', example: '${ACCESS_KEY_ID}' }),
  access_key_id_file: secretFile('access_key_id', '/run/secrets/access-key-id'),
  access_key_secret: secret({
    meaning: 'Secret of the access key.',
    example: '${ACCESS_KEY_SECRET}',
  }),
  access_key_secret_file: secretFile('access_key_secret', '/run/secrets/access-key-secret'),
};

const SECURITY_TOKEN = {
  security_token: secret({
    meaning: 'Token of the temporary credentials.',
    example: '${SECURITY_TOKEN}',
  }),
  security_token_file: secretFile('security_token', '/run/secrets/security-token'),
};

function arn(example: string, kind: string) {
  const form = new RegExp(String.raw`^acs:ram::[0-9*]+:${kind}/[\w.@/-]+$`);
  return text(`an ARN such as ${example}`, (value) => form.test(value));
}

const ROLE = {
  role_arn: arn('acs:ram::123456789012:role/vpn-reader', 'role').register(keyDocs, {
    type: 'ARN',
    default: 'required',
    meaning: 'The role to assume.',
    example: 'acs:ram::123456789012:role/vpn-reader',
  }),
  role_session_name: text('2 to 64 letters, digits and . @ _ -', (value) =>
    /^[\w.@-]{2,64}$/.test(value),
  )
    .nullish()
    .register(keyDocs, {
      type: 'text',
      default: `\`${SESSION_NAME}\``,
      meaning: 'Name of the session, shown by the audit log of the account.',
      example: 'vpn-exporter-eu',
    }),
  session_duration: duration(HOUR_MS / 4, 12 * HOUR_MS)
    .nullish()
    .register(keyDocs, {
      type: 'duration from 15m to 12h',
      default: '`1h`',
      meaning: 'How long a session lasts; at most what the role allows.',
      example: '30m',
    }),
  sts_endpoint: text(
    'a host, host:port or https URL without path (http only to this machine)',
    isPrivateAddress,
  )
    .nullish()
    .register(keyDocs, {
      type: 'host, host:port or URL',
      default: '`sts.aliyuncs.com`, or that of `ALIBABA_CLOUD_STS_REGION`',
      meaning: 'The security token service to ask.',
      example: 'sts.eu-central-1.aliyuncs.com',
    }),
};

/** The keys of every type, without `type` and `source`. */
export const SHAPES = {
  default: {},
  access_key: ACCESS_KEY,
  sts: { ...ACCESS_KEY, ...SECURITY_TOKEN },
  ram_role_arn: {
    ...ROLE,
    external_id: name('a text').nullish().register(keyDocs, {
      type: 'text',
      default: 'none',
      meaning: 'The external id that the trust policy of the role asks for.',
      example: 'partner-17',
    }),
  },
  oidc_role_arn: {
    ...ROLE,
    oidc_provider_arn: arn('acs:ram::123456789012:oidc-provider/ack', 'oidc-provider').register(
      keyDocs,
      {
        type: 'ARN',
        default: 'required',
        meaning: 'The identity provider that the role trusts.',
        example: 'acs:ram::123456789012:oidc-provider/ack',
      },
    ),
    oidc_token_file: name('the path of a file').register(keyDocs, {
      type: 'path',
      default: 'required',
      meaning: 'File with the token of the workload; read again for every session.',
      example: '/var/run/secrets/ack.alibabacloud.com/rrsa-tokens/token',
    }),
  },
  ecs_ram_role: {
    role_name: name('the name of a role').nullish().register(keyDocs, {
      type: 'text',
      default: 'the role of the instance',
      meaning: 'Name of the RAM role that is attached to the ECS instance.',
      example: 'vpn-exporter',
    }),
  },
  credentials_uri: {
    uri: text('an http or https URL', isHttpUrl).register(keyDocs, {
      type: 'URL',
      default: 'required',
      meaning: 'Where temporary credentials are fetched as JSON.',
      example: 'http://127.0.0.1:8080/credentials',
    }),
  },
};

export type CredentialsType = CredentialsConfig['type'];

export const MEANINGS: Readonly<Record<CredentialsType, string>> = {
  default:
    'The default credential chain: environment variables, RRSA, configuration files, the role of the ECS instance, a credentials URI.',
  access_key: 'A long-lived access key.',
  sts: 'Temporary credentials that something else renews.',
  ram_role_arn: 'A role that is assumed with the credentials of `source`.',
  oidc_role_arn: 'A role that is assumed with an OIDC token (RRSA).',
  ecs_ram_role: 'The role of the ECS instance this runs on.',
  credentials_uri: 'Temporary credentials fetched from a URI.',
};
