import { describe, expect, it } from '@jest/globals';
import { parseConfig } from '../../src/config/schema.ts';
import type { Config } from '../../src/config/config.ts';

function parse(parts: Readonly<Record<string, unknown>>): Config {
  return parseConfig({ accounts: [{ name: 'a', regions: ['cn-hangzhou'] }], ...parts });
}

function account(parts: Readonly<Record<string, unknown>>): Config {
  return parseConfig({ accounts: [{ name: 'a', regions: ['cn-hangzhou'], ...parts }] });
}

describe('poll', () => {
  it.each([
    ['interval', '24d'],
    ['interval', '1ms'],
    ['timeout', '5m'],
    ['request_timeout', '1m'],
    ['stale_after', '61s'],
  ])('accepts %s: %s', (key, value) => {
    expect(() => parse({ poll: { [key]: value } })).not.toThrow();
  });

  it.each([
    ['interval', '25d'],
    ['timeout', '0s'],
    ['request_timeout', '-1s'],
    ['stale_after', '20s'],
  ])('refuses %s: %s', (key, value) => {
    expect(() => parse({ poll: { [key]: value } })).toThrow(`poll.${key}: expected`);
  });
});

describe('collectors', () => {
  it.each([
    [{}, true],
    [null, true],
    [{ enabled: null }, true],
    [{ enabled: true }, true],
    [{ enabled: false }, false],
  ])('connections: %j', (connections, enabled) => {
    expect(parse({ collectors: { connections } }).collectors.connections).toMatchObject({
      enabled,
    });
  });

  it.each([
    [{}, false],
    [null, false],
    [{ enabled: true }, true],
  ])('routes: %j', (routes, enabled) => {
    expect(parse({ collectors: { routes } }).collectors.routes).toMatchObject({ enabled });
  });

  it.each([
    [{}, false],
    [{ crypto: null }, false],
    [{ crypto: true }, true],
  ])('crypto is an option of connections: %j', (connections, crypto) => {
    expect(parse({ collectors: { connections } }).collectors.connections.crypto).toBe(crypto);
  });

  it('that list by themselves have an interval of their own', () => {
    const { collectors } = parse({
      collectors: { connections: { interval: '30s' }, gateways: { interval: '10m' } },
    });
    expect(collectors.connections.intervalMs).toBe(30_000);
    expect(collectors.gateways.intervalMs).toBe(600_000);
    expect(parse({}).collectors.gateways.intervalMs).toBeUndefined();
  });

  it.each([
    ['an interval of what follows from the connections', { diagnosis: { interval: '1m' } }],
    ['an interval without a unit', { gateways: { interval: 60 } }],
    ['crypto as a collector of its own', { crypto: { enabled: true } }],
    ['a collector that does not exist', { customer: {} }],
    ['crypto that is not a switch', { connections: { crypto: { enabled: true } } }],
  ])('are wrong with %s', (_name, collectors) => {
    expect(() => parse({ collectors })).toThrow('collectors.');
  });
});

describe('limits of the API', () => {
  const characters = (length: number): string => '😀'.repeat(length);
  const tags = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, '']));

  it('accepts 20 tags, keys of 64 and values of 128 characters', () => {
    expect(() => account({ filters: { tags: tags(20) } })).not.toThrow();
    const filters = { tags: { [characters(64)]: characters(128) } };
    expect(account({ filters }).accounts[0]?.filters.tags).toEqual(filters.tags);
  });

  it.each([
    ['21 tags', tags(21)],
    ['a key of 65 characters', { [characters(65)]: '' }],
    ['a value of 129 characters', { a: characters(129) }],
    ['a control character in a key', { 'a\n': '' }],
    ['a control character in a value', { a: '\u0007' }],
    ['a key that a record would lose', JSON.parse('{"__proto__": "x"}')],
  ])('refuses %s', (_, value) => {
    expect(() => account({ filters: { tags: value } })).toThrow('accounts[0].filters.tags');
  });

  it.each(['15m', '900s', '12h', '43200s'])('accepts a session of %s', (session_duration) => {
    const credentials = { type: 'ram_role_arn', role_arn: 'acs:ram::1:role/a', session_duration };
    expect(() => account({ credentials })).not.toThrow();
  });
});

describe('secrets', () => {
  it('are given to nobody who does not ask', () => {
    const credentials = { type: 'access_key', access_key_id: 'id', access_key_secret: 'hunter2' };
    const config = account({ credentials });
    expect(JSON.stringify(config)).not.toContain('hunter2');
    expect(config.accounts[0]?.credentials).toMatchObject({ type: 'access_key' });
    const parsed = config.accounts[0]?.credentials;
    const source = parsed?.type === 'access_key' ? parsed.accessKeySecret : undefined;
    expect(source?.kind === 'value' ? source.value.reveal() : '').toBe('hunter2');
  });
});

describe('expected connections', () => {
  const ID = 'vco-bp1bbi27hojx80nck';
  const MASKED = 'vco-bp1bbi27hojx****';
  const WHOLE = 'expected the whole id (documentation and consoles mask ids with *)';
  const all = { regions: 'all' };

  it.each([
    [{}, [ID]],
    [{}, [{ id: ID, region: 'cn-hangzhou' }]],
    [{ regions: ['cn-hangzhou', 'eu-central-1'] }, [{ id: ID, region: 'eu-central-1' }]],
    [all, [{ id: ID, region: 'eu-central-1' }]],
    [{ ...all, exclude_regions: ['cn-hongkong'] }, [{ id: ID, region: 'eu-central-1' }]],
  ])('are right: %j %j', (parts, expected_connections) => {
    expect(() => account({ ...parts, expected_connections })).not.toThrow();
  });

  it.each([
    [{}, [MASKED], [`[0]: ${WHOLE}, found "${MASKED}"`]],
    [{}, [{ id: MASKED, region: 'cn-hangzhou' }], [`[0].id: ${WHOLE}, found "${MASKED}"`]],
    [
      {},
      [ID, { id: 'vco-2', region: 'eu-central-1' }],
      [
        '[1].region: expected one of the account\'s regions (cn-hangzhou), or this one added to them, found "eu-central-1"',
      ],
    ],
    [
      { ...all, exclude_regions: ['cn-hongkong'] },
      [{ id: ID, region: 'cn-hongkong' }],
      [
        '[0].region: expected a region that exclude_regions does not leave out, found "cn-hongkong"',
      ],
    ],
    [
      {},
      [{ id: ID, regoin: 'cn-hangzhou' }],
      [
        '[0].region: expected a region id such as cn-hangzhou, found nothing',
        '[0].regoin: expected a known key (did you mean region?), found "regoin"',
      ],
    ],
  ])('are wrong: %j %j', (parts, expected_connections, faults) => {
    const lines = faults.map((fault) => `accounts[0].expected_connections${fault}`);
    expect(() => account({ ...parts, expected_connections })).toThrow(new Error(lines.join('\n')));
  });

  it('are not judged by regions that are wrong themselves', () => {
    const parts = {
      regions: ['nowhere!'],
      expected_connections: [{ id: ID, region: 'eu-central-1' }],
    };
    expect(() => account(parts)).toThrow(/^accounts\[0\]\.regions\[0\]: [^\n]*$/);
  });
});
