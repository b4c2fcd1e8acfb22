/** The metadata service of an ECS instance: tokens, the name of its role, and the session of that role. */

import { sessionFields, type IssuedSession } from './issuer.ts';
import {
  startIdentityServer,
  type IdentityCall,
  type IdentityServer,
  type ListenOptions,
  type Reply,
} from './server.ts';

/** The instance. */
export interface Instance {
  /** The attached role; undefined when there is none. */
  readonly roleName: () => string | undefined;
  /** The present session of the role, which the platform rotates. */
  readonly session: () => IssuedSession;
  /** Whether calls without a token are refused. */
  readonly requiresToken: boolean;
}

const ROLES = '/latest/meta-data/ram/security-credentials/';
const TOKEN = 'metadata-token';

const text = (status: number, body: string): Reply => ({ status, body, type: 'text/plain' });

function answer(call: IdentityCall, instance: Instance): Reply {
  const { method, url, headers } = call;
  if (url.pathname === '/latest/api/token') {
    const ttl = headers['x-aliyun-ecs-metadata-token-ttl-seconds'];
    return method === 'PUT' && ttl !== undefined ? text(200, TOKEN) : text(405, '');
  }
  const isAllowed = headers['x-aliyun-ecs-metadata-token'] === TOKEN || !instance.requiresToken;
  if (!isAllowed) return text(403, '');
  const roleName = instance.roleName();
  if (roleName === undefined) return text(404, '');
  if (url.pathname === ROLES) return text(200, roleName);
  if (url.pathname !== `${ROLES}${roleName}`) return text(404, '');
  const fields = { ...sessionFields(instance.session()), Code: 'Success' };
  return { status: 200, body: JSON.stringify(fields) };
}

/** Starts a metadata service on a free loopback port; clients look for it at http://100.100.100.200. */
export function startMetadata(
  instance: Instance,
  options?: ListenOptions,
): Promise<IdentityServer> {
  return startIdentityServer((call) => answer(call, instance), options);
}
