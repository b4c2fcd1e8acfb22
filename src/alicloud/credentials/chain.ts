/** The default chain: the first place where credentials are set up decides. */

import { ApiError } from '../../model/failure.ts';
import { ecsProvider } from './ecs.ts';
import { DEFAULT_SESSION } from '../../model/account.ts';
import { type Environment, variable } from '../../model/environment.ts';
import { stepError } from './errors.ts';
import {
  type Absent,
  type ChainEntry,
  type CredentialAttempt,
  foundKey,
  isAbsent,
  type Provider,
  type Resolved,
  type Tools,
} from './provider.ts';
import { oidcProvider, type OidcSettings } from './role.ts';
import { cliProfileEntry, profileEntry } from './profiles.ts';
import { withHiddenSecrets } from '../credential.ts';
import { uriProvider } from './static.ts';

/** What a key is in: its id, its secret, and the token of one that ends. */
export const KEY_VARIABLES = [
  'ALIBABA_CLOUD_ACCESS_KEY_ID',
  'ALIBABA_CLOUD_ACCESS_KEY_SECRET',
  'ALIBABA_CLOUD_SECURITY_TOKEN',
] as const;

/** The key that variables hold. */
export function environmentKey(env: Environment): Provider | Absent {
  const [id, secret, token] = KEY_VARIABLES;
  return foundKey(variable(env, id), variable(env, secret), variable(env, token), [id, secret]);
}

const environmentEntry: ChainEntry = {
  name: 'env',
  find: ({ env }) => Promise.resolve(environmentKey(env)),
};

const RRSA = [
  'ALIBABA_CLOUD_ROLE_ARN',
  'ALIBABA_CLOUD_OIDC_PROVIDER_ARN',
  'ALIBABA_CLOUD_OIDC_TOKEN_FILE',
] as const;

/** Names the session of RRSA. */
export const SESSION_NAME_VARIABLE = 'ALIBABA_CLOUD_ROLE_SESSION_NAME';

/** The role that the variables of RRSA name. */
export function rrsaRole(env: Environment): OidcSettings | Absent {
  const [roleArn, oidcProviderArn, oidcTokenFile] = RRSA.map((name) => variable(env, name));
  if (roleArn === undefined || oidcProviderArn === undefined || oidcTokenFile === undefined) {
    const missing = RRSA.filter((name) => variable(env, name) === undefined);
    return { absent: `${missing.join(', ')} not set` };
  }
  return {
    roleArn,
    oidcProviderArn,
    oidcTokenFile,
    roleSessionName: variable(env, SESSION_NAME_VARIABLE) ?? DEFAULT_SESSION.name,
    sessionDurationMs: DEFAULT_SESSION.ms,
    stsEndpoint: undefined,
  };
}

const oidcEntry: ChainEntry = {
  name: 'oidc_role_arn',
  find: (tools) => {
    const role = rrsaRole(tools.env);
    return Promise.resolve(isAbsent(role) ? role : oidcProvider(role, tools));
  },
};

const ecsEntry: ChainEntry = {
  name: 'ecs_ram_role',
  isGuess: true,
  find: (tools) => Promise.resolve(ecsProvider(undefined, tools)),
};

const uriEntry: ChainEntry = {
  name: 'credential_uri',
  find: (tools) => {
    const uri = variable(tools.env, 'ALIBABA_CLOUD_CREDENTIALS_URI');
    return Promise.resolve(
      uri === undefined
        ? { absent: 'ALIBABA_CLOUD_CREDENTIALS_URI not set' }
        : uriProvider(uri, tools),
    );
  },
};

/** The places in the order in which the library's default chain looks at them. */
const ENTRIES: readonly ChainEntry[] = [
  environmentEntry,
  oidcEntry,
  cliProfileEntry,
  profileEntry,
  ecsEntry,
  uriEntry,
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
      for (const link of ENTRIES) {
        const outcome = await tryEntry(link, tools, attempt);
        if (typeof outcome !== 'string') return outcome;
        skipped.push(outcome);
      }
      const hint =
        'none in the environment, the credential files and the instance metadata service';
      const detail = `looked at: ${skipped.join('; ')}`;
      const step = { type: 'default', name: 'looking for credentials' };
      throw stepError(step, { code: 'no_credentials', hint, detail });
    },
  };
}

/** What a place has, or why it has nothing. */
async function tryEntry(
  link: ChainEntry,
  tools: Tools,
  attempt: CredentialAttempt,
): Promise<Resolved | string> {
  attempt.signal.throwIfAborted();
  attempt.at(`looking at ${link.name}`);
  const found = await link.find(tools);
  if (isAbsent(found)) return found.absent;
  try {
    return named(await found.resolve(attempt), link);
  } catch (error) {
    if (link.isGuess !== true) throw error;
    const code = error instanceof ApiError ? error.failure.code : 'no answer';
    return `instance metadata service: ${code}`;
  }
}

/** The credential under the name that the library's chain would send. */
function named({ credential, lease }: Resolved, link: ChainEntry): Resolved {
  return {
    credential: withHiddenSecrets({ ...credential, providerName: `default/${link.name}` }),
    lease,
  };
}
