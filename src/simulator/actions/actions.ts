/** The actions the simulator knows, by name. */

import type { Action } from './action.ts';
import { describeMetricLast } from './describe-metric-last.ts';
import { describeMetricMetaList } from './describe-metric-meta-list.ts';
import { describeRegions } from './describe-regions.ts';
import { describeVcoRouteEntries } from './describe-vco-route-entries.ts';
import { describeVpnConnections } from './describe-vpn-connections.ts';
import { describeVpnGateways } from './describe-vpn-gateways.ts';
import { diagnoseVpnConnections } from './diagnose-vpn-connections.ts';

/** Action name to action. */
export const ACTIONS: ReadonlyMap<string, Action> = new Map([
  ['DescribeRegions', describeRegions],
  ['DescribeVpnConnections', describeVpnConnections],
  ['DescribeVpnGateways', describeVpnGateways],
  ['DiagnoseVpnConnections', diagnoseVpnConnections],
  ['DescribeVcoRouteEntries', describeVcoRouteEntries],
  ['DescribeMetricLast', describeMetricLast],
  ['DescribeMetricMetaList', describeMetricMetaList],
]);
