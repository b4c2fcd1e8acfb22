/** An endpoint for credentials of type `credentials_uri`. */

import { sessionFields, type IssuedSession } from './issuer.ts';
import { startIdentityServer, type IdentityServer, type ListenOptions } from './server.ts';

/** Starts an endpoint that answers every GET with a session. */
export function startSessionEndpoint(
  session: () => IssuedSession,
  options?: ListenOptions,
): Promise<IdentityServer> {
  return startIdentityServer(({ method }) => {
    if (method !== 'GET') return { status: 405, body: '{}' };
    return { status: 200, body: JSON.stringify({ Code: 'Success', ...sessionFields(session()) }) };
  }, options);
}
