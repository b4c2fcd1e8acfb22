/** What passes through connections. */

import type { Select } from './promql.ts';

/** A direction, as the cloud's side counts it. */
export type Direction = 'receive' | 'transmit';

/** Bytes per second of each connection. */
export function traffic(select: Select, direction: Direction): string {
  return select('alicloud_vpn:connection:traffic', `direction="${direction}"`);
}

/** Bytes per second of each tunnel. */
export function tunnelTraffic(select: Select, direction: Direction): string {
  return select('alicloud_vpn:tunnel:traffic', `direction="${direction}"`);
}
