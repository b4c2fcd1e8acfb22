/** Sessions of a role from the security token service: assumed with another credential (`ram_role_arn`), or with a token file, as pods in ACK do with RRSA (`oidc_role_arn`). */

import type { Credential, CredentialSource } from '../credential.ts';
import { blamesSource, type CredentialStep, stepError } from './errors.ts';
import { type LibraryProvider, loadLibrary, openSession } from './library.ts';
import type { Provider, Tools } from './provider.ts';
import { stsAddress } from './sts-address.ts';
import { fileProblem, readSmallFile } from '../../config/file.ts';
import type { AssumeRole } from '../../model/account.ts';

/** Which role, and how. */
export interface RoleSettings extends AssumeRole {
  readonly externalId: string | undefined;
  /** A session policy, which credential files may hold. */
  readonly policy?: string;
}

/** What every request for a role says, for errors. */
const ROLE_HELP = 'check role_arn and sts_endpoint';

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

/** Which role, and the token that stands for the caller. */
export interface OidcSettings extends AssumeRole {
  readonly oidcProviderArn: string;
  readonly oidcTokenFile: string;
}

/** The library's own error for a file that it cannot read does not say which one it is. */
async function checkTokenFile(file: string, step: CredentialStep): Promise<void> {
  const { content } = await readSmallFile(file).catch((error: unknown) => {
    const hint = `the token file ${file} cannot be read: ${fileProblem(error)}`;
    throw stepError(step, { code: 'file_unreadable', hint });
  });
  if (content.toString().trim() === '') {
    throw stepError(step, { code: 'file_unreadable', hint: `the token file ${file} is empty` });
  }
}

/** Sessions of a role, asked for with the token; the library reads its file anew each time. */
export function oidcProvider(settings: OidcSettings, tools: Tools): Provider {
  const type = 'oidc_role_arn';
  const step: CredentialStep = { type, name: `AssumeRoleWithOIDC for ${settings.roleArn}` };
  return {
    type,
    resolve: async (attempt) => {
      await checkTokenFile(settings.oidcTokenFile, step);
      const { host, isPlain } = stsAddress(settings.stsEndpoint, tools.env, step);
      const { OIDCRoleArnCredentialsProvider } = await loadLibrary();
      const provider = OIDCRoleArnCredentialsProvider.builder()
        .withRoleArn(settings.roleArn)
        .withOIDCProviderArn(settings.oidcProviderArn)
        .withOIDCTokenFilePath(settings.oidcTokenFile)
        .withRoleSessionName(settings.roleSessionName)
        .withDurationSeconds(settings.sessionDurationMs / 1000)
        .withStsEndpoint(host)
        .build();
      return openSession(provider, { step, help: ROLE_HELP, isPlain }, tools, attempt);
    },
  };
}
