/** The configuration of the vendor's CLI, ~/.aliyun/config.json, one place of the default chain. */

import { cliDelegate } from './cli-delegate.ts';
import { ecsProvider } from './ecs.ts';
import { homePath, textOf } from './home.ts';
import { foundKey, isAbsent, type Absent, type Link } from './link.ts';
import { oidcProvider } from './oidc.ts';
import type { Environment, Provider, Tools } from './provider.ts';
import { DEFAULT_SESSION, ramRoleProvider } from './role.ts';
import { regionalStsHost } from './sts-address.ts';
import { uncached } from './uncached.ts';

const SWITCH = 'ALIBABA_CLOUD_CLI_PROFILE_DISABLED';

/** A profile of the file, with what it takes to follow `source_profile`. */
interface Context {
  readonly name: string;
  readonly profile: object;
  readonly profiles: readonly object[];
  readonly seen: readonly string[];
  readonly tools: Tools;
}

function field(profile: object, key: string): string | undefined {
  const value: unknown = Reflect.get(profile, key);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

const SHORTEST_SESSION_SECONDS = 900;

function sessionMs(profile: object): number {
  const values: readonly unknown[] = [
    Reflect.get(profile, 'expired_seconds'),
    Reflect.get(profile, 'duration_seconds'),
  ];
  const seconds = values.find((value) => typeof value === 'number' && value > 0);
  if (typeof seconds !== 'number') return DEFAULT_SESSION.ms;
  return Math.max(seconds, SHORTEST_SESSION_SECONDS) * 1000;
}

function stsEndpoint(profile: object): string | undefined {
  const region = field(profile, 'sts_region');
  const isVpc = Reflect.get(profile, 'enable_vpc') === true;
  return field(profile, 'sts_endpoint') ?? (region && regionalStsHost(region, isVpc));
}

function roleSettings(profile: object, roleArn: string) {
  return {
    roleArn,
    roleSessionName: field(profile, 'ram_session_name') ?? DEFAULT_SESSION.name,
    sessionDurationMs: sessionMs(profile),
    stsEndpoint: stsEndpoint(profile),
    externalId: field(profile, 'external_id'),
  };
}

function key(profile: object, token: string | undefined): Provider | Absent {
  return foundKey(field(profile, 'access_key_id'), field(profile, 'access_key_secret'), token);
}

function role(source: Provider | Absent, { profile, tools }: Context): Provider | Absent {
  const roleArn = field(profile, 'ram_role_arn');
  if (isAbsent(source)) return source;
  if (roleArn === undefined) return { absent: 'no ram_role_arn' };
  return ramRoleProvider(roleSettings(profile, roleArn), uncached(source), tools);
}

function oidc({ profile, tools }: Context): Provider | Absent {
  const roleArn = field(profile, 'ram_role_arn');
  const oidcProviderArn = field(profile, 'oidc_provider_arn');
  const oidcTokenFile = field(profile, 'oidc_token_file');
  if (!roleArn || !oidcProviderArn || !oidcTokenFile)
    return { absent: 'its OIDC profile is incomplete' };
  return oidcProvider({ ...roleSettings(profile, roleArn), oidcProviderArn, oidcTokenFile }, tools);
}

function chained(context: Context): Provider | Absent {
  const source = field(context.profile, 'source_profile');
  return role(
    source === undefined ? { absent: 'no source_profile' } : follow(source, context),
    context,
  );
}

/** Modes that run a command or rewrite the file: only for those who say so with the variable that the library reads. */
function optedIn({ name, tools }: Context): Provider | Absent {
  if (tools.env[SWITCH]?.toLowerCase() === 'false') return cliDelegate(name, tools);
  return { absent: `its mode runs commands or rewrites files; set ${SWITCH}=false to allow that` };
}

const MODES: Readonly<Record<string, (context: Context) => Provider | Absent>> = {
  AK: ({ profile }) => key(profile, undefined),
  StsToken: ({ profile }) => key(profile, field(profile, 'sts_token')),
  RamRoleArn: (context) => role(key(context.profile, undefined), context),
  EcsRamRole: ({ profile, tools }) => ecsProvider(field(profile, 'ram_role_name'), tools),
  OIDC: oidc,
  ChainableRamRoleArn: chained,
  CloudSSO: ({ name, tools }) => cliDelegate(name, tools),
  OAuth: optedIn,
  External: optedIn,
};

function follow(name: string, from: Omit<Context, 'name' | 'profile'>): Provider | Absent {
  // The library would recurse until the stack is full.
  if (from.seen.includes(name)) return { absent: 'source_profile goes round in circles' };
  const profile = from.profiles.find((candidate) => field(candidate, 'name') === name);
  if (profile === undefined) return { absent: 'no such profile' };
  const mode = field(profile, 'mode') ?? '';
  const make = Object.hasOwn(MODES, mode) ? MODES[mode] : undefined;
  const context = { ...from, name, profile, seen: [...from.seen, name] };
  return make?.(context) ?? { absent: 'its mode is not supported' };
}

function parsed(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function profileName(config: object, env: Environment): string {
  return env['ALIBABA_CLOUD_PROFILE'] || (field(config, 'current') ?? '');
}

/** The profile that ALIBABA_CLOUD_PROFILE names, else the current one. */
export const cliProfileLink: Link = {
  name: 'cli_profile',
  find: async (tools) => {
    const { env } = tools;
    if (env[SWITCH]?.toLowerCase() === 'true') return { absent: `switched off by ${SWITCH}` };
    const text = await textOf(homePath(env, '.aliyun', 'config.json'));
    if (text === undefined) return { absent: 'no file' };
    const config = parsed(text);
    const profiles: unknown = config && Reflect.get(config, 'profiles');
    if (config === undefined || !Array.isArray(profiles))
      return { absent: 'the file is not valid' };
    const all = profiles.filter(isObject);
    return follow(profileName(config, env), { profiles: all, seen: [], tools });
  },
};
