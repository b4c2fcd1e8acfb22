/** Takes a text page apart by whom its series are about. */

/** What of a target's part of the page is about the cloud, and what about the exporter's work. */
export type Part = 'state' | 'target' | 'requests';

const PREFIXES: readonly (readonly [string, Part])[] = [
  ['alicloud_vpn_connection_', 'state'],
  ['alicloud_vpn_tunnel_', 'state'],
  ['alicloud_vpn_gateway_', 'state'],
  ['alicloud_vpn_target_', 'target'],
  ['alicloud_vpn_exporter_api_requests_total', 'requests'],
  ['alicloud_vpn_exporter_poll', 'target'],
  ['alicloud_vpn_exporter_rows_rejected_total', 'target'],
];

/** The lines of one target, as they are. */
export type Lines = Readonly<Record<Part, readonly string[]>>;

const LABELS = /^[a-z_]+\{account="([^"]*)",region="([^"]*)"/;

/** `account/region`, as the pages are taken apart by. */
export function targetName(account: string, region: string): string {
  return `${account}/${region}`;
}

/** The lines of a page by `targetName`; those that name no account and region are left out. */
export function linesByTarget(page: string): ReadonlyMap<string, Lines> {
  const parts = new Map<string, { state: string[]; target: string[]; requests: string[] }>();
  for (const line of page.split('\n')) {
    const found = line.startsWith('#')
      ? undefined
      : PREFIXES.find(([name]) => line.startsWith(name));
    const labels = found === undefined ? null : LABELS.exec(line);
    if (found === undefined || labels === null) continue;
    const key = targetName(labels[1] ?? '', labels[2] ?? '');
    let lines = parts.get(key);
    if (lines === undefined) parts.set(key, (lines = { state: [], target: [], requests: [] }));
    lines[found[1]].push(line);
  }
  return parts;
}

/** The value of each line of `name` that has all of `labels`, by the values of `by`. */
export function valuesBy(
  lines: readonly string[],
  name: string,
  by: string,
  labels: Readonly<Record<string, string>> = {},
): Readonly<Record<string, number>> {
  const wanted = Object.entries(labels).map(([key, value]) => `${key}="${value}"`);
  const found: Record<string, number> = {};
  const label = new RegExp(`[{,]${by}="([^"]*)"`);
  for (const line of lines) {
    if (!line.startsWith(`${name}{`) || !wanted.every((part) => line.includes(part))) continue;
    found[label.exec(line)?.[1] ?? ''] = Number(line.slice(line.lastIndexOf(' ') + 1));
  }
  return found;
}
