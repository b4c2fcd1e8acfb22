/** Profiles of the vendor's tools, two places of the default chain: ~/.aliyun/config.json and ~/.alibabacloud/credentials. */

import { homedir } from 'node:os';
import path from 'node:path';
import { type Absent, type ChainEntry, isAbsent, type Provider } from './provider.ts';
import { field, type Profile, providerOf, SWITCH } from './profile-modes.ts';
import { fileProblem, readSmallFile } from '../../config/file.ts';
import { type Environment, isTrue, variable } from '../../model/environment.ts';
import { fieldOf, isMapping, parseJson } from '../../model/values.ts';

/** The keys of one section. */
export type Section = Readonly<Record<string, string>>;

const HEADER = /^\[(?<section>[^\]]*)\]$/;
const QUOTED = /^(?<quote>["'])(?<inner>.*)\k<quote>$/;
const COMMENT = /[;#].*$/;

function plain(value: string): string {
  return QUOTED.exec(value)?.groups?.['inner'] ?? value.replace(COMMENT, '').trimEnd();
}

/** `key = value`; undefined for comments, blank lines and lines without a key. */
function assignment(line: string): readonly [key: string, value: string] | undefined {
  const at = line.indexOf('=');
  if (at < 1 || /^[;#]/.test(line)) return undefined;
  return [line.slice(0, at).trimEnd(), plain(line.slice(at + 1).trimStart())];
}

/** The keys of a section; undefined when there is no such section. A later line wins over an earlier one. */
export function iniSection(text: string, name: string): Section | undefined {
  const found = new Map<string, string>();
  let isInside = false;
  let exists = false;
  for (const line of text.split('\n').map((raw) => raw.trim())) {
    const section = HEADER.exec(line)?.groups?.['section'];
    const pair = assignment(line);
    if (section !== undefined) isInside = section.trim() === name;
    else if (isInside && pair !== undefined) found.set(...pair);
    exists ||= isInside;
  }
  return exists ? Object.fromEntries(found) : undefined;
}

/** A file in the home directory; a user id without an account has none. */
function inHome(env: Environment, ...parts: readonly string[]): string {
  try {
    return path.join(variable(env, 'HOME') ?? homedir(), ...parts);
  } catch {
    return path.join('~', ...parts);
  }
}

/** What `make` finds in a file, with the file's path where that is nothing. */
async function fromFile(
  file: string,
  make: (text: string) => Provider | Absent,
): Promise<Provider | Absent> {
  const read = await readSmallFile(file).catch((error: unknown) => ({
    absent: fileProblem(error),
  }));
  const found = 'absent' in read ? read : make(read.content.toString());
  return isAbsent(found) ? { absent: `${file}: ${found.absent}` } : found;
}

/** The profile that ALIBABA_CLOUD_PROFILE names, else the current one. */
export const cliProfileEntry: ChainEntry = {
  name: 'cli_profile',
  find: async (tools) => {
    const { env } = tools;
    if (isTrue(env, SWITCH)) return { absent: `~/.aliyun/config.json: switched off by ${SWITCH}` };
    return fromFile(inHome(env, '.aliyun', 'config.json'), (text) => {
      const config = parseJson(text);
      const profiles = fieldOf(config, 'profiles');
      if (!isMapping(config) || !Array.isArray(profiles)) return { absent: 'it is not valid' };
      const find = (name: string): Profile | undefined =>
        profiles.filter(isMapping).find((profile) => field(profile, 'name') === name);
      const name = variable(env, 'ALIBABA_CLOUD_PROFILE') ?? field(config, 'current') ?? '';
      return providerOf(find(name), { find, seen: [], tools });
    });
  },
};

/** The types of the shared credentials file, and its fields, as the CLI calls them. */
const TYPES = { access_key: 'AK', ecs_ram_role: 'EcsRamRole', ram_role_arn: 'RamRoleArn' };
const FIELDS = {
  type: 'mode',
  role_arn: 'ram_role_arn',
  role_session_name: 'ram_session_name',
  role_name: 'ram_role_name',
};

function renamed(names: Readonly<Record<string, string>>, name: string): string {
  return (Object.hasOwn(names, name) ? names[name] : undefined) ?? name;
}

function fromSection(section: Readonly<Record<string, string>>): Profile {
  const fields = Object.entries(section).map(([name, value]) => [renamed(FIELDS, name), value]);
  const type = section['type'] ?? '';
  return {
    ...Object.fromEntries(fields),
    mode: Object.hasOwn(TYPES, type) ? renamed(TYPES, type) : '',
  };
}

/** The section that ALIBABA_CLOUD_PROFILE names, else `default`. */
export const profileEntry: ChainEntry = {
  name: 'profile',
  find: (tools) => {
    const { env } = tools;
    const file =
      variable(env, 'ALIBABA_CLOUD_CREDENTIALS_FILE') ??
      inHome(env, '.alibabacloud', 'credentials');
    return fromFile(file, (text) => {
      const section = iniSection(text, variable(env, 'ALIBABA_CLOUD_PROFILE') ?? 'default');
      const profile = section && fromSection(section);
      return providerOf(profile, { find: () => undefined, seen: [], tools });
    });
  },
};
