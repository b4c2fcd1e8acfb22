/** The default chain: the first place where credentials are set up decides. */

import { ApiError } from '../../model/failure.ts';
import { cliProfileLink } from './cli-profile.ts';
import { ecsProvider } from './ecs.ts';
import { stepError } from './errors.ts';
import { foundKey, isAbsent, type Link } from './link.ts';
import { oidcProvider } from './oidc.ts';
import { profileLink } from './profile.ts';
import type { Attempt, Provider, Resolved, Tools } from './provider.ts';
import { DEFAULT_SESSION } from './role.ts';
import { sealed } from './sealed.ts';
import { uriProvider } from './uri.ts';

const environmentLink: Link = {
  name: 'env',
  find: ({ env }) =>
    Promise.resolve(
      foundKey(
        env['ALIBABA_CLOUD_ACCESS_KEY_ID'],
        env['ALIBABA_CLOUD_ACCESS_KEY_SECRET'],
        env['ALIBABA_CLOUD_SECURITY_TOKEN'] || undefined,
      ),
    ),
};

const oidcLink: Link = {
  name: 'oidc_role_arn',
  find: (tools) => {
    const { env } = tools;
    const roleArn = env['ALIBABA_CLOUD_ROLE_ARN'];
    const oidcProviderArn = env['ALIBABA_CLOUD_OIDC_PROVIDER_ARN'];
    const oidcTokenFile = env['ALIBABA_CLOUD_OIDC_TOKEN_FILE'];
    if (!roleArn || !oidcProviderArn || !oidcTokenFile) {
      return Promise.resolve({ absent: 'not all three variables of RRSA are set' });
    }
    const settings = {
      roleArn,
      oidcProviderArn,
      oidcTokenFile,
      roleSessionName: env['ALIBABA_CLOUD_ROLE_SESSION_NAME'] || DEFAULT_SESSION.name,
      sessionDurationMs: DEFAULT_SESSION.ms,
      stsEndpoint: undefined,
    };
    return Promise.resolve(oidcProvider(settings, tools));
  },
};

const ecsLink: Link = {
  name: 'ecs_ram_role',
  isGuess: true,
  find: (tools) => Promise.resolve(ecsProvider(undefined, tools)),
};

const uriLink: Link = {
  name: 'credential_uri',
  find: (tools) => {
    const uri = tools.env['ALIBABA_CLOUD_CREDENTIALS_URI'];
    const found = uri ? uriProvider(uri, tools) : { absent: 'ALIBABA_CLOUD_CREDENTIALS_URI unset' };
    return Promise.resolve(found);
  },
};

/** In the library's order. */
const LINKS: readonly Link[] = [
  environmentLink,
  oidcLink,
  cliProfileLink,
  profileLink,
  ecsLink,
  uriLink,
];

/**
 * The default chain. Unlike the library's, it looks at every place anew, and a place that is set up but fails ends
 * the search: falling through would sign with another identity, such as the node's instead of the pod's.
 */
export function defaultChain(tools: Tools): Provider {
  return {
    type: 'default',
    resolve: async (attempt) => {
      const skipped: string[] = [];
      for (const link of LINKS) {
        const outcome = await tryLink(link, tools, attempt);
        if (typeof outcome !== 'string') return outcome;
        skipped.push(`${link.name} (${outcome})`);
      }
      const hint = `no credentials anywhere: ${skipped.join(', ')}`;
      throw stepError({ type: 'default', name: 'searching' }, { code: 'no_credentials', hint });
    },
  };
}

/** What a place has, or why it has nothing. */
async function tryLink(link: Link, tools: Tools, attempt: Attempt): Promise<Resolved | string> {
  attempt.signal.throwIfAborted();
  attempt.at(`looking at ${link.name}`);
  const found = await link.find(tools);
  if (isAbsent(found)) return found.absent;
  try {
    return named(await found.resolve(attempt), link);
  } catch (error) {
    if (link.isGuess !== true) throw error;
    return error instanceof ApiError ? error.failure.code : 'no answer';
  }
}

/** The credential under the name that the library's chain would send. */
function named({ credential, lease }: Resolved, link: Link): Resolved {
  return { credential: sealed({ ...credential, providerName: `default/${link.name}` }), lease };
}
