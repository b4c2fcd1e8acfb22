/** The security token service, as far as roles are assumed: AssumeRole and AssumeRoleWithOIDC. */

import { sessionFields, type IssuedSession, type Issuer } from './issuer.ts';
import { isSameSignature, rpcSignature } from './rpc-signature.ts';
import {
  startIdentityServer,
  type IdentityCall,
  type IdentityServer,
  type ListenOptions,
  type Reply,
} from './server.ts';

/** A role and who may assume it. */
export interface SimulatedRole {
  readonly externalId?: string;
  /** Ids of the keys that may assume it; undefined means every key that STS knows. */
  readonly trusts?: readonly string[];
  /** The OIDC tokens that may assume it, with the provider they belong to. */
  readonly oidc?: { readonly providerArn: string; readonly tokens: () => readonly string[] };
}

/** What the simulated STS knows. */
export interface StsWorld {
  /** Secrets of long-lived keys by key id. */
  readonly keys: () => Readonly<Record<string, string>>;
  /** Roles by ARN. */
  readonly roles: Readonly<Record<string, SimulatedRole>>;
  /** Hands out the sessions, which STS accepts as callers too; may be shared with other services. */
  readonly issuer: Issuer;
}

/** A running STS, with the sessions it handed out. */
export interface StsServer extends IdentityServer {
  readonly issued: readonly IssuedSession[];
}

/** Ends the work on a call with an error answer. */
class Refusal extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string) {
    super(code);
    this.status = status;
    this.code = code;
  }
}

const REQUEST_ID = '6894B13B-6D71-4EF5-88FA-F32781734A7F';

function errorReply({ status, code }: Refusal, call: IdentityCall): Reply {
  // The real messages quote the caller, down to its session token: so does this one.
  const Message = `refused ${call.url.search} ${call.form.toString()}`;
  return { status, body: JSON.stringify({ RequestId: REQUEST_ID, Code: code, Message }) };
}

/** The secret that must have signed a call. */
function secretOf(query: URLSearchParams, world: StsWorld): string {
  const id = query.get('AccessKeyId') ?? '';
  const token = query.get('SecurityToken');
  const keys = world.keys();
  const session = world.issuer.find(id);
  if (session === undefined) {
    const secret = Object.hasOwn(keys, id) ? keys[id] : undefined;
    if (secret === undefined) throw new Refusal(404, 'InvalidAccessKeyId.NotFound');
    return secret;
  }
  if (token === null) throw new Refusal(400, 'MissingSecurityToken');
  if (token !== session.securityToken) throw new Refusal(400, 'InvalidSecurityToken.Malformed');
  if (world.issuer.hasEnded(session)) throw new Refusal(403, 'InvalidSecurityToken.Expired');
  return session.accessKeySecret;
}

function verifySignature(call: IdentityCall, world: StsWorld): void {
  const { Signature = '', ...parameters } = {
    ...Object.fromEntries(call.url.searchParams),
    ...Object.fromEntries(call.form),
  };
  const expected = rpcSignature(call.method, parameters, secretOf(call.url.searchParams, world));
  if (!isSameSignature(Signature, expected)) throw new Refusal(400, 'SignatureDoesNotMatch');
}

function roleOf(call: IdentityCall, world: StsWorld): SimulatedRole {
  const arn = call.form.get('RoleArn') ?? '';
  const role = Object.hasOwn(world.roles, arn) ? world.roles[arn] : undefined;
  if (role === undefined) throw new Refusal(404, 'EntityNotExist.Role');
  return role;
}

function lifetimeMs(call: IdentityCall): number {
  const seconds = Number(call.form.get('DurationSeconds') ?? '3600');
  if (!(seconds >= 900 && seconds <= 43_200)) {
    throw new Refusal(400, 'InvalidParameter.DurationSeconds');
  }
  return seconds * 1000;
}

function assumeRole(call: IdentityCall, world: StsWorld): void {
  verifySignature(call, world);
  const role = roleOf(call, world);
  const caller = call.url.searchParams.get('AccessKeyId') ?? '';
  const isTrusted = role.trusts?.includes(caller) ?? true;
  const isExternalIdRight = (role.externalId ?? null) === call.form.get('ExternalId');
  if (!isTrusted || !isExternalIdRight) throw new Refusal(403, 'NoPermission');
}

function assumeRoleWithOidc(call: IdentityCall, world: StsWorld): void {
  const { oidc } = roleOf(call, world);
  if (oidc?.providerArn !== call.form.get('OIDCProviderArn')) {
    throw new Refusal(401, 'AuthenticationFail.NoPermission');
  }
  if (!oidc.tokens().includes(call.form.get('OIDCToken') ?? '')) {
    throw new Refusal(401, 'AuthenticationFail.OIDCToken.Expired');
  }
}

const ACTIONS: Readonly<Record<string, (call: IdentityCall, world: StsWorld) => void>> = {
  AssumeRole: assumeRole,
  AssumeRoleWithOIDC: assumeRoleWithOidc,
};

function assume(call: IdentityCall, world: StsWorld): IssuedSession {
  const action = call.url.searchParams.get('Action') ?? '';
  const check = Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined;
  if (call.method !== 'POST' || check === undefined)
    throw new Refusal(404, 'InvalidAction.NotFound');
  check(call, world);
  return world.issuer.issue(call.form.get('RoleSessionName') ?? 'session', lifetimeMs(call));
}

/** Starts an STS on a free loopback port. */
export async function startSts(world: StsWorld, options?: ListenOptions): Promise<StsServer> {
  const issued: IssuedSession[] = [];
  const server = await startIdentityServer((call) => {
    try {
      const session = assume(call, world);
      issued.push(session);
      const body = { RequestId: REQUEST_ID, Credentials: sessionFields(session) };
      return { status: 200, body: JSON.stringify(body) };
    } catch (error) {
      if (error instanceof Refusal) return errorReply(error, call);
      throw error;
    }
  }, options);
  return { ...server, issued };
}
