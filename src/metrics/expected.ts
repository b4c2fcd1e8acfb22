/** The metric of the connections that ought to exist. */

import { familyOf, type Family } from './family.ts';

/** One expected connection. */
export interface ExpectedSubject {
  readonly account: string;
  readonly vpnConnectionId: string;
  /** Undefined while some region of the account cannot be seen and no other region has it. */
  readonly found: boolean | undefined;
}

/** All families of expected connections. */
export const expectedFamilies: readonly Family<ExpectedSubject>[] = [
  familyOf<ExpectedSubject>()({
    name: 'alicloud_vpn_connection_expected',
    type: 'gauge',
    help: 'Whether the connection listed in expected_connections exists (1) or not (0); absent while that cannot be told.',
    labels: ['account', 'vpn_connection_id'],
    samples: ({ account, vpnConnectionId, found }) =>
      found === undefined ? [] : [[Number(found), { account, vpn_connection_id: vpnConnectionId }]],
  }),
];
