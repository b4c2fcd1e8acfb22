/** What can be wrong, as PromQL: each condition has one series for each thing it is true of. */

import { CONNECTION, GATEWAY, ofAccount, ofJob, REGION, TARGET, type Select } from './promql.ts';

/** Connections with one of these problems, as the alert rules see it: held while nobody can look. */
export function having(select: Select, ...problems: readonly string[]): string {
  const since = select('alicloud_vpn:problem:since', `problem=~"${problems.join('|')}"`);
  return `group by (${CONNECTION}) (${since})`;
}

/** Connections that look healthy and are not: those that page. */
export function greyFailure(select: Select): string {
  return having(select, 'bgp', 'health_check');
}

/** Regions whose connections nobody can read at present. */
export function unreadable(select: Select): string {
  return `${select('alicloud_vpn:region:readable')} == 0`;
}

/** Other collectors whose last poll failed. */
export function collectorFails(select: Select): string {
  return `max by (${TARGET}) (${select('alicloud_vpn_target_up', 'collector!="connections"')}) == 0`;
}

/** Connections of expected_connections that do not exist; they have no region. */
export const expectedMissing = `max by (cluster, job, account, vpn_connection_id) (${ofAccount('alicloud_vpn_connection_expected')}) == 0`;

/** Gateways with a problem. Value: since when. */
export function gatewayProblem(select: Select, problem: 'locked' | 'status'): string {
  return select('alicloud_vpn:gateway_problem:since', `problem="${problem}"`);
}

/** Gateways whose subscription ends, without a booked renewal, between these days from now. */
export function expiresWithin(select: Select, from: number, to: number): string {
  const seconds = select('alicloud_vpn:gateway:expires_in_seconds');
  const below = `${seconds} <= ${to} * 86400`;
  return from === -Infinity ? below : `(${below}) > ${from} * 86400`;
}

/** Seconds until the subscription of a gateway ends, negative afterwards. */
export function gatewayExpiry(select: Select): string {
  return `${select('alicloud_vpn:gateway:expiration')} - time()`;
}

/** Gateways that are locked, or whose subscription has ended or soon will. */
export function gatewayAtRisk(select: Select): string {
  const ends = expiresWithin(select, -Infinity, 30);
  return `group by (${GATEWAY}) ((${gatewayProblem(select, 'locked')}) or (${ends}))`;
}

/** Seconds since the last complete poll, per collector; none for what has never succeeded. */
export function dataAge(select: Select, ...matchers: readonly string[]): string {
  const time = select('alicloud_vpn_target_last_success_timestamp_seconds', ...matchers);
  return `time() - (max by (${TARGET}) (${time}) > 0)`;
}

/** Regions whose connections are older than the exporter shows them for. */
export function stale(select: Select): string {
  const age = `min by (${REGION}) (${select('alicloud_vpn:target:age_seconds')})`;
  const limit = ofJob('alicloud_vpn_exporter_stale_after_seconds', 'collector="connections"');
  return `${age} > on (cluster, job) group_left () max by (cluster, job) (${limit})`;
}

/** Collectors with rows that cannot be decoded. */
export function rejected(select: Select): string {
  return `max by (${TARGET}) (${select('alicloud_vpn_target_rejected_rows')}) > 0`;
}

/** Collectors that are shown another number of resources than there are. */
export function hidden(select: Select): string {
  const shown = select('alicloud_vpn_target_resources');
  const reported = select('alicloud_vpn_target_reported_resources');
  return `max by (${TARGET}) (${reported} != ${shown})`;
}

/** Exporters that Prometheus cannot scrape, by whether others of the job poll what they polled. */
export function exporterUnreachable(which: 'only' | 'one of several'): string {
  const down = `${ofJob('alicloud_vpn:exporter:up')} == 0`;
  const others = `max by (cluster, job) (${ofJob('alicloud_vpn:exporter:up')}) == 1`;
  const uncovered = ofJob('alicloud_vpn:exporter:uncovered');
  const replica = `(${down} unless on (cluster, job, instance) ${uncovered} and on (cluster, job) ${others})`;
  return which === 'only' ? `${down} unless ${replica}` : replica;
}

/** No exporter is scraped at all. */
export const exporterMissing = `absent(${ofJob('alicloud_vpn_exporter_build_info')})`;

/** Prometheus does not evaluate the alert rules that this reads, or its data source lacks what they record. */
export const rulesMissing = 'absent(ALERTS{alertname="AlicloudVpnWatchdog"})';

/** Nothing was ever polled of what the reader has chosen: an empty table would look like health. */
export function nothingKnown(select: Select): string {
  return `vector(1) unless on () group(${select('alicloud_vpn_target_up')})`;
}
