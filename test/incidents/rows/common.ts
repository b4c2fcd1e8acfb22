/** Clouds and texts that several incidents have in common. */

import { dual, gateway, REGION, type Cloud, type ConnectionOf } from '../cloud.ts';

/** `office` beside two connections that stay up, so that what happens to it is no larger outage. */
export function officeCloud(options: Parameters<typeof dual>[1] = {}): Cloud {
  return cloudAround(dual('office', { gateway: 'main', ...options }));
}

/** A connection beside two that stay up. */
export function cloudAround(connection: ConnectionOf): Cloud {
  return {
    [REGION]: [gateway('main'), connection, dual('shop', { gateway: 'main' }), dual('warehouse')],
  };
}

/** What must never be said of something that is only not known. */
export const CLAIMS = ['no traffic can pass', 'was deleted'];
