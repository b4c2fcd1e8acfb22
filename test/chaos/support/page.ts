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

/** The lines of one target, as they are, family by family; the lines of one family are one text. */
export type Lines = Readonly<Record<Part, readonly string[]>>;

/** `account/region`, as pages are taken apart by. */
export function targetName(account: string, region: string): string {
  return `${account}/${region}`;
}

const LABELS = /[a-z_]+\{account="([^"]*)",region="([^"]*)"/y;

/** The lines from `at` on that begin as the first of them does: a family's lines of one target stand together. */
function endOfRun(page: string, at: number, beginning: string): number {
  let end = at;
  while (page.startsWith(beginning, end)) end = page.indexOf('\n', end) + 1;
  return end;
}

function partOf(line: string): Part | undefined {
  return PREFIXES.find(([name]) => line.startsWith(name))?.[1];
}

/** The lines of a page by `targetName`; those that name no account and region are left out. */
export function linesByTarget(page: string): ReadonlyMap<string, Lines> {
  const targets = new Map<string, Record<Part, string[]>>();
  for (let at = 0; at < page.length;) {
    LABELS.lastIndex = at;
    const [beginning, account = '', region = ''] = LABELS.exec(page) ?? [];
    const part = beginning === undefined ? undefined : partOf(beginning);
    if (beginning === undefined || part === undefined) {
      at = page.indexOf('\n', at) + 1;
      continue;
    }
    const key = targetName(account, region);
    const lines = targets.get(key) ?? { state: [], target: [], requests: [] };
    targets.set(key, lines);
    const end = endOfRun(page, at, beginning);
    lines[part].push(page.slice(at, end));
    at = end;
  }
  return targets;
}

/** Texts of whole lines as a list of them. */
export function linesOf(...texts: readonly string[]): readonly string[] {
  return texts.flatMap((text) => text.split('\n').slice(0, -1));
}

/** The value of a label in a line; '' where it has none. */
export function labelOf(line: string, name: string): string {
  const beginning = line.includes(`{${name}="`) ? `{${name}="` : `,${name}="`;
  const start = line.indexOf(beginning) + beginning.length;
  return start < beginning.length ? '' : line.slice(start, line.indexOf('"', start));
}

/** The value of each line of `name` that has all of `labels`, by the values of `by`. */
export function valuesBy(
  lines: readonly string[],
  name: string,
  by: string,
  labels: Readonly<Record<string, string>> = {},
): Readonly<Record<string, number>> {
  const wanted = Object.entries(labels).map(([key, value]) => `${key}="${value}"`);
  const beginning = `${name}{`;
  const found: Record<string, number> = {};
  for (const line of lines) {
    if (!line.startsWith(beginning) || !wanted.every((part) => line.includes(part))) continue;
    found[labelOf(line, by)] = Number(line.slice(line.lastIndexOf(' ') + 1));
  }
  return found;
}
