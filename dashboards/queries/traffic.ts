/** What passes through connections. */

import { CONNECTION, TUNNEL, type Select } from './promql.ts';

/** Bytes per second of each connection: its own, where CloudMonitor reports it, else those of its tunnels together. */
export function traffic(select: Select, direction: 'receive' | 'transmit'): string {
  const own = select(`alicloud_vpn_connection_${direction}_bytes_per_second`);
  const tunnels = select(`alicloud_vpn_tunnel_${direction}_bytes_per_second`);
  return `(max by (${CONNECTION}) (${own}) or sum by (${CONNECTION}) (max by (${TUNNEL}) (${tunnels})))`;
}
