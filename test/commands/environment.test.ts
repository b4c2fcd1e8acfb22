/** Variables that credentials are made with: a wrong one ends the start, where an account needs it. */

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { stringify } from 'yaml';
import { openSettings } from '../../src/commands/settings.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { temporaryFolder, type Folder } from '../support/folder.ts';

type Variables = Readonly<Record<string, string>>;

const SESSION_NAME = 'ALIBABA_CLOUD_ROLE_SESSION_NAME';
const STS_ENDPOINT = 'ALIBABA_CLOUD_STS_ENDPOINT';
const STS_REGION = 'ALIBABA_CLOUD_STS_REGION';

const RRSA = {
  ALIBABA_CLOUD_ROLE_ARN: 'acs:ram::1:role/reader',
  ALIBABA_CLOUD_OIDC_PROVIDER_ARN: 'acs:ram::1:oidc-provider/ack',
  ALIBABA_CLOUD_OIDC_TOKEN_FILE: '/token',
};
const KEY = { ALIBABA_CLOUD_ACCESS_KEY_ID: 'id', ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'secret' };

const ROLE = { type: 'ram_role_arn', role_arn: 'acs:ram::1:role/reader' };
const STATIC = { type: 'access_key', access_key_id: 'id', access_key_secret: 'secret' };
const OIDC = {
  type: 'oidc_role_arn',
  role_arn: ROLE.role_arn,
  oidc_provider_arn: RRSA.ALIBABA_CLOUD_OIDC_PROVIDER_ARN,
  oidc_token_file: 'token',
};

let folder: Folder;

beforeAll(() => {
  folder = temporaryFolder();
  folder.write('token', 'eyJ.one');
});
afterAll(() => {
  folder.remove();
});

function open(credentials: object, environment: Variables) {
  const file = folder.write(
    'exporter.yml',
    stringify({ accounts: [{ name: 'a', regions: ['cn-hangzhou'], credentials }] }),
  );
  return openSettings({ kind: 'file', file }, environment, new FakeClock());
}

/** The lines of the error; none for a start that succeeds. */
async function faultsOf(credentials: object, environment: Variables): Promise<readonly string[]> {
  return open(credentials, environment).then(
    () => [],
    (error: unknown) => String(error).replace('ConfigError: ', '').split('\n'),
  );
}

const sessionNameFault = (found: string): string =>
  `${SESSION_NAME}: expected 2 to 64 letters, digits and . @ _ -, or the variable unset, found ${found}`;
const stsFault = (found: string): string =>
  `${STS_ENDPOINT}: expected a host, host:port or https URL without path (http only to this machine), or the variable unset, found ${found}`;

describe('a key', () => {
  const fault = (name: string, found: string): string =>
    `${name}: expected a text without blanks and quotes, or the variable unset, found ${found}`;

  it.each([
    ['ALIBABA_CLOUD_ACCESS_KEY_ID', '"LTAI5t"', 'quotes around it'],
    ['ALIBABA_CLOUD_ACCESS_KEY_SECRET', "'canary'", 'quotes around it'],
    ['ALIBABA_CLOUD_ACCESS_KEY_SECRET', 'canary\ncanary', 'more than one line'],
    ['ALIBABA_CLOUD_ACCESS_KEY_SECRET', 'canary canary', 'a blank in it'],
    ['ALIBABA_CLOUD_SECURITY_TOKEN', 'canaryü', 'a character that no key has'],
    ['ALIBABA_CLOUD_SECURITY_TOKEN', '\u200bcanary', 'a character that no key has'],
  ])('of which %s is %j ends the start', async (name, value, found) => {
    const environment = { ...KEY, [name]: value };
    const expected = [fault(name, found)];
    expect(await faultsOf({ type: 'default' }, environment)).toEqual(expected);
    const assumed = { ...ROLE, source: { type: 'default' }, sts_endpoint: 'sts.aliyuncs.com' };
    expect(await faultsOf(assumed, environment)).toEqual(expected);
    expect(await faultsOf(STATIC, environment)).toEqual([]);
  });

  it('may have white space around it', async () => {
    const environment = {
      ALIBABA_CLOUD_ACCESS_KEY_ID: ' LTAI5t\r\n',
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: '\uFEFFa+/b=\n',
      ALIBABA_CLOUD_SECURITY_TOKEN: '\n',
    };
    expect(await faultsOf({ type: 'default' }, environment)).toEqual([]);
  });
});

describe('the name of a session', () => {
  it.each([
    ['a', 'a length of 1'],
    ['x'.repeat(65), 'a length of 65'],
    ['my pod', '" "'],
    ['pod/7', '"/"'],
    ['pöd', '"ö"'],
    ['pod\u009b7', String.raw`"\u009b"`],
  ])('%j ends the start', async (name, found) => {
    const environment = { ...RRSA, [SESSION_NAME]: name };
    expect(await faultsOf({ type: 'default' }, environment)).toEqual([sessionNameFault(found)]);
  });

  it.each(['ab', 'x'.repeat(64), 'pod-1.eu@acme_vpn', ' pod-1\n', '  '])(
    '%j does not',
    async (name) => {
      const environment = { ...RRSA, [SESSION_NAME]: name };
      expect(await faultsOf({ type: 'default' }, environment)).toEqual([]);
    },
  );

  it.each<[string, object, Variables]>([
    ['an access key in variables comes first', { type: 'default' }, { ...RRSA, ...KEY }],
    ['RRSA is not set up', { type: 'default' }, {}],
    ['the configuration has the key', STATIC, RRSA],
    ['the configuration has the name', OIDC, RRSA],
  ])('does not matter where %s', async (_name, credentials, environment) => {
    expect(await faultsOf(credentials, { ...environment, [SESSION_NAME]: '?' })).toEqual([]);
  });
});

describe('the address of STS', () => {
  it.each([
    ['https://sts.aliyuncs.com/v1', 'a path'],
    ['sts.aliyuncs.com/v1', 'a path'],
    ['https://alice:hunter2@sts.aliyuncs.com', 'a user or password'],
    ['alice:hunter2@sts.aliyuncs.com', 'a user or password'],
    ['https://sts.aliyuncs.com?token=hunter2', 'a query or fragment'],
    ['sts.aliyuncs.com#hunter2', 'a query or fragment'],
    ['ftp://sts.aliyuncs.com', 'another scheme'],
    ['http://sts.aliyuncs.com', 'http to another machine'],
    ['sts.aliyuncs.com:99999', 'something else'],
    ['two words', 'something else'],
  ])('%j ends the start', async (address, found) => {
    expect(await faultsOf(ROLE, { [STS_ENDPOINT]: address })).toEqual([stsFault(found)]);
  });

  it.each([
    'sts.aliyuncs.com',
    'sts.aliyuncs.com:443',
    'https://sts.aliyuncs.com/',
    'http://127.0.0.1:8080',
    'http://[::1]:8080',
    '',
  ])('%j does not', async (address) => {
    expect(await faultsOf(ROLE, { [STS_ENDPOINT]: address })).toEqual([]);
  });

  it('made from a region that is none ends the start', async () => {
    expect(await faultsOf(ROLE, { [STS_REGION]: 'cn-hangzhou/x' })).toEqual([
      `${STS_REGION}: expected a region id such as cn-hangzhou, or the variable unset, found a path`,
    ]);
  });

  it.each<[string, object]>([
    ['a role', ROLE],
    ['a role behind one with an address of its own', { ...ROLE, sts_endpoint: 'x', source: ROLE }],
    ['a role with a token', OIDC],
    ['RRSA', { type: 'default' }],
    ['RRSA behind a role', { ...ROLE, sts_endpoint: 'x', source: { type: 'default' } }],
  ])('matters for %s', async (_name, credentials) => {
    const environment = { ...RRSA, [STS_ENDPOINT]: 'https://a:b@c' };
    expect(await faultsOf(credentials, environment)).toEqual([stsFault('a user or password')]);
  });

  it.each<[string, object]>([
    ['a role with an address of its own', { ...ROLE, sts_endpoint: 'x', source: STATIC }],
    ['an access key', STATIC],
    ['the role of an instance', { type: 'ecs_ram_role' }],
  ])('does not matter for %s', async (_name, credentials) => {
    const environment = { ...RRSA, [STS_ENDPOINT]: 'https://a:b@c' };
    expect(await faultsOf(credentials, environment)).toEqual([]);
  });
});

describe('wrong variables', () => {
  const environment = { ...RRSA, [SESSION_NAME]: '?', [STS_ENDPOINT]: 'ftp://x' };
  const faults = [sessionNameFault('"?"'), stsFault('another scheme')];

  it('are all told, without a file, too', async () => {
    const source = { kind: 'regions', regions: ['cn-hangzhou'] } as const;
    await expect(openSettings(source, environment, new FakeClock())).rejects.toThrow(
      faults.join('\n'),
    );
  });

  it('refuse a reload that comes to need them', async () => {
    const settings = await open(STATIC, environment);
    folder.write('exporter.yml', 'accounts: [{name: a, regions: [cn-hangzhou]}]\n');
    await expect(settings.reload()).rejects.toThrow(faults.join('\n'));
  });
});
