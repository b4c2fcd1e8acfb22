/** From the fields of a profile of the vendor's tools to a provider, mode by mode. */

import type { CredentialSource } from '../credential.ts';
import { ecsProvider } from './ecs.ts';
import { stepError } from './errors.ts';
import { type Absent, foundKey, isAbsent, type Provider, type Tools } from './provider.ts';
import { oidcProvider, ramRoleProvider } from './role.ts';
import { regionalStsHost } from './sts-address.ts';
import { DEFAULT_SESSION } from '../../model/account.ts';

/** The fields of a profile, named as in the CLI's file. */
export type Profile = Readonly<Record<string, unknown>>;

/** A profile and what it takes to follow it. */
interface Context {
  readonly profile: Profile;
  /** The other profiles of the file, for `source_profile`. */
  readonly find: (name: string) => Profile | undefined;
  /** Profiles that lead here. */
  readonly seen: readonly Profile[];
  readonly tools: Tools;
}

/** Leaves the CLI's file out. */
export const SWITCH = 'ALIBABA_CLOUD_CLI_PROFILE_DISABLED';

const SHORTEST_SESSION_SECONDS = 900;

/** A text of a profile; undefined when it is missing or empty. */
export function field(profile: Profile, key: string): string | undefined {
  const value = Object.hasOwn(profile, key) ? profile[key] : undefined;
  return (typeof value === 'string' && value.trim()) || undefined;
}

function sessionMs(profile: Profile): number {
  const seconds = [profile['expired_seconds'], profile['duration_seconds']].find(
    (value) => typeof value === 'number' && value > 0,
  );
  if (typeof seconds !== 'number') return DEFAULT_SESSION.ms;
  return Math.max(seconds, SHORTEST_SESSION_SECONDS) * 1000;
}

function roleSettings(profile: Profile, roleArn: string) {
  const region = field(profile, 'sts_region');
  const policy = field(profile, 'policy');
  return {
    roleArn,
    roleSessionName: field(profile, 'ram_session_name') ?? DEFAULT_SESSION.name,
    sessionDurationMs: sessionMs(profile),
    stsEndpoint:
      field(profile, 'sts_endpoint') ??
      (region && regionalStsHost(region, profile['enable_vpc'] === true)),
    externalId: field(profile, 'external_id'),
    ...(policy === undefined ? {} : { policy }),
  };
}

function key({ profile }: Context, token?: string): Provider | Absent {
  return foundKey(field(profile, 'access_key_id'), field(profile, 'access_key_secret'), token);
}

/** A source that asks the provider each time: the role that is assumed with its credential is kept anyway. */
function askedEachTime(provider: Provider): CredentialSource {
  return {
    get: async (_user, signal) => {
      const { credential } = await provider.resolve({ signal, at: () => undefined });
      return credential;
    },
    accept: () => undefined,
    reject: () => undefined,
  };
}

function role(source: Provider | Absent, { profile, tools }: Context): Provider | Absent {
  const roleArn = field(profile, 'ram_role_arn');
  if (isAbsent(source)) return source;
  if (roleArn === undefined) return { absent: 'no role ARN is set' };
  return ramRoleProvider(roleSettings(profile, roleArn), askedEachTime(source), tools);
}

function oidc({ profile, tools }: Context): Provider | Absent {
  const roleArn = field(profile, 'ram_role_arn');
  const oidcProviderArn = field(profile, 'oidc_provider_arn');
  const oidcTokenFile = field(profile, 'oidc_token_file');
  if (!roleArn || !oidcProviderArn || !oidcTokenFile) {
    return { absent: 'ram_role_arn, oidc_provider_arn or oidc_token_file is not set' };
  }
  return oidcProvider({ ...roleSettings(profile, roleArn), oidcProviderArn, oidcTokenFile }, tools);
}

function chained(context: Context): Provider | Absent {
  const name = field(context.profile, 'source_profile');
  if (name === undefined) return { absent: 'source_profile is not set' };
  return role(providerOf(context.find(name), context), context);
}

/** Another place must not take over: it would sign with another identity than the one that was chosen. */
function refused(mode: string): Provider {
  const hint = `mode ${mode} is not supported by a daemon: it runs a command or needs a login; choose another profile by ALIBABA_CLOUD_PROFILE, or set ${SWITCH}=true`;
  const step = { type: 'default', name: 'reading the CLI profile' };
  return {
    type: 'default',
    resolve: () => Promise.reject(stepError(step, { code: 'unsupported_profile_mode', hint })),
  };
}

const MODES: Readonly<Record<string, (context: Context) => Provider | Absent>> = {
  AK: (context) => key(context),
  StsToken: (context) => key(context, field(context.profile, 'sts_token')),
  RamRoleArn: (context) => role(key(context), context),
  EcsRamRole: ({ profile, tools }) => ecsProvider(field(profile, 'ram_role_name'), tools),
  OIDC: oidc,
  ChainableRamRoleArn: chained,
  OAuth: () => refused('OAuth'),
  CloudSSO: () => refused('CloudSSO'),
  External: () => refused('External'),
};

/** The provider that a profile describes. */
export function providerOf(
  profile: Profile | undefined,
  from: Omit<Context, 'profile'>,
): Provider | Absent {
  if (profile === undefined) return { absent: 'no such profile' };
  if (from.seen.includes(profile)) return { absent: 'source_profile goes round in circles' };
  const mode = field(profile, 'mode') ?? '';
  const make = Object.hasOwn(MODES, mode) ? MODES[mode] : undefined;
  const context = { ...from, profile, seen: [...from.seen, profile] };
  return make?.(context) ?? { absent: 'its type or mode is not supported' };
}
