/** The metric of the connections that ought to exist. */

import { familyOf, type Family } from '../../model/family.ts';

/** One expected connection. */
export interface ExpectedSubject {
  readonly account: string;
  readonly vpnConnectionId: string;
  /** Undefined while no region shows it and one that cannot be seen now may have it. */
  readonly found: boolean | undefined;
}

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
