/** Assuming a role with another credential: type `ram_role_arn`. */

import type { AssumeRole } from '../../model/account.ts';
import type { Credential, CredentialSource } from '../credential.ts';
import { blamesSource, type CredentialStep } from './errors.ts';
import { loadLibrary, openSession, type LibraryProvider } from './library.ts';
import type { Provider, Tools } from './provider.ts';
import { stsAddress } from './sts-address.ts';

/** Which role, and how. */
export interface RoleSettings extends AssumeRole {
  readonly externalId: string | undefined;
  /** A session policy, which credential files may hold. */
  readonly policy?: string;
}

/** What a role session is called, and how long it lasts, where nothing says otherwise. */
export const DEFAULT_SESSION = { name: 'alicloud-vpn-exporter', ms: 3_600_000 } as const;

/** What every request for a role says, for errors. */
export const ROLE_HELP = 'check role_arn and sts_endpoint';

async function roleProvider(
  settings: RoleSettings,
  caller: Credential,
  host: string,
): Promise<LibraryProvider> {
  const { RAMRoleARNCredentialsProvider } = await loadLibrary();
  const { accessKeyId, accessKeySecret, securityToken = '', providerName } = caller;
  const credentials = { accessKeyId, accessKeySecret, securityToken, providerName };
  const builder = RAMRoleARNCredentialsProvider.builder()
    .withCredentialsProvider({
      getCredentials: () => Promise.resolve(credentials),
      getProviderName: () => providerName,
    })
    .withRoleArn(settings.roleArn)
    .withRoleSessionName(settings.roleSessionName)
    .withDurationSeconds(settings.sessionDurationMs / 1000)
    .withStsEndpoint(host);
  if (settings.externalId !== undefined) builder.withExternalId(settings.externalId);
  if (settings.policy !== undefined) builder.withPolicy(settings.policy);
  return builder.build();
}

/** Sessions of a role, asked for with what `source` has. A key that STS does not accept is given back to `source`. */
export function ramRoleProvider(
  settings: RoleSettings,
  source: CredentialSource,
  tools: Tools,
): Provider {
  const type = 'ram_role_arn';
  const step: CredentialStep = { type, name: `AssumeRole for ${settings.roleArn}` };
  const user = {};
  return {
    type,
    resolve: async (attempt) => {
      attempt.at('waiting for the credentials that assume the role');
      const caller = await source.get(user, attempt.signal);
      const { host, isPlain } = stsAddress(settings.stsEndpoint, tools.env, step);
      const exchange = { step, help: ROLE_HELP, isPlain };
      try {
        const provider = await roleProvider(settings, caller, host);
        const session = await openSession(provider, exchange, tools, attempt);
        source.accept(caller, user);
        return session;
      } catch (error) {
        if (blamesSource(error)) source.reject(caller, user);
        throw error;
      }
    },
  };
}
