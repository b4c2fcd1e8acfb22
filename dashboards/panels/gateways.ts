/** The table of VPN gateways, which two dashboards show. */

import {
  BILLING_NAMES,
  gatewayBilling,
  gatewayStatus,
  GATEWAY_STATUS_NAMES,
} from '../queries/phases.ts';
import { gatewayExpiry } from '../queries/conditions.ts';
import { GATEWAY, keyed, ofRegion, one, withKey } from '../queries/promql.ts';
import { table } from '../kit/table.ts';
import { EXPIRY } from '../kit/thresholds.ts';

/** What differs between the dashboards. */
export interface GatewayTable {
  readonly title: string;
  readonly description: string;
  /** Limits the gateways to those of a vector with the labels of a gateway; left out: all. */
  readonly among?: string;
  readonly nothing: string;
}

/** Makes the panel. */
export function gatewayTable({ title, description, among, nothing }: GatewayTable) {
  const limited = (expr: string): string =>
    among === undefined ? expr : `(${expr}) and on (${GATEWAY}) ${among}`;
  return table({
    title,
    description,
    queries: [
      withKey(GATEWAY, limited(one(GATEWAY, ofRegion('alicloud_vpn_gateway_info')))),
      keyed(GATEWAY, limited(gatewayStatus(ofRegion, GATEWAY))),
      keyed(GATEWAY, limited(gatewayBilling(ofRegion, GATEWAY))),
      keyed(GATEWAY, limited(gatewayExpiry(ofRegion))),
    ],
    columns: [
      { field: 'name', title: 'Name' },
      { field: 'Value #B', title: 'Status', mappings: GATEWAY_STATUS_NAMES, cell: 'filled' },
      { field: 'Value #C', title: 'Billing', mappings: BILLING_NAMES, cell: 'filled' },
      {
        field: 'Value #D',
        title: 'Ends in',
        unit: 'dtdurations',
        decimals: 0,
        steps: EXPIRY,
        cell: 'filled',
        missing: 'pay-as-you-go',
      },
      { field: 'account', title: 'Account' },
      { field: 'region', title: 'Region' },
      { field: 'spec', title: 'Bandwidth' },
      { field: 'gateway_type', title: 'Type' },
      { field: 'charge_type', title: 'Charge type' },
      { field: 'internet_ip', title: 'Internet address' },
      { field: 'vpc_id', title: 'VPC' },
      { field: 'vpn_gateway_id', title: 'Gateway' },
    ],
    width: 24,
    height: 7,
    sort: { by: 'Ends in' },
    nothing,
  });
}
