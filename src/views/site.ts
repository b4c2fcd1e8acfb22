/** Where connections lead to: name and address of the peer, from its customer gateway. */

import type { CustomerGateway } from '../collectors/customer-gateways/item.ts';
import type { CollectorState } from '../polling/state.ts';

/** What is known of the customer gateways of a target; undefined where the collector does not run. */
export type Sites = CollectorState<CustomerGateway> | undefined;

/** `NAME (ADDRESS)`, or the one of them that is known; '' for nothing. */
export function siteText(sites: Sites, customerGatewayId: string): string {
  const { name = '', ipAddress = '' } = sites?.entries.get(customerGatewayId)?.item ?? {};
  return name === '' || ipAddress === '' ? name || ipAddress : `${name} (${ipAddress})`;
}
