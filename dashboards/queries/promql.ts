/** The parts that the dashboards' PromQL is made of. */

/** Labels that identify a connection, a tunnel, a gateway and a polled collector. */
export const CONNECTION = 'cluster, job, account, region, vpn_connection_id';
export const TUNNEL = `${CONNECTION}, tunnel_id`;
export const GATEWAY = 'cluster, job, account, region, vpn_gateway_id';
export const REGION = 'cluster, job, account, region';
export const TARGET = `${REGION}, collector`;
export const SITE = 'cluster, job, site';

/** Writes a selector of a metric: what the variables of the dashboard choose, and these matchers. */
export type Select = (metric: string, ...matchers: readonly string[]) => string;

function selecting(...chosen: readonly string[]): Select {
  return (metric, ...matchers) => `${metric}{${[...chosen, ...matchers].join(',')}}`;
}

const JOB_CHOSEN = 'cluster=~"$cluster",job=~"$job"';
const ACCOUNT_CHOSEN = `${JOB_CHOSEN},account=~"$account"`;
const REGION_CHOSEN = 'region=~"$region"';

/** What belongs to the chosen accounts; for series without a region. */
export const ofAccount = selecting(ACCOUNT_CHOSEN);

/** What belongs to the chosen accounts and regions. */
export const ofRegion = selecting(ACCOUNT_CHOSEN, REGION_CHOSEN);

/** What belongs to the chosen connections. */
export const ofConnection = selecting(
  ACCOUNT_CHOSEN,
  REGION_CHOSEN,
  'vpn_connection_id=~"$connection"',
);

/** What the chosen exporters say of the chosen accounts and regions. */
export const ofExporter = selecting('instance=~"$instance"', ACCOUNT_CHOSEN, REGION_CHOSEN);

/** What the chosen exporters say of themselves. */
export const ofProcess = selecting(JOB_CHOSEN, 'instance=~"$instance"');

/** What belongs to the chosen scrape jobs. */
export const ofJob = selecting(JOB_CHOSEN);

/** What belongs to the chosen accounts and regions, or to none: alerts on an exporter have neither. */
export const ofRegionOrNone = selecting(JOB_CHOSEN, 'account=~"|$account"', 'region=~"|$region"');

/** One series per `by` of an info metric, also when several exporters show it, or it changed while Prometheus restarted. */
export function one(by: string, info: string): string {
  return `topk by (${by}) (1, ${info})`;
}

/** Adds name and site of the connection. `select` chooses the same connections as `expr`. */
export function withName(select: Select, expr: string): string {
  const context = one(CONNECTION, select('alicloud_vpn:connection:context'));
  return `(${expr}) * on (${CONNECTION}) group_left (name, site, site_name) ${context}`;
}

/** Adds the reason of one diagnosed failure of the connection; where there is none it stays empty. */
export function withReason(select: Select, expr: string): string {
  const failures = select('alicloud_vpn_tunnel_failure_info');
  const reason = one(CONNECTION, `group by (${CONNECTION}, reason) (${failures})`);
  const unknown = `group by (${CONNECTION}) (${select('alicloud_vpn:connection:context')})`;
  return `(${expr}) * on (${CONNECTION}) group_left (reason) (${reason} or on (${CONNECTION}) ${unknown})`;
}

/** Adds role (of a gateway's connection), tunnel_index (of a transit router's) and the name of the connection. */
export function withTunnelName(select: Select, expr: string): string {
  const info = one(TUNNEL, select('alicloud_vpn_tunnel_info'));
  return withName(select, `(${expr}) * on (${TUNNEL}) group_left (role, tunnel_index) ${info}`);
}

/** The number of series of `expr`; 0 when there is none although `base` has some, nothing when neither has. */
export function countOf(expr: string, base: string): string {
  return `count(${expr}) or 0 * count(${base})`;
}

/**
 * The state of a state set as its number, by its place in `codes`; of exporters that disagree, the lowest. With a
 * `window`, the lowest that was true at any time in it: a panel over weeks shows what lasted for minutes.
 */
export function stateCode(
  select: Select,
  metric: string,
  by: string,
  label: string,
  codes: Readonly<Record<string, number>>,
  window?: string,
): string {
  const terms = Object.entries(codes).map(([state, code]) => {
    const series = select(metric, `${label}="${state}"`);
    const lasted = window === undefined ? series : `max_over_time(${series}[${window}])`;
    return `${code} * (${lasted} == 1)`;
  });
  return `min by (${by}) (${terms.join(' or ')})`;
}

/** All of a step of the panel, and one scrape more, so that neither an outage nor a sample falls between two steps. */
export const STEP_WINDOW = '$__rate_interval';

/** One series per `key`, a label made of the labels `by`, to join tables of several queries on. */
export function keyed(by: string, expr: string): string {
  return `max by (key) (${withKey(by, expr)})`;
}

/** Adds the label that `keyed` makes. */
export function withKey(by: string, expr: string): string {
  const labels = by.split(', ').map((label) => `"${label}"`);
  return `label_join(${expr}, "key", "/", ${labels.join(', ')})`;
}
