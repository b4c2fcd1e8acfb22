/** Reads the configuration file and the environment. */

import { readFile, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Environment } from '../model/environment.ts';
import { describe } from './check.ts';
import type { Config } from './config.ts';
import { configDisclosure } from './disclosure.ts';
import { parseYaml } from './document.ts';
import { ConfigError, type ConfigFault } from './error.ts';
import { fileProblem, readSmallFile } from './file.ts';
import { withLines } from './lines.ts';
import { formatPath, mapTexts, type Path } from './path.ts';
import { checkConfig, parseConfig } from './schema.ts';
import { secretReader } from './secrets.ts';
import { bareVariableWarnings, expandVariables } from './variables.ts';

const SECRET_FILE_KEYS: ReadonlySet<PropertyKey | undefined> = new Set([
  'access_key_id_file',
  'access_key_secret_file',
  'security_token_file',
  'oidc_token_file',
]);

function isCaFile(path: Path): boolean {
  return path[0] === 'accounts' && path.at(-2) === 'tls_config' && path.at(-1) === 'ca_file';
}

function isSecretFile(path: Path): boolean {
  return path[0] === 'accounts' && path[2] === 'credentials' && SECRET_FILE_KEYS.has(path.at(-1));
}

/** What a pipe such as `<(...)` hands over; waits for whoever writes into it. Undefined for what is none. */
async function readPipe(file: string): Promise<Buffer | undefined> {
  return (await stat(file)).isFIFO() ? readFile(file) : undefined;
}

async function readText(file: string, mayWait = false): Promise<string> {
  try {
    const handedOver = mayWait ? await readPipe(file) : undefined;
    const content = handedOver ?? (await readSmallFile(file)).content;
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch (error) {
    const found = fileProblem(error);
    throw new ConfigError([{ path: file, expected: 'a readable file in UTF-8', found }]);
  }
}

/** A file that the configuration names, and where. */
interface NamedFile {
  readonly path: Path;
  readonly file: string;
  /** Rejects with a ConfigError. */
  readonly read: (file: string) => Promise<unknown>;
}

const readCertificates: NamedFile['read'] = async (file) => {
  if ((await readText(file)).includes('-----BEGIN CERTIFICATE-----')) return;
  throw new ConfigError([{ path: file, expected: 'certificates in PEM', found: 'none' }]);
};

const readSecret: NamedFile['read'] = (file) => secretReader()({ kind: 'file', path: file });

/** Names of files are relative to the configuration file, as everywhere in Prometheus. */
function locateFiles(document: unknown, directory: string) {
  const files: NamedFile[] = [];
  const located = mapTexts(document, (text, path) => {
    const isCa = isCaFile(path);
    if ((!isCa && !isSecretFile(path)) || text === '') return text;
    const file = resolve(directory, text);
    files.push({ path, file, read: isCa ? readCertificates : readSecret });
    return file;
  });
  return { located, files };
}

async function fileFault(
  { path, file, read }: NamedFile,
  shown: string,
): Promise<ConfigFault | undefined> {
  try {
    await read(file);
    return undefined;
  } catch (error) {
    const [fault] = error instanceof ConfigError ? error.faults : [];
    if (fault === undefined) throw error;
    return { ...fault, path: formatPath(path), found: `${fault.found}: ${shown}` };
  }
}

/** All faults, without those of a place where an earlier group has found the cause. */
function combine(...groups: readonly (readonly ConfigFault[])[]): readonly ConfigFault[] {
  const all: ConfigFault[] = [];
  for (const group of groups) {
    const known = new Set(all.map(({ path }) => path));
    all.push(...group.filter(({ path }) => !known.has(path)));
  }
  return all;
}

/**
 * Reads a configuration file in YAML: expands `${NAME}` from the environment, checks everything, and looks whether the
 * files with secrets can be read.
 * @param mayWait a pipe is read, too, as long as it takes: at the start there is nobody to hold up
 * @throws ConfigError with every fault and its line; none shows the value of a variable or the content of a file
 */
export async function loadConfig(file: string, env: Environment, mayWait = false): Promise<Config> {
  const text = await readText(file, mayWait);
  try {
    return await readConfig(file, text, env);
  } catch (error) {
    throw error instanceof ConfigError
      ? new ConfigError(withLines(error.faults, file, text))
      : error;
  }
}

async function readConfig(file: string, content: string, env: Environment): Promise<Config> {
  const written = parseYaml(content);
  const { document, hidden, faults } = expandVariables(written, env);
  const { located, files } = locateFiles(document, dirname(resolve(file)));
  const checked = checkConfig(located, hidden);
  const unreadable = await Promise.all(
    files.map((each) => fileFault(each, describe(located, each.path, configDisclosure(hidden)))),
  );
  const all = combine(
    faults,
    checked.faults ?? [],
    unreadable.filter((fault) => fault !== undefined),
  );
  if (checked.faults !== undefined || all.length > 0) throw new ConfigError(all);
  const warnings = bareVariableWarnings(written, file, content);
  return warnings.length === 0 ? checked.value : { ...checked.value, warnings };
}

/**
 * The configuration without a file: one account named `default`, with the default credential chain, in these regions.
 * @throws ConfigError when there is none, or one that is no region id
 */
export function fileConfigFromRegions(regions: readonly string[]): Config {
  return parseConfig({ accounts: [{ name: 'default', regions }] });
}
