/** The shared credentials file ~/.alibabacloud/credentials, one place of the default chain. */

import { ecsProvider } from './ecs.ts';
import { homePath, textOf } from './home.ts';
import { iniSection, type Section } from './ini.ts';
import { foundKey, isAbsent, type Absent, type Link } from './link.ts';
import type { Provider, Tools } from './provider.ts';
import { DEFAULT_SESSION, ramRoleProvider } from './role.ts';
import { uncached } from './uncached.ts';

function keyOf(section: Section): Provider | Absent {
  return foundKey(section['access_key_id'], section['access_key_secret'], undefined);
}

function roleOf(section: Section, tools: Tools): Provider | Absent {
  const key = keyOf(section);
  const roleArn = section['role_arn'];
  if (isAbsent(key)) return key;
  if (!roleArn) return { absent: 'no role_arn' };
  const policy = section['policy'];
  const settings = {
    roleArn,
    roleSessionName: section['role_session_name'] || DEFAULT_SESSION.name,
    sessionDurationMs: DEFAULT_SESSION.ms,
    stsEndpoint: undefined,
    externalId: undefined,
    ...(policy ? { policy } : {}),
  };
  return ramRoleProvider(settings, uncached(key), tools);
}

const TYPES: Readonly<Record<string, (section: Section, tools: Tools) => Provider | Absent>> = {
  access_key: keyOf,
  ecs_ram_role: (section, tools) => ecsProvider(section['role_name'] || undefined, tools),
  ram_role_arn: roleOf,
};

/** The section that ALIBABA_CLOUD_PROFILE names, else `default`, with the types that the library knows. */
export const profileLink: Link = {
  name: 'profile',
  find: async (tools) => {
    const { env } = tools;
    const file =
      env['ALIBABA_CLOUD_CREDENTIALS_FILE'] || homePath(env, '.alibabacloud', 'credentials');
    const text = await textOf(file);
    if (text === undefined) return { absent: 'no file' };
    const section = iniSection(text, env['ALIBABA_CLOUD_PROFILE'] || 'default');
    if (section === undefined) return { absent: 'no such section' };
    const make = Object.hasOwn(TYPES, section['type'] ?? '')
      ? TYPES[section['type'] ?? '']
      : undefined;
    return make?.(section, tools) ?? { absent: 'its type is not supported' };
  },
};
