import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { ConfigError } from '../../src/config/error.ts';
import { parseConfig } from '../../src/config/schema.ts';
import { loadConfig } from '../../src/config/load.ts';

const DIRECTORY = new URL('../fixtures/config/', import.meta.url).pathname;

/** Texts that YAML would read as something else, or that show where a variable has leaked. */
const ENVIRONMENT = {
  NAME: 'name-from-the-environment',
  REGION: 'eu-central-1',
  INTERVAL: '2m',
  NUMBER: '4711',
  TRUE: 'true-from-the-environment',
  TRICKY: '${NAME}:\u0020{a:b}#$$',
  EMPTY: '',
  DIRECTORY: 'files',
};

const DEFAULTS = parseConfig({ accounts: [{ name: 'a', regions: ['x'] }] }).collectors;

function fixtures(kind: string): readonly string[] {
  return readdirSync(DIRECTORY).filter((name) => name.endsWith(`.${kind}.yml`));
}

async function faultsOf(file: string): Promise<readonly string[]> {
  const error: unknown = await loadConfig(file, ENVIRONMENT).catch((reason: unknown) => reason);
  if (!(error instanceof ConfigError)) throw new Error(`no ConfigError: ${String(error)}`);
  expect(error.faults).toHaveLength(error.message.split('\n').length);
  return error.message.split('\n').map((line) => line.replaceAll(DIRECTORY, '<dir>/'));
}

describe('valid files', () => {
  it.each(fixtures('ok'))('%s', async (name) => {
    const config = await loadConfig(DIRECTORY + name, ENVIRONMENT);
    const text = JSON.stringify(config).replaceAll(DIRECTORY, '<dir>/');
    const expected = readFileSync(DIRECTORY + name.replace('.yml', '.json'), 'utf8');
    const { collectors, ...others } = JSON.parse(expected) as Record<string, object>;
    // What a file says nothing of has its defaults.
    expect(JSON.parse(text)).toEqual({ ...others, collectors: { ...DEFAULTS, ...collectors } });
  });
});

describe('files with faults', () => {
  it.each(fixtures('bad'))('%s', async (name) => {
    const lines = readFileSync(DIRECTORY + name, 'utf8').split('\n');
    const told = lines.flatMap((line) => /^# fault: (.*)$/.exec(line)?.slice(1) ?? []);
    const expected = told.map((text) => `<dir>/${name}:${text}`);
    expect(await faultsOf(DIRECTORY + name)).toEqual(expected);
  });
});
