/** DescribeMetricMetaList of CloudMonitor: dimensions, statistics and unit of each metric. */

import { metaOf, METRICS } from '../cloudmonitor/metrics.ts';
import type { JsonObject } from '../json.ts';
import type { ScenarioAccount } from '../scenario.ts';
import type { Action } from './action.ts';

const VERSION = '2019-01-01';
const DEFAULT_PAGE_SIZE = 30;

/** What the scenario says wins; a metric that it says null of is not listed. */
function metasOf({ cloudMonitor }: ScenarioAccount): readonly JsonObject[] {
  return Object.entries(METRICS).flatMap(([name, metric]) => {
    const own = cloudMonitor.metas[name];
    return own === null ? [] : [{ ...metaOf(name, metric), ...own }];
  });
}

export const describeMetricMetaList: Action = {
  version: VERSION,
  scope: 'account',
  run: ({ params, account }) => {
    const size = Number(params.get('PageSize') ?? DEFAULT_PAGE_SIZE);
    const number = Number(params.get('PageNumber') ?? 1);
    const metas = params.get('Namespace') === 'acs_vpn' ? metasOf(account) : [];
    return {
      Success: true,
      Code: 200,
      TotalCount: String(metas.length),
      Resources: { Resource: metas.slice((number - 1) * size, number * size) },
    };
  },
};
