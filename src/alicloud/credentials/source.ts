/** From the configuration of an account to the source of its credentials. */

import type { CredentialsConfig } from '../../model/account.ts';
import type { CredentialSource } from '../credential.ts';
import { defaultChain } from './chain.ts';
import { ecsProvider } from './ecs.ts';
import { oidcProvider, ramRoleProvider } from './role.ts';
import type { Provider, Tools } from './provider.ts';
import { Session } from './session.ts';
import { staticProvider, uriProvider } from './static.ts';

/** The longest that a poll waits for one attempt to find a credential. */
const DEADLINE_MS = 15_000;

/** Share of a deadline that is left to the credentials which assume a role, so that their own failure is told. */
const SOURCE_SHARE = 2 / 3;

/**
 * The credentials of one account. Nothing is read or asked before the first `get`. Sources share no state: one that
 * fails or hangs delays no other.
 */
export function createCredentialSource(
  config: CredentialsConfig,
  tools: Tools,
  deadlineMs = DEADLINE_MS,
): CredentialSource {
  return new Session(providerOf(config, tools, deadlineMs), tools, deadlineMs);
}

function providerOf(config: CredentialsConfig, tools: Tools, deadlineMs: number): Provider {
  switch (config.type) {
    case 'default':
      return defaultChain(tools);
    case 'access_key':
    case 'sts':
      return staticProvider(config, tools);
    case 'ram_role_arn': {
      const source = createCredentialSource(config.source, tools, deadlineMs * SOURCE_SHARE);
      return ramRoleProvider(config, source, tools);
    }
    case 'oidc_role_arn':
      return oidcProvider(config, tools);
    case 'ecs_ram_role':
      return ecsProvider(config.roleName, tools);
    case 'credentials_uri':
      return uriProvider(config.uri, tools);
  }
}
