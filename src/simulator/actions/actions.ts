/** The actions the simulator knows, by name. */

import type { Action } from './action.ts';
import { describeCustomerGateways } from './describe-customer-gateways.ts';
import { describeMetricLast } from './describe-metric-last.ts';
import { describeMetricMetaList } from './describe-metric-meta-list.ts';
import { describeRegions } from './describe-regions.ts';
import { describeVcoRouteEntries } from './describe-vco-route-entries.ts';
import { describeVpnConnections } from './describe-vpn-connections.ts';
import { describeVpnGateways } from './describe-vpn-gateways.ts';
import { describeVpnRouteEntries } from './describe-vpn-route-entries.ts';
import { diagnoseVpnConnections } from './diagnose-vpn-connections.ts';

/** Action name to action. */
export const ACTIONS: ReadonlyMap<string, Action> = new Map([
  ['DescribeRegions', describeRegions],
  ['DescribeVpnConnections', describeVpnConnections],
  ['DescribeVpnGateways', describeVpnGateways],
  ['DescribeCustomerGateways', describeCustomerGateways],
  ['DiagnoseVpnConnections', diagnoseVpnConnections],
  ['DescribeVcoRouteEntries', describeVcoRouteEntries],
  ['DescribeVpnRouteEntries', describeVpnRouteEntries],
  ['DescribeMetricLast', describeMetricLast],
  ['DescribeMetricMetaList', describeMetricMetaList],
]);
