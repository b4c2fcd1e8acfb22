/** Assuming a role with a token file, as pods in ACK do with RRSA: type `oidc_role_arn`. */

import { readFile } from 'node:fs/promises';
import { fileProblem } from '../../config/error.ts';
import type { AssumeRole } from '../../model/account.ts';
import { stepError, type CredentialStep } from './errors.ts';
import { loadLibrary, openSession } from './library.ts';
import type { Provider, Tools } from './provider.ts';
import { ROLE_HELP } from './role.ts';
import { stsAddress } from './sts-address.ts';

/** Which role, and the token that stands for the caller. */
export interface OidcSettings extends AssumeRole {
  readonly oidcProviderArn: string;
  readonly oidcTokenFile: string;
}

/** The library's own error for a file that it cannot read does not say which one it is. */
async function checkTokenFile(file: string, step: CredentialStep): Promise<void> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    const hint = `the token file ${file} cannot be read: ${fileProblem(error)}`;
    throw stepError(step, { code: 'file_unreadable', hint });
  });
  if (text.trim() === '') {
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
