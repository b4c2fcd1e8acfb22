import { afterEach, describe, expect, it } from '@jest/globals';
import { Issuer } from './issuer.ts';
import { startMetadata } from './metadata.ts';
import { rpcSignature } from './rpc-signature.ts';
import type { IdentityServer } from './server.ts';
import { startSessionEndpoint } from './session-endpoint.ts';
import { startSts } from './sts.ts';

const ROLE = 'acs:ram::1:role/r';
const open: IdentityServer[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

function world() {
  const time = { now: 0 };
  return { time, issuer: new Issuer({ now: () => time.now }) };
}

async function sts() {
  const { time, issuer } = world();
  const roles = {
    [ROLE]: {},
    'acs:ram::1:role/trusting': { trusts: ['other-key'] },
    'acs:ram::1:role/external': { externalId: '7' },
    'acs:ram::1:role/pod': { oidc: { providerArn: 'arn', tokens: () => ['jwt'] } },
  };
  const server = await startSts({ keys: () => ({ key: 'secret' }), roles, issuer });
  open.push(server);
  return { time, issuer, server };
}

type Fields = Readonly<Record<string, string>>;

async function call(server: IdentityServer, query: Fields, form: Fields, secret = 'secret') {
  const Signature = rpcSignature('POST', { ...query, ...form }, secret);
  const url = `${server.origin}/?${new URLSearchParams({ ...query, Signature }).toString()}`;
  const answer = await fetch(url, { method: 'POST', body: new URLSearchParams(form) });
  const body = JSON.parse(await answer.text());
  return { status: answer.status, code: body.Code, session: body.Credentials };
}

const query = { Action: 'AssumeRole', AccessKeyId: 'key' };
const form = { RoleArn: ROLE, RoleSessionName: 'name' };

describe('the simulated STS', () => {
  it('hands out a session that ends on its clock', async () => {
    const { server, issuer, time } = await sts();
    const { status, session } = await call(server, query, { ...form, DurationSeconds: '900' });
    expect(status).toBe(200);
    expect(session).toEqual({
      AccessKeyId: 'STS.name-1',
      AccessKeySecret: 'secret-of-name-1',
      SecurityToken: 'token-of-name-1',
      Expiration: '1970-01-01T00:15:00Z',
    });
    const [issued] = server.issued;
    time.now = 899_999;
    expect(issuer.hasEnded(issued!)).toBe(false);
    time.now = 900_000;
    expect(issuer.hasEnded(issued!)).toBe(true);
  });

  it.each<[string, Fields, Fields, string, number, string]>([
    ['an unknown key', { AccessKeyId: 'x' }, {}, 'secret', 404, 'InvalidAccessKeyId.NotFound'],
    ['an inherited name', { AccessKeyId: 'toString' }, {}, 's', 404, 'InvalidAccessKeyId.NotFound'],
    ['a wrong secret', {}, {}, 'wrong', 400, 'SignatureDoesNotMatch'],
    ['an unknown role', {}, { RoleArn: 'x' }, 'secret', 404, 'EntityNotExist.Role'],
    ['an unknown action', { Action: 'x' }, {}, 'secret', 404, 'InvalidAction.NotFound'],
    [
      'a short session',
      {},
      { DurationSeconds: '899' },
      'secret',
      400,
      'InvalidParameter.DurationSeconds',
    ],
    [
      'a long session',
      {},
      { DurationSeconds: '43201' },
      'secret',
      400,
      'InvalidParameter.DurationSeconds',
    ],
    [
      'a caller that is not trusted',
      {},
      { RoleArn: 'acs:ram::1:role/trusting' },
      'secret',
      403,
      'NoPermission',
    ],
    ['no external id', {}, { RoleArn: 'acs:ram::1:role/external' }, 'secret', 403, 'NoPermission'],
    ['an external id nobody asked for', {}, { ExternalId: '7' }, 'secret', 403, 'NoPermission'],
  ])('refuses %s', async (_what, queryChange, formChange, secret, status, code) => {
    const { server } = await sts();
    const answer = await call(
      server,
      { ...query, ...queryChange },
      { ...form, ...formChange },
      secret,
    );
    expect(answer).toMatchObject({ status, code });
    expect(server.issued).toHaveLength(0);
  });

  it.each([
    [{}, 0, 400, 'MissingSecurityToken'],
    [{ SecurityToken: 'x' }, 0, 400, 'InvalidSecurityToken.Malformed'],
    [{ SecurityToken: 'token-of-hub-1' }, 60_000, 403, 'InvalidSecurityToken.Expired'],
    [{ SecurityToken: 'token-of-hub-1' }, 59_999, 200, undefined],
  ])('of a session with %o at %i ms answers %i %s', async (token, now, status, code) => {
    const { server, issuer, time } = await sts();
    const hub = issuer.issue('hub', 60_000);
    time.now = now;
    const caller = { ...query, AccessKeyId: hub.accessKeyId, ...token };
    expect(await call(server, caller, form, hub.accessKeySecret)).toMatchObject({ status, code });
  });

  it.each([
    ['arn', 'jwt', 200, undefined],
    ['other', 'jwt', 401, 'AuthenticationFail.NoPermission'],
    ['arn', 'other', 401, 'AuthenticationFail.OIDCToken.Expired'],
  ])('of an OIDC provider %s and a token %s answers %i %s', async (arn, token, status, code) => {
    const { server } = await sts();
    const fields = { RoleArn: 'acs:ram::1:role/pod', OIDCProviderArn: arn, OIDCToken: token };
    const answer = await call(server, { Action: 'AssumeRoleWithOIDC' }, fields);
    expect(answer).toMatchObject({ status, code });
  });
});

describe('the simulated metadata service', () => {
  const ROLES = '/latest/meta-data/ram/security-credentials/';

  async function instance(roleName: string | undefined, requiresToken: boolean) {
    const { issuer } = world();
    const session = issuer.issue('node', 60_000);
    const server = await startMetadata({
      roleName: () => roleName,
      session: () => session,
      requiresToken,
    });
    open.push(server);
    const text = async (path: string, init?: RequestInit) => {
      const answer = await fetch(`${server.origin}${path}`, init);
      return `${answer.status} ${await answer.text()}`;
    };
    return { text };
  }

  const ttl = { 'x-aliyun-ecs-metadata-token-ttl-seconds': '60' };

  it('gives tokens, the name of the role and its session', async () => {
    const { text } = await instance('role', true);
    const token = await text('/latest/api/token', { method: 'PUT', headers: ttl });
    const headers = { 'x-aliyun-ecs-metadata-token': token.slice(4) };
    expect(await text(ROLES, { headers })).toBe('200 role');
    expect(await text(`${ROLES}role`, { headers })).toContain('"Code":"Success"');
    expect(await text(`${ROLES}other`, { headers })).toBe('404 ');
  });

  it('wants a PUT with a time to live for a token', async () => {
    const { text } = await instance('role', true);
    expect(await text('/latest/api/token')).toBe('405 ');
    expect(await text('/latest/api/token', { method: 'PUT' })).toBe('405 ');
  });

  it('wants a token only where it is told to', async () => {
    expect(await (await instance('role', true)).text(ROLES)).toBe('403 ');
    expect(await (await instance('role', false)).text(ROLES)).toBe('200 role');
  });

  it('has nothing where no role is attached', async () => {
    const { text } = await instance(undefined, false);
    expect(await text(ROLES)).toBe('404 ');
    expect(await text(`${ROLES}undefined`)).toBe('404 ');
  });
});

describe('the simulated credentials endpoint', () => {
  it('answers a GET with a session, and as it is told to', async () => {
    const { issuer } = world();
    const server = await startSessionEndpoint(() => issuer.issue('uri', 60_000));
    open.push(server);
    expect(await (await fetch(server.origin)).json()).toMatchObject({ AccessKeyId: 'STS.uri-1' });
    expect((await fetch(server.origin, { method: 'POST' })).status).toBe(405);
    server.behave({ kind: 'reply', reply: { status: 500, body: 'no', type: 'text/plain' } });
    expect(await (await fetch(server.origin)).text()).toBe('no');
    server.behave({ kind: 'reset' });
    await expect(fetch(server.origin)).rejects.toThrow('fetch failed');
    server.behave({ kind: 'answer' });
    expect(await (await fetch(server.origin)).json()).toMatchObject({ AccessKeyId: 'STS.uri-2' });
    expect(server.calls).toHaveLength(5);
  });
});
