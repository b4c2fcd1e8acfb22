/** What the dashboard of the exporter asks for in several places. */

import { ofExporter, ofProcess } from '../queries/promql.ts';

export const TARGET_UP = ofExporter('alicloud_vpn_target_up');
export const POLLS = ofExporter('alicloud_vpn_exporter_polls_total');
export const FAILURES = ofExporter('alicloud_vpn_exporter_poll_failures_total');
export const REQUESTS = ofExporter('alicloud_vpn_exporter_api_requests_total');
export const BUILD = ofProcess('alicloud_vpn_exporter_build_info');

/** Shortest step of rates: polls are a minute apart, and the range has to hold some of them. */
export const STEP = '1m';

/** Keeps the series of the exporter's own processes: others have metrics of these names too. */
export function ofExporters(expr: string): string {
  return `(${expr}) and on (cluster, job, instance) ${BUILD}`;
}

/** What counters that begin with the first event count; a line at 0 called "none" while there is none. */
export function orNone(label: string, expr: string): string {
  const none = `label_replace(0 * count(${BUILD}), "${label}", "none", "", "")`;
  return `(${expr}) or (${none} unless on () (${expr}))`;
}
