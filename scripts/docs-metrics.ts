/** Writes docs/metrics.md from the tables of metrics: what each of them means, and how to read them. */

import { writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { systemClock } from '../src/model/clock.ts';
import { FAILURE_REASONS } from '../src/model/failure.ts';
import { parseConfig } from '../src/config/schema.ts';
import {
  CONNECTION_STATES,
  CRYPTO_VALUES,
  IPSEC_STATUSES,
  TUNNEL_STATES,
} from '../src/collectors/connections/item.ts';
import { SEVERITIES } from '../src/collectors/diagnosis/item.ts';
import { GATEWAY_BUSINESS_STATUSES, GATEWAY_STATUSES } from '../src/collectors/gateways/item.ts';
import { COLLECTOR_NAMES, COLLECTORS } from '../src/collectors/index.ts';
import { createSections } from '../src/exposition/sections.ts';
import { collectorsSchema } from '../src/config/collectors-schema.ts';
import { JUDGED_PARAMETERS, WEAK_CHOICES } from '../src/collectors/connections/crypto.ts';
import { ExporterMetrics } from '../src/exposition/exporter-metrics.ts';
import { Store } from '../src/polling/store.ts';

const OUTPUT = new URL('../docs/metrics.md', import.meta.url);

/** A row of a table of metrics. */
interface Metric {
  readonly name: string;
  readonly type: string;
  readonly labels: readonly string[];
  readonly help: string;
}

/** Headings, and what the names below them begin with; the first that fits counts. Other collectors have their own. */
const GROUPS: readonly (readonly [heading: string, prefix: string])[] = [
  ['Connections', 'alicloud_vpn_connection_'],
  ['Tunnels', 'alicloud_vpn_tunnel_'],
  ['VPN gateways', 'alicloud_vpn_gateway_'],
  ['Traffic', 'alicloud_vpn_traffic_'],
  ['Targets', 'alicloud_vpn_target_'],
  ['The exporter', 'alicloud_vpn_exporter_'],
];

/** The metrics of each collector that have no heading above, below the name of the collector. */
function ownHeadings(
  metrics: readonly Metric[],
): readonly (readonly [string, readonly Metric[]])[] {
  const config = collectorsSchema.parse({});
  const homeless = metrics.filter(
    ({ name }) => !GROUPS.some(([, prefix]) => name.startsWith(prefix)),
  );
  return COLLECTOR_NAMES.flatMap((collector) => {
    const families = COLLECTORS[collector].families(config[collector] as never, []);
    const own = homeless.filter(({ name }) => families.some((family) => family.name === name));
    if (own.length === 0) return [];
    const words = collector.replaceAll('_', ' ');
    return [[words.charAt(0).toUpperCase() + words.slice(1), own]];
  });
}

/** Labels that are a set of values: the metrics that have them end in the first column. */
const VALUES = [
  ['connection_ipsec_status', 'status', [...IPSEC_STATUSES, 'unknown']],
  ['tunnel_ipsec_status', 'status', [...IPSEC_STATUSES, 'unknown']],
  ['connection_state', 'state', [...CONNECTION_STATES, 'unknown']],
  ['tunnel_state', 'state', [...TUNNEL_STATES, 'unknown']],
  ['gateway_status', 'status', [...GATEWAY_STATUSES, 'unknown']],
  ['gateway_business_status', 'status', [...GATEWAY_BUSINESS_STATUSES, 'unknown']],
  ['tunnel_failure_info', 'severity', [...SEVERITIES, 'unknown']],
  ['exporter_poll_failures_total', 'reason', FAILURE_REASONS],
] as const;

/** A tag to find out which metrics carry the labels of tags. */
const TAG = 'x';

function cloudMetrics(crypto: boolean): readonly Metric[] {
  const sections = createSections({
    staleAfterMs: () => 0,
    tagLabels: [{ key: TAG, label: `tag_${TAG}` }],
    collectors: collectorsSchema.parse({ connections: { crypto } }),
  });
  return sections.flat().flatMap(({ families }) =>
    families.map(({ name, type, labels, help }) => ({
      name,
      type,
      labels: labels.map((label) => (label === `tag_${TAG}` ? 'tag_*' : label)),
      help,
    })),
  );
}

/** A store with one target, for the metrics that tell which targets there are. */
function oneTarget(): Store {
  const store = new Store();
  const [account] = parseConfig({ accounts: [{ name: 'a', regions: ['a'] }] }).accounts;
  if (account !== undefined) store.open({ account, region: 'a' }, []);
  return store;
}

/** The labels of a metric of the process show only in its samples, so each is given one. */
async function ownMetrics(): Promise<readonly Metric[]> {
  const own = new ExporterMetrics({ version: '', revision: '', nodeVersion: '' }, systemClock);
  own.observeRequest('', 0);
  own.countUnknownValue('');
  own.recordReload(true, 0);
  own.recordClockOffset(0);
  own.recordWebConfigReload(true);
  own.countHttpRequest('', 0);
  own.recordTimings(new Map([['', { intervalMs: 0, staleAfterMs: 0 }]]));
  own.recordTargets(oneTarget().list());
  const families = (await own.render('text')).split('# HELP ').slice(1);
  return families.map((family) => {
    const [, name = '', help = '', type = ''] =
      /^(\S+) (.*)\n# TYPE \S+ (\S+)\n/.exec(family) ?? [];
    const [, labels = ''] = /\{(.*)\}[^{}]*$/.exec(family) ?? [];
    const names = [...labels.matchAll(/([a-z_]+)="/g)].map(([, label = '']) => label);
    return { name, type, help, labels: names.filter((label) => label !== 'le') };
  });
}

/** A Markdown table with its columns aligned, as prettier leaves it. */
export function table(header: readonly string[], body: readonly (readonly string[])[]): string {
  const rows = [header, ...body].map((row) => row.map((cell) => cell.replaceAll('|', '\\|')));
  const widths = header.map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [head = [], ...rest] = rows;
  return [head, widths.map((width) => '-'.repeat(width)), ...rest].map(line).join('\n');
}

const code = (text: string): string => `\`${text}\``;
const codes = (texts: readonly string[]): string => texts.map(code).join(', ');

function group(heading: string, metrics: readonly Metric[]): string {
  const rows = metrics.map(({ name, type, labels, help }) => [
    code(name),
    type,
    codes(labels),
    help,
  ]);
  return `### ${heading}\n\n${table(['Metric', 'Type', 'Labels', 'Meaning'], rows)}`;
}

function groups(metrics: readonly Metric[]): string {
  const headingOf = ({ name }: Metric): string | undefined =>
    GROUPS.find(([, prefix]) => name.startsWith(prefix))?.[0];
  const fixed: readonly (readonly [string, readonly Metric[]])[] = GROUPS.map(([heading]) => [
    heading,
    metrics.filter((each) => headingOf(each) === heading),
  ]);
  const own = fixed.findIndex(([heading]) => heading === 'Targets');
  const all = fixed.toSpliced(own, 0, ...ownHeadings(metrics));
  const told = new Set(all.flatMap(([, below]) => below));
  const homeless = metrics.find((metric) => !told.has(metric));
  if (homeless !== undefined) throw new Error(`no heading for ${homeless.name}`);
  return all.map(([heading, below]) => group(heading, below)).join('\n\n');
}

/** The metrics that are there only where the configuration asks for them. */
function cryptoMetrics(): readonly Metric[] {
  const others = new Set(cloudMetrics(false).map(({ name }) => name));
  return cloudMetrics(true).filter(({ name }) => !others.has(name));
}

function weakChoices(): string {
  return table(
    ['Parameter', 'Weak value', 'Why', 'Source'],
    WEAK_CHOICES.map(({ parameters, value, reason, source }) => [
      codes(parameters),
      code(value),
      reason,
      source,
    ]),
  );
}

function cryptoValues(): string {
  return table(
    ['Label', 'Values'],
    Object.entries(CRYPTO_VALUES).map(([label, values]) => [code(label), codes(values)]),
  );
}

/** The text of docs/metrics.md. */
export async function metricsDoc(): Promise<string> {
  const metrics = [...cloudMetrics(false), ...(await ownMetrics())];
  const values = VALUES.map(([name, label, all]) => [
    code(`alicloud_vpn_${name}`),
    code(label),
    codes(all),
  ]);
  return `<!-- Made by scripts/docs-metrics.ts. Change src/collectors/*/metrics.ts and src/exposition/ instead. -->

# Metrics

The page has two formats: the text format 0.0.4 of Prometheus, and OpenMetrics 1.0.0 for clients that ask for it. In
OpenMetrics the family of a counter is called without \`_total\`, its samples are the same. No sample has a timestamp.

## How to read them

**A target** is one account in one region. It is polled in the background, once per \`poll.interval\`; a scrape shows
what is known and never waits for the cloud. Each target runs several collectors, and each of these succeeds or fails
by itself: \`connections\` and \`gateways\`, and after the connections \`diagnosis\` and \`routes\`, which ask further about
some of them; \`traffic\`, every 5 minutes, asks CloudMonitor about what these have listed. The discovery of an account with \`regions: all\` is the collector \`regions\` of a region called \`all\`; it
is due once an hour, so its last success may be an hour old.

**Names and tags** change, so only the \`*_info\` metrics carry them. All others are labelled with ids; join them where
a name is wanted:

\`\`\`promql
alicloud_vpn_connection_up
  * on (account, region, vpn_connection_id) group_left (name) alicloud_vpn_connection_info
\`\`\`

Tags listed under \`labels.tags\` of the configuration become labels \`tag_<key>\`, shown as \`tag_*\` below; a tag that a
resource does not have is empty. What a label name cannot hold becomes \`_\`; \`{key: 环境, label: environment}\` names the
label \`tag_environment\` instead.

**State sets** have one series for each documented value and one for \`unknown\`; exactly one of them is 1. \`unknown\` is
a value that is missing or not documented, and \`alicloud_vpn_exporter_unknown_values_total\` counts the latter.

**Down is 0, and what does not apply has no series**: no tunnels of a single-tunnel connection, no IPsec status of a
dual-tunnel one (its tunnels have theirs), no BGP where that is off, no health check where that is off, no expiry of a
pay-as-you-go gateway. A series that is missing therefore never means that something is down.

**What it costs.** A single-tunnel connection has 23 series, 2 more with BGP and 1 more with a health check. A
dual-tunnel connection has 40, 4 more with BGP. A VPN gateway has 12, 1 more as a subscription and 1 more with a booked
order. The optional collectors and \`crypto\` come on top.

**Rates** (collector \`traffic\`) are CloudMonitor's, in bytes and packets per second, and 3 to 8 minutes late:
\`alicloud_vpn_traffic_timestamp_seconds\` is the time of the newest datapoint that is shown of each metric. What has no datapoint
within the 5 minutes before that has no rate: a gap is no zero. The cloud's side receives what the peer sends. Whether CloudMonitor
reports connections beside their tunnels depends on their kind: take the connection's own rate where there is one, else the sum of
its tunnels, never both. A dual-tunnel connection has 6 series more, a VPN gateway 4, a region 8.

**A failed poll** changes nothing of what is known. \`alicloud_vpn_target_up\` becomes 0, the time of the last success
stays, \`alicloud_vpn_exporter_poll_failures_total\` tells the reason. Once the last success is older than
\`poll.stale_after\`, the series of that collector's resources go; those of the target itself stay. No other target and
no other collector is touched, except that nothing is diagnosed and no routes are counted while the connections cannot
be seen. What is already known of a fault or of routes stays as long as it would have if that call itself had failed.

**A complete poll** is the truth: a connection that it does not show is gone at once, with all its series.

**When a poll is complete.** The API hands out lists in pages and takes no snapshot, so rows may move from one page to
another while they are read. A walk over the pages adds up when every page arrived, no id came twice, and there are as
many ids as the API itself counts (\`TotalCount\`). One that does not is repeated once, at once. If the
second walk adds up, it is the truth, and nothing of the first is added to it. If both walks saw exactly the same ids
and disagree with the count alone, the rows are shown and the target is up: permissions may hide rows that are
counted. \`alicloud_vpn_target_reported_resources\` then differs from \`alicloud_vpn_target_resources\`. Everything else
is a failed poll with the reason \`incomplete\`.

**A row that cannot be decoded** does not take the others along. It is counted by the field at fault, and what it was
about keeps its last good state until that is older than \`poll.stale_after\`; a state is never guessed. If not even the
id of a row can be read, whatever vanished in the same poll is kept like that, for the row may be about it.

**Expected connections** (\`expected_connections\` of an account) are looked for in all regions of the account.
\`alicloud_vpn_connection_expected\` is 1 when one of them shows it, even in a row that cannot be decoded; 0 as
soon as the region that has it, by configuration or because it was seen there in the last 24 hours, was read completely
without it, or, where that region is not known, when all regions of the account were; and absent while that cannot be
told. A region that refuses the account counts as one that has none. With several shards only those answer that read the
region, or all regions of the account, so take the maximum: \`max by (account, vpn_connection_id) (alicloud_vpn_connection_expected)\`.

**Shards.** Every process says which shard it is (\`alicloud_vpn_exporter_shard_info\`), of how many
(\`alicloud_vpn_exporter_shards\`), and which targets are its own
(\`alicloud_vpn_exporter_target_info\`), from its start and whether or not they can be polled; without sharding it is shard
0 of 1. The discovery of an account's regions runs in every shard and is not listed. Targets that more than one shard, or
more than one replica of a shard, polls:
\`count by (account, region) (alicloud_vpn_exporter_target_info) > 1\`.

**Diagnosis** asks about what is down: at every poll for ten minutes while the API names no reason, which it does with a
delay, and then every ten minutes. A reason stays as long as the link stays down. Where the API does not offer the call,
\`alicloud_vpn_target_up{collector="diagnosis"}\` is absent, and the log says so once. A connection or tunnel that is
up has no failure, nor has one of which the API has nothing to say. \`tunnel_id\` is empty for a single-tunnel
connection. \`mismatch_local\` and \`mismatch_remote\` are empty unless they consist of known words, such as algorithms,
groups and addresses: anything else might be a part of a key.

**Counters** begin at 0 with the process, and those of a target also when it leaves the configuration and comes back.
An API that makes up ever new error codes gets no further series of \`alicloud_vpn_exporter_api_requests_total\`: past
50 of them per target and action the rest is counted as \`other\`.

## Reference

${groups(metrics)}

Besides these there are the \`process_*\` and \`nodejs_*\` metrics of prom-client, without those that are misnamed.

## Values of labels

${table(['Metric', 'Label', 'Values'], values)}

## How tunnels are protected

These metrics are on the page with \`collectors.connections.crypto: true\` only. They tell what is configured at Alibaba Cloud,
from the same answers as the rest: no call is made for them. Pre-shared keys stand in the same answers and are not read.
The \`connection\` ones are of single-tunnel connections, the \`tunnel\` ones of the tunnels of the others; each of these has
${JUDGED_PARAMETERS.length + 3} series.

${group('Reference of collectors.connections.crypto', cryptoMetrics())}

The labels of the two \`*_crypto_info\` metrics are empty where the API says nothing, \`unknown\` for a value that is not
documented (\`alicloud_vpn_exporter_unknown_values_total\` counts it, also while these metrics are off), and otherwise:

${cryptoValues()}

\`*_crypto_weak\` is 1 for these values and 0 for any other documented one:

${weakChoices()}

The modes of IKEv1 are not judged, for IKEv1 itself is; nor are lifetimes and NAT traversal. sm3 and sm4 belong to
gateways of the Chinese national standard, about which the sources say nothing, so they count as not weak.

Tunnels by weak parameter, and those that still use IKEv1 with the names of their connections:

\`\`\`promql
sum by (parameter) (alicloud_vpn_tunnel_crypto_weak)

(alicloud_vpn_tunnel_crypto_weak{parameter="ike_version"} == 1)
  * on (account, region, vpn_connection_id) group_left (name) alicloud_vpn_connection_info
\`\`\`
`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  writeFileSync(fileURLToPath(OUTPUT), await metricsDoc());
}
