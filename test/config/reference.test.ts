import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { configurationDoc, keysOf, sections } from '../../scripts/docs-configuration.ts';
import { ALL_FLAGS } from '../../src/cli/flags.ts';
import { COLLECTORS } from '../../src/collectors/index.ts';
import { parseYaml } from '../../src/config/document.ts';
import { expandVariables } from '../../src/config/variables.ts';
import { loadConfig } from '../../src/config/load.ts';
import { parseConfig } from '../../src/config/schema.ts';

function read(path: string): string {
  return readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
}

const { top, poll, accounts, collectors, labels, credentials } = sections();
const SHAPES = [poll, accounts, collectors, labels, ...credentials];
const KEYS = SHAPES.flatMap((shape) => keysOf(shape));

describe('the schema', () => {
  it('has all sections of the reference', () => {
    expect(top).toEqual(['poll', 'accounts', 'collectors', 'labels']);
    const ofCollectors = Object.values(COLLECTORS).flatMap(({ interval, options }) => [
      'enabled',
      ...(interval === undefined ? [] : ['interval']),
      ...Object.keys(options),
    ]);
    expect(SHAPES.map((shape) => keysOf(shape).length)).toEqual([
      6,
      19,
      ofCollectors.length,
      1,
      1,
      5,
      7,
      7,
      7,
      2,
      2,
    ]);
  });

  it('has a description of every key', () => {
    expect(KEYS.filter(({ doc }) => doc === undefined)).toEqual([]);
  });

  it.each(KEYS)('accepts the example of $path', ({ schema, doc }) => {
    const { document } = expandVariables(parseYaml(doc?.example ?? ''), {
      ACCESS_KEY_ID: 'id',
      ACCESS_KEY_SECRET: 'secret',
      SECURITY_TOKEN: 'token',
    });
    expect(z.safeParse(schema, document).error?.issues).toBeUndefined();
  });
});

describe('docs/configuration.md', () => {
  it('is what scripts/docs-configuration.ts makes', () => {
    expect(read('docs/configuration.md')).toBe(configurationDoc());
  });

  it.each(ALL_FLAGS.map(({ name }) => name))('has --%s', (name) => {
    expect(configurationDoc()).toMatch(new RegExp(`\`--${name}[\`=]`));
  });

  it('states the defaults that hold', () => {
    const config = parseConfig({ accounts: [{ name: 'a', regions: ['x'] }] });
    const documented = Object.fromEntries(
      keysOf(poll).map(({ path, doc }) => [path, /^`([^`]+)`/.exec(doc?.default ?? '')?.[1]]),
    );
    const { concurrency, requests_per_minute, ...durations } = documented;
    const explicit = parseConfig({
      accounts: [{ name: 'a', regions: ['x'] }],
      poll: {
        ...durations,
        concurrency: Number(concurrency),
        requests_per_minute: Number(requests_per_minute),
      },
    });
    expect(explicit).toEqual(config);
    const stated = keysOf(collectors).map(({ path, doc }) => [path, doc?.default]);
    const enabled = Object.entries(config.collectors).map(
      ([name, settings]) => [`${name}.enabled`, `\`${settings.enabled}\``] as const,
    );
    expect(Object.fromEntries(stated)).toMatchObject({
      ...Object.fromEntries(enabled),
      'connections.interval': '`poll.interval`',
      'connections.crypto': `\`${config.collectors.connections.crypto}\``,
      'gateways.interval': '`poll.interval`',
      'customer_gateways.interval': '`10m`',
      'traffic.interval': '`5m`',
      'traffic.metrics': '`{}`',
    });
  });
});

describe('the examples in config/', () => {
  it.each(['config/exporter.yml', 'config/exporter-minimal.yml'])(
    '%s is valid without any variable or other file',
    async (path) => {
      const { pathname } = new URL(`../../${path}`, import.meta.url);
      expect((await loadConfig(pathname, {})).accounts.length).toBeGreaterThan(0);
    },
  );

  it('exporter.yml shows every key', () => {
    const text = read('config/exporter.yml');
    const names = KEYS.map(({ path }) => path.split('.').at(-1) ?? '');
    expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(text))).toEqual([]);
  });

  it('exporter.yml has only valid credentials in its comments', () => {
    const block =
      /  # - name: access-key\n[^]*?(?=\n\n)/.exec(read('config/exporter.yml'))?.[0] ?? '';
    const yaml = `accounts:\n${block.replaceAll('  # ', '  ').replaceAll(/^ {2}#$/gm, '')}`;
    const environment = { ACCESS_KEY_ID: 'id', ACCESS_KEY_SECRET: 'secret' };
    const { document, faults } = expandVariables(parseYaml(yaml), environment);
    expect(faults).toEqual([]);
    const types = parseConfig(document).accounts.map(({ credentials }) => credentials.type);
    expect(types).toEqual(['access_key', 'sts', 'oidc_role_arn']);
  });

  it('exporter.yml has the defaults in poll and collectors', async () => {
    const { pathname } = new URL('../../config/exporter.yml', import.meta.url);
    const { poll, collectors } = await loadConfig(pathname, {});
    const defaults = parseConfig({ accounts: [{ name: 'a', regions: ['x'] }] });
    expect({ poll, collectors }).toEqual({ poll: defaults.poll, collectors: defaults.collectors });
  });
});
