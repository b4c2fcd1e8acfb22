/** Credentials that are given: an access key (`access_key`), a session (`sts`), or a local endpoint that hands sessions out (`credentials_uri`). */

import { type CredentialStep, stepError } from './errors.ts';
import { loadLibrary, openSession } from './library.ts';
import type { Provider, Tools } from './provider.ts';
import { type Lease, withHiddenSecrets } from '../credential.ts';
import { ConfigError } from '../../config/error.ts';
import type { CredentialsConfig } from '../../model/account.ts';
import type { SecretSource } from '../../model/secret.ts';

type StaticConfig = Extract<CredentialsConfig, { readonly type: 'access_key' | 'sts' }>;

/** Reads one secret; a failure names its key in the configuration, never its value. */
async function reveal(
  type: string,
  key: string,
  source: SecretSource,
  { readSecret }: Pick<Tools, 'readSecret'>,
): Promise<string> {
  const name = source.kind === 'file' ? `reading ${key}_file ${source.path}` : `reading ${key}`;
  const secret = await readSecret(source).catch((error: unknown) => {
    const found = error instanceof ConfigError ? error.faults[0]?.found : undefined;
    const hint = found === undefined ? 'it cannot be read' : `found ${found}`;
    throw stepError({ type, name }, { code: 'secret_unreadable', hint });
  });
  const value = secret.reveal();
  if (value === '') throw stepError({ type, name }, { code: 'secret_empty', hint: 'it is empty' });
  return value;
}

/** The key that the configuration gives. One in files is read again before every use: a rotated file counts at once. */
export function staticProvider(config: StaticConfig, tools: Pick<Tools, 'readSecret'>): Provider {
  const { type, accessKeyId: id, accessKeySecret: secret } = config;
  const sources = config.type === 'sts' ? [id, secret, config.securityToken] : [id, secret];
  const lease: Lease = sources.some(({ kind }) => kind === 'file')
    ? { kind: 'reread' }
    : { kind: 'key', maxAgeMs: Infinity };
  return {
    type,
    resolve: async (attempt) => {
      attempt.at('reading the key');
      const [accessKeyId, accessKeySecret, securityToken] = await Promise.all([
        reveal(type, 'access_key_id', config.accessKeyId, tools),
        reveal(type, 'access_key_secret', config.accessKeySecret, tools),
        config.type === 'sts'
          ? reveal(type, 'security_token', config.securityToken, tools)
          : undefined,
      ]);
      const providerName = type === 'sts' ? 'static_sts' : 'static_ak';
      return {
        credential: withHiddenSecrets({
          accessKeyId,
          accessKeySecret,
          securityToken,
          providerName,
        }),
        lease,
      };
    },
  };
}

/** Sessions from a URI. It may hold a token of its own, so it is in no message. */
export function uriProvider(uri: string, tools: Tools): Provider {
  const type = 'credentials_uri';
  const step: CredentialStep = { type, name: 'asking the URI' };
  return {
    type,
    resolve: async (attempt) => {
      const { URICredentialsProvider } = await loadLibrary();
      const provider = URICredentialsProvider.builder().withCredentialsURI(uri).build();
      return openSession(provider, { step, help: 'check uri', isDirect: true }, tools, attempt);
    },
  };
}
