/** The identity services of a test, on loopback, with everything closed at the end of each test. */

import { afterEach } from '@jest/globals';
import type { Clock } from '../../../../src/model/clock.ts';
import { Issuer, type IssuedSession } from '../../../support/identity/issuer.ts';
import { startMetadata } from '../../../support/identity/metadata.ts';
import { startSessionEndpoint } from '../../../support/identity/session-endpoint.ts';
import type { IdentityServer, ListenOptions } from '../../../support/identity/server.ts';
import { startSts, type SimulatedRole } from '../../../support/identity/sts.ts';

export const ROLE = 'acs:ram::1234567890123456:role/vpn-reader';
export const PROVIDER_ARN = 'acs:ram::1234567890123456:oidc-provider/ack-rrsa-c1';
const HOUR = 3_600_000;

const open: IdentityServer[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

export function kept<Server extends IdentityServer>(server: Server): Server {
  open.push(server);
  return server;
}

/** STS with one long-lived key, `hub-key`, and the given roles. */
export async function sts(
  clock: Pick<Clock, 'now'>,
  options: {
    readonly roles?: Readonly<Record<string, SimulatedRole>>;
    readonly issuer?: Issuer;
    readonly keys?: () => Readonly<Record<string, string>>;
    readonly listen?: ListenOptions;
  } = {},
) {
  const keys = options.keys ?? (() => ({ 'hub-key': 'hub-secret' }));
  const issuer = options.issuer ?? new Issuer(clock);
  return kept(
    await startSts({ keys, roles: options.roles ?? { [ROLE]: {} }, issuer }, options.listen),
  );
}

/** The metadata service of an instance with role `node-role`, whose session lasts for six hours. */
export async function metadata(
  clock: Pick<Clock, 'now'>,
  options: {
    readonly requiresToken?: boolean;
    readonly roleName?: () => string | undefined;
    readonly session?: () => IssuedSession;
  } = {},
) {
  const session = new Issuer(clock).issue('node', 6 * HOUR);
  return kept(
    await startMetadata({
      roleName: options.roleName ?? (() => 'node-role'),
      session: options.session ?? (() => session),
      requiresToken: options.requiresToken ?? true,
    }),
  );
}

/** An endpoint that hands out a new session for an hour each time. */
export async function endpoint(clock: Pick<Clock, 'now'>) {
  const issuer = new Issuer(clock);
  return kept(await startSessionEndpoint(() => issuer.issue('uri', HOUR)));
}
