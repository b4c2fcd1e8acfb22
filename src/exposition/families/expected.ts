/** The metric of the connections that ought to exist. */

import type { ExpectedSubject } from '../../views/expected.ts';
import { familyOf, type Family } from '../../model/family.ts';

/** All families of expected connections. */
export const expectedFamilies: readonly Family<ExpectedSubject>[] = [
  familyOf<ExpectedSubject>()({
    name: 'alicloud_vpn_connection_expected',
    type: 'gauge',
    help: 'Whether the connection listed in expected_connections exists (1) or not (0), by VpnConnectionId; absent while that cannot be told.',
    labels: ['account', 'vpn_connection_id'],
    samples: ({ account, vpnConnectionId, found }) =>
      found === undefined ? [] : [[Number(found), { account, vpn_connection_id: vpnConnectionId }]],
  }),
];
