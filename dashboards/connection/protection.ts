/** How the chosen connections are protected, and which of their choices are weak. */

import type { Row } from '../kit/board.ts';
import { table } from '../kit/table.ts';
import { ANY_IS_DEGRADED } from '../kit/thresholds.ts';
import { keyed, ofConnection, one, TUNNEL, withKey, withName } from '../queries/promql.ts';

/** Of tunnels, and of single-tunnel connections, which have no tunnel_id. */
function either(metric: string): string {
  const tunnel = ofConnection(`alicloud_vpn_tunnel_${metric}`);
  return `(${tunnel} or ${ofConnection(`alicloud_vpn_connection_${metric}`)})`;
}

const WEAK = `max by (${TUNNEL}, parameter) (${either('crypto_weak')})`;
const NEEDS = 'Needs collectors.connections.crypto.';

const algorithms = table({
  title: 'Algorithms',
  description: `How each tunnel, or single-tunnel connection, is set up at Alibaba Cloud, and how many of its choices are weak. ${NEEDS}`,
  queries: [
    withKey(TUNNEL, withName(ofConnection, one(TUNNEL, either('crypto_info')))),
    keyed(TUNNEL, `sum by (${TUNNEL}) (${WEAK})`),
  ],
  columns: [
    { field: 'name', title: 'Name' },
    {
      field: 'Value #B',
      title: 'Weak choices',
      width: 110,
      steps: ANY_IS_DEGRADED,
      cell: 'filled',
    },
    { field: 'ike_version', title: 'IKE', width: 80 },
    { field: 'ike_mode', title: 'Mode', width: 100 },
    { field: 'ike_encryption', title: 'IKE encryption' },
    { field: 'ike_authentication', title: 'IKE authentication' },
    { field: 'ike_dh_group', title: 'IKE DH group' },
    { field: 'ipsec_encryption', title: 'IPsec encryption' },
    { field: 'ipsec_authentication', title: 'IPsec authentication' },
    { field: 'ipsec_dh_group', title: 'IPsec DH group' },
    { field: 'dpd', title: 'DPD', width: 80 },
    { field: 'nat_traversal', title: 'NAT traversal', width: 110 },
    { field: 'tunnel_id', title: 'Tunnel' },
    { field: 'vpn_connection_id', title: 'Connection' },
  ],
  width: 24,
  height: 7,
  sort: { by: 'Weak choices', descending: true },
  nothing: 'Not watched: the collector crypto is off.',
});

const weak = table({
  title: 'Weak choices',
  description: `The parameters of tunnels, or single-tunnel connections, that are weak choices; docs/metrics.md says which values are, and why. ${NEEDS}`,
  queries: [withName(ofConnection, `${WEAK} == 1`)],
  columns: [
    { field: 'name', title: 'Name' },
    { field: 'parameter', title: 'Parameter' },
    { field: 'tunnel_id', title: 'Tunnel' },
    { field: 'vpn_connection_id', title: 'Connection' },
    { field: 'account', title: 'Account' },
    { field: 'region', title: 'Region' },
  ],
  width: 24,
  height: 7,
  sort: { by: 'Name' },
  nothing: 'No choice is weak, or the collector crypto is off.',
});

/** The row. */
export const protection: Row = { title: 'Protection', panels: [algorithms, weak] };
