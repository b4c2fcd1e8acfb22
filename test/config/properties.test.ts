import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { ConfigError } from '../../src/config/error.ts';
import { expandVariables } from '../../src/config/variables.ts';
import { checkConfig, parseConfig } from '../../src/config/schema.ts';

/** Parses, and returns the message of a ConfigError; anything else thrown fails the test. */
function messageOf(document: unknown): string {
  try {
    parseConfig(document);
    return '';
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.message;
  }
}

const KEYS =
  `poll accounts collectors labels interval timeout request_timeout stale_after concurrency name
  credentials type source access_key_id access_key_secret access_key_secret_file role_arn regions
  exclude_regions filters tags endpoint expected_connections routes enabled uri __proto__ constructor
  toString hasOwnProperty`.split(/\s+/);
const TEXTS = [
  'all',
  '30s',
  '5m',
  'cn-hangzhou',
  'access_key',
  'sts',
  'ram_role_arn',
  'default',
  '',
];

/** Documents made of the keys and texts of the schema, so that its rules are reached. */
const hostile = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 6, depthSize: 'medium' },
    fc.constantFrom<unknown>(...TEXTS, null, true, 0, 1, -1, 1.5, Infinity, NaN),
    fc.string(),
    fc.array(tie('value'), { maxLength: 4 }),
    fc
      .array(fc.tuple(fc.constantFrom(...KEYS), tie('value')), { maxLength: 6 })
      .map((entries): unknown => Object.fromEntries(entries)),
  ),
})).value;

/** A valid document with one value somewhere in it replaced by `value`. */
function sabotaged(place: number, value: unknown): unknown {
  let count = 0;
  const valid = {
    poll: { interval: '60s', timeout: '30s', request_timeout: '10s', concurrency: 8 },
    accounts: [
      {
        name: 'a',
        regions: ['cn-hangzhou'],
        endpoint: 'host:1',
        network: 'vpc',
        filters: { vpn_gateway_id: 'vpn-1', tags: { env: 'prod' } },
        expected_connections: ['vco-1', 'vco-2'],
        credentials: {
          type: 'ram_role_arn',
          role_arn: 'acs:ram::1:role/a',
          external_id: 'e',
          source: { type: 'access_key', access_key_id: 'id', access_key_secret: 'secret' },
        },
      },
      {
        name: 'b',
        regions: 'all',
        exclude_regions: ['cn-hongkong'],
        credentials: { type: 'credentials_uri', uri: 'http://h/' },
      },
    ],
    collectors: { connections: {}, routes: { enabled: true } },
    labels: { tags: ['env', 'owner'] },
  };
  return JSON.parse(JSON.stringify(valid), (_, each: unknown) => {
    count += 1;
    return count === place ? value : each;
  }) as unknown;
}

const PLACES = 42;

describe('parseConfig', () => {
  it('accepts the document that is sabotaged below', () => {
    expect(messageOf(sabotaged(0, undefined))).toBe('');
  });

  it('throws nothing but ConfigError, whatever the document', () => {
    fc.assert(
      fc.property(fc.oneof(hostile, fc.jsonValue(), fc.anything()), (document) => {
        expect(typeof messageOf(document)).toBe('string');
      }),
      { numRuns: 200 },
    );
  });

  it('has a line for every fault, each with its path, what was expected and what was found', () => {
    fc.assert(
      fc.property(fc.nat({ max: PLACES }), hostile, (place, value) => {
        const message = messageOf(sabotaged(place, value));
        for (const line of message === '' ? [] : message.split('\n')) {
          expect(line).toMatch(/^\S.*: expected .+, found .+$/);
          expect(line).not.toMatch(/\p{Cc}|undefined|\[object/u);
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('values of environment variables', () => {
  const SECRET = 'X7q-secret';
  const value = fc.constantFrom(
    SECRET,
    ` ${SECRET}`,
    `${SECRET}\n`,
    `http://${SECRET}@host/`,
    `${SECRET}: {a: b}`,
    `\${${SECRET}}`,
    SECRET.repeat(50),
  );
  const text = fc.constantFrom('${V}', 'a${V}', '${V}${UNSET}', '${V}${', '$$${V}', '["${V}"]');

  it('are in no fault, wherever they stand', () => {
    fc.assert(
      fc.property(fc.nat({ max: PLACES }), text, value, (place, reference, V) => {
        const { document, hidden, faults } = expandVariables(sabotaged(place, reference), { V });
        const checked = checkConfig(document, hidden);
        const all = [...faults, ...(checked.faults ?? [])];
        expect(JSON.stringify(all)).not.toContain(SECRET);
      }),
      { numRuns: 300 },
    );
  });
});

describe('secrets in the file', () => {
  const SECRET = 'X7q-secret value';

  it.each(['access_key_id', 'access_key_secret', 'security_token', 'external_id', 'uri'])(
    '%s is in no fault, whatever its type',
    (key) => {
      fc.assert(
        fc.property(
          fc.constantFrom<unknown>(SECRET, [SECRET], { [SECRET]: SECRET }, `${SECRET}\u0007`),
          fc.constantFrom('access_key', 'sts', 'ram_role_arn', 'credentials_uri', 'default', 'x'),
          (value, type) => {
            const credentials = { type, [key]: value, source: { type, [key]: value } };
            const message = messageOf({ accounts: [{ name: 'a', regions: ['x'], credentials }] });
            expect(message).not.toBe('');
            expect(message).not.toContain('X7q');
          },
        ),
      );
    },
  );
});
