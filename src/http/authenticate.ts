/** The middleware that asks for a login where the web configuration has users. */

import type { RequestHandler } from 'express';
import type { Authenticator } from './auth/authenticator.ts';
import { clientOf } from './client.ts';
import type { Refusals } from './refusals.ts';
import { reply } from './reply.ts';
import type { WebConfig } from './web-config/web-config.ts';

const CHALLENGE = {
  'WWW-Authenticate': 'Basic realm="alicloud-vpn-exporter", charset="UTF-8"',
};

/** Lets requests pass that carry the login of a user. */
export function authenticate(options: {
  readonly webConfig: () => WebConfig;
  readonly authenticator: Authenticator;
  readonly refusals: Refusals;
}): RequestHandler {
  const { webConfig, authenticator, refusals } = options;
  return async (request, response, next) => {
    const { authorization } = request.headers;
    const verdict = await authenticator.judge(webConfig().users, authorization, {
      client: clientOf(request.socket.remoteAddress),
      isGone: () => response.destroyed || request.socket.destroyed,
    });
    if (verdict === 'accepted') next();
    else if (verdict === 'busy') {
      refusals.answer(response, 503, 'too many logins at once', { 'Retry-After': 1 });
    } else if (authorization === undefined) {
      // How every browser begins: nothing to tell of.
      reply(response, 401, 'unauthorised', CHALLENGE);
    } else refusals.answer(response, 401, 'unauthorised', CHALLENGE);
  };
}
