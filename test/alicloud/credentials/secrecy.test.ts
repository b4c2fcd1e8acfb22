import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { createCredentialSource } from '../../../src/alicloud/credentials/source.ts';
import type { CredentialsConfig } from '../../../src/model/account.ts';
import type { Secret } from '../../../src/model/secret.ts';
import type { Behaviour, IdentityServer } from '../../support/identity/server.ts';
import { fixture, get, offEcs, settle, value, USER } from './support/fixture.ts';
import { CLI_FILE, cliFile, home, PROFILE_FILE } from './support/home.ts';
import { endpoint, PROVIDER_ARN, ROLE } from './support/services.ts';

/** In every secret of every type, and in everything that the services answer. */
const CANARY = 'CANARY0f1e2d';

const role = { roleArn: ROLE, roleSessionName: 'exporter', sessionDurationMs: 3_600_000 };
const key = {
  accessKeyId: value(`LTAI${CANARY}`),
  accessKeySecret: value(`secret${CANARY}`),
};

/** Every type, with secrets that must not be seen, asking one server. */
async function configs(origin: string): Promise<readonly (readonly [CredentialsConfig, string])[]> {
  const folder = await home({
    token: `eyJ${CANARY}`,
    [`ini/${PROFILE_FILE}`]: `[default]\ntype=ram_role_arn\naccess_key_id=LTAI${CANARY}\naccess_key_secret=s${CANARY}\nrole_arn=${ROLE}\npolicy=${CANARY}`,
    [`cli/${CLI_FILE}`]: cliFile({
      name: 'default',
      mode: 'RamRoleArn',
      access_key_id: `LTAI${CANARY}`,
      access_key_secret: `s${CANARY}`,
      ram_role_arn: ROLE,
    }),
    [`broken/${CLI_FILE}`]: `{"access_key_secret": "${CANARY}"`,
  });
  const [access, sts]: readonly CredentialsConfig[] = [
    { type: 'access_key', ...key },
    { type: 'sts', ...key, securityToken: value(`token${CANARY}`) },
  ];
  const assume = { ...role, stsEndpoint: origin };
  return [
    [access!, ''],
    [sts!, ''],
    [{ type: 'ram_role_arn', ...assume, externalId: CANARY, source: sts! }, ''],
    [
      {
        type: 'oidc_role_arn',
        ...assume,
        oidcProviderArn: PROVIDER_ARN,
        oidcTokenFile: `${folder}/token`,
      },
      '',
    ],
    [{ type: 'ecs_ram_role', roleName: undefined }, ''],
    [{ type: 'credentials_uri', uri: `${origin}/${CANARY}?t=${CANARY}` }, ''],
    [{ type: 'default' }, `${folder}/ini`],
    [{ type: 'default' }, `${folder}/cli`],
    [{ type: 'default' }, `${folder}/broken`],
  ];
}

const leak = JSON.stringify({
  RequestId: CANARY,
  Code: CANARY,
  Message: `server string to sign is: POST&%2F&SecurityToken%3D${CANARY}`,
  AccessKeyId: `LTAI${CANARY}`,
  AccessKeySecret: CANARY,
});

const BEHAVIOURS: readonly (readonly [string, Behaviour])[] = [
  ['refuses', { kind: 'reply', reply: { status: 403, body: leak } }],
  ['is out of order', { kind: 'reply', reply: { status: 503, body: leak } }],
  ['answers something else', { kind: 'reply', reply: { status: 200, body: leak } }],
  ['answers garbage', { kind: 'reply', reply: { status: 200, body: `${CANARY}<` } }],
  ['breaks off', { kind: 'reset' }],
  ['hangs', { kind: 'hang' }],
];

/** All that can be seen of one use of a source. */
async function seen(
  config: CredentialsConfig,
  HOME: string,
  server: IdentityServer,
): Promise<string> {
  const toServer: typeof offEcs = (request, signal) =>
    offEcs({ ...request, url: `${server.origin}${new URL(request.url).search}` }, signal);
  const deps = fixture({ env: { HOME }, transport: toServer });
  const source = createCredentialSource(config, deps);
  const outcomes: unknown[] = [];
  const done = get(source).then(
    (credential) => {
      source.reject(credential, USER);
      outcomes.push(credential);
    },
    (error: unknown) => {
      outcomes.push(error);
    },
  );
  while (outcomes.length === 0) {
    await settle();
    deps.clock.pass(1_000);
  }
  await done;
  const [outcome] = outcomes;
  const all = { outcome, source, lines: deps.log.lines };
  const text = outcome instanceof Error ? `${outcome.message} ${outcome.stack}` : '';
  return `${inspect(all, { depth: 20, showHidden: false })} ${JSON.stringify(all)} ${text}`;
}

describe('secrets', () => {
  it.each(BEHAVIOURS)('are not seen when the service %s', async (_what, behaviour) => {
    const server = await endpoint(fixture().clock);
    server.behave(behaviour);
    for (const [config, HOME] of await configs(server.origin)) {
      const text = await seen(config, HOME, server);
      expect(text).not.toContain(CANARY);
      expect(text).toContain('Session');
    }
  });

  it('are not seen when reading them fails', async () => {
    const deps = {
      ...fixture(),
      readSecret: () => Promise.reject<Secret>(new Error(`in ${CANARY}`)),
    };
    const source = createCredentialSource({ type: 'access_key', ...key }, deps);
    const error: unknown = await get(source).catch((reason: unknown) => reason);
    expect(inspect({ error, source, lines: deps.log.lines }, { depth: 20 })).not.toContain(CANARY);
  });

  it('are really there', async () => {
    const source = createCredentialSource({ type: 'access_key', ...key }, fixture());
    expect((await get(source)).accessKeySecret).toContain(CANARY);
  });
});
