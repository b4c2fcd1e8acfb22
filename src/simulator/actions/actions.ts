/** The actions the simulator knows, by name. */

import type { Action } from './action.ts';
import { describeMetricLast, describeMetricMetaList } from './cloudmonitor.ts';
import { diagnoseVpnConnections } from './diagnose.ts';
import { LISTS } from './lists.ts';
import { describeVcoRouteEntries, describeVpnRouteEntries } from './routes.ts';

/** Regions that the central endpoint serves. */
const CENTRAL = new Set(['cn-hangzhou', 'cn-shanghai-finance-1', 'cn-shenzhen-finance-1']);

/** Every region of the account, refused ones included; it needs no permission and has no pages. */
const describeRegions: Action = {
  notes: 'every region of the account, refused ones included',
  scope: 'account',
  run: ({ account }) => {
    const ids = [...Object.keys(account.regions), ...account.refusedRegions].toSorted();
    const regions = ids.map((id) => ({
      RegionId: id,
      LocalName: id,
      RegionEndpoint: CENTRAL.has(id) ? 'vpc.aliyuncs.com' : `vpc.${id}.aliyuncs.com`,
    }));
    return { Regions: { Region: regions } };
  },
};

/** Action name to action. */
export const ACTIONS: ReadonlyMap<string, Action> = new Map(
  Object.entries({
    DescribeRegions: describeRegions,
    ...LISTS,
    DiagnoseVpnConnections: diagnoseVpnConnections,
    DescribeVcoRouteEntries: describeVcoRouteEntries,
    DescribeVpnRouteEntries: describeVpnRouteEntries,
    DescribeMetricLast: describeMetricLast,
    DescribeMetricMetaList: describeMetricMetaList,
  }),
);
