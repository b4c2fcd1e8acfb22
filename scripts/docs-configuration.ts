/** Writes docs/configuration.md from the table of flags and the schema of the configuration file. */

import { writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { z } from 'zod';
import { ALL_FLAGS, type Flag, isFlagOf, type Program } from '../src/cli/flags.ts';
import { keyDocs, type KeyDoc } from '../src/config/fields.ts';
import { metricsOf, UNIT_NAMES } from '../src/collectors/traffic/metric-table.ts';
import { configSchema } from '../src/config/schema.ts';

const OUTPUT = new URL('../docs/configuration.md', import.meta.url);

/** A key of the file with its documentation; `path` begins below the section it is listed in. */
export interface DocumentedKey {
  readonly path: string;
  readonly schema: Schema;
  readonly doc: KeyDoc | undefined;
}

type Schema = z.core.$ZodType;
type Shape = Readonly<Record<string, Schema>>;

/** What is left without the wrappings that make a key optional, give it a rule or change its form. */
function unwrap(schema: Schema): Schema {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) {
    return unwrap(schema.unwrap());
  }
  if (schema instanceof z.ZodArray) return unwrap(schema.element);
  if (!(schema instanceof z.ZodPipe)) return schema;
  return unwrap(schema.in instanceof z.ZodTransform ? schema.out : schema.in);
}

function shapeOf(schema: Schema): Shape | undefined {
  const inner = unwrap(schema);
  return inner instanceof z.ZodObject ? inner.shape : undefined;
}

/** All keys of a mapping and of the mappings in it. */
export function keysOf(shape: Shape, parent = ''): readonly DocumentedKey[] {
  return Object.entries(shape).flatMap(([key, schema]) => {
    const path = parent + key;
    const doc = keyDocs.get(schema);
    const inner = shapeOf(schema);
    const own = doc === undefined && inner !== undefined ? [] : [{ path, schema, doc }];
    return inner === undefined ? own : [...own, ...keysOf(inner, `${path}.`)];
  });
}

/** What the collector `traffic` asks for unless the file says otherwise. */
function metricsTable(): string {
  const rows = metricsOf({}).map(({ key, kind, name, unit, statistics, dimensions }) => [
    code(key),
    kind,
    code(name),
    unit,
    statistics.join(', else '),
    Object.values(dimensions).join(', '),
  ]);
  return table(['Key', 'Of each', 'Name', 'Unit', 'Statistic', 'Dimensions'], rows);
}

const units = UNIT_NAMES.map((name) => `\`${name}\``).join(', ');

/** The shapes of the file's sections; credentials have one per type. */
export function sections() {
  const root = shapeOf(configSchema) ?? {};
  const section = (name: string): Shape => shapeOf(root[name] ?? z.never()) ?? {};
  const credentials = unwrap(section('accounts')['credentials'] ?? z.never());
  const options = credentials instanceof z.ZodDiscriminatedUnion ? credentials.options : [];
  return {
    top: Object.keys(root),
    poll: section('poll'),
    accounts: section('accounts'),
    collectors: section('collectors'),
    labels: section('labels'),
    credentials: options.map((option) => shapeOf(option) ?? {}),
  };
}

/** A Markdown table with its columns aligned, as prettier leaves it. */
function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [header, ...rows].map((row) => row.map((cell) => cell.replaceAll('|', '\\|')));
  const widths = header.map((_, column) =>
    Math.max(3, ...cells.map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [head = [], ...body] = cells;
  const rule = widths.map((width) => '-'.repeat(width));
  return [head, rule, ...body].map(line).join('\n');
}

function code(text: string): string {
  return `\`${text}\``;
}

function keyTable(shape: Shape): string {
  const rows = keysOf(shape).map(({ path, doc }) => [
    code(path),
    doc?.type ?? '',
    doc?.default ?? '',
    doc?.meaning ?? '',
    code(doc?.example ?? ''),
  ]);
  return table(['Key', 'Type', 'Default', 'Meaning', 'Example'], rows);
}

function flagRow(flag: Flag): readonly string[] {
  const short = flag.short === undefined ? '' : `${code(`-${flag.short}`)}, `;
  const value = flag.placeholder === undefined ? '' : `=${flag.placeholder}`;
  const fallback = flag.default ?? (flag.placeholder === undefined ? 'off' : 'none');
  return [
    `${short}${code(`--${flag.name}${value}`)}`,
    flag.default === undefined ? fallback : code(fallback),
    flag.repeatable === true ? 'yes' : '',
    flag.meaning,
  ];
}

function flagTable(program: Program): string {
  const flags = ALL_FLAGS.filter((flag) => isFlagOf(flag, program));
  return table(['Flag', 'Default', 'Repeatable', 'Meaning'], flags.map(flagRow));
}

/** The key of credentials that decides about the others. */
const TYPE = 'type';

function typeOf(shape: Shape): string {
  const type = shape[TYPE];
  return type instanceof z.ZodLiteral ? String(type.value) : '';
}

/** All keys of all types, each with the types that have it. */
function credentialsTable(shapes: readonly Shape[]): string {
  const docs = new Map<string, { readonly doc: KeyDoc | undefined; readonly types: string[] }>();
  for (const shape of shapes) {
    for (const { path, doc } of keysOf(shape)) {
      if (path === TYPE) continue;
      const known = docs.get(path) ?? { doc, types: [] };
      known.types.push(code(typeOf(shape)));
      docs.set(path, known);
    }
  }
  const rows = [...docs].map(([path, { doc, types }]) => [
    code(path),
    types.join(', '),
    doc?.default ?? '',
    doc?.meaning ?? '',
    code(doc?.example ?? ''),
  ]);
  return table(['Key', 'With type', 'Default', 'Meaning', 'Example'], rows);
}

/** The text of docs/configuration.md. */
export function configurationDoc(): string {
  const { poll, accounts, collectors, labels, credentials } = sections();
  return `<!-- Made by scripts/docs-configuration.ts. Change the tables in src/cli/flags.ts and src/config/ instead. -->

# Configuration

## Command line

\`alicloud-vpn-exporter [flags]\` polls and serves. One of \`--config.file\`, \`--region\` and \`--demo\` is needed. A value
follows its flag as \`--flag=value\` or \`--flag value\`. A wrong flag ends the program with exit code 2.

${flagTable('exporter')}

\`alicloud-vpn-exporter simulate [flags]\` serves the simulator of the API alone.

${flagTable('simulate')}

## Configuration file

The file is YAML 1.2: one document, every key once, no tags. [exporter-minimal.yml](../config/exporter-minimal.yml) is
the least that is needed, [exporter.yml](../config/exporter.yml) shows every key.

\`--config.check\` validates the file and prints the targets with the API calls they will need. All errors are listed, one per line
with file, line and key, and the exit code is 1:

\`\`\`text
exporter.yml:2: poll.timeout: expected a duration with its unit, such as 30s or 1h30m, found 90
exporter.yml:6: accounts[0].region: expected a known key (did you mean regions?), found "region"
\`\`\`

\`--config.check.live\` goes on from there: it makes every call that the configuration needs once per account and region (of a
list the first page, of a diagnosis or of routes one connection) and prints a line for each: endpoint, proxy, kind of credentials, by how much the clock is off,
whether RAM allows the action, and the names of fields, values and rows that were not understood. It exits with 1 when something that is needed failed. A call that a region does not
offer, and a region of \`regions: all\` that is not open to the account, are no failures. It takes \`poll.timeout\` at most, twice that with \`regions: all\`.

SIGHUP, and \`POST /-/reload\` where \`--web.enable-lifecycle\` allows it, read the file again; so does a change of its content within
two seconds with \`--config.enable-auto-reload\`. A file with faults changes
nothing: the running configuration stays.

A key without a value, or with \`null\`, counts as not given.

**Durations** are written as in Prometheus: whole numbers with the units \`y\`, \`w\`, \`d\`, \`h\`, \`m\`, \`s\`, \`ms\`, the
largest first, such as \`1h30m\`. A number without its unit is a fault.

**Environment variables**: \`\${NAME}\` in any text stands for the variable, and \`$$\` for one \`$\`. Keys are not expanded,
and the value of a variable is never read as YAML: it is always a text, so numbers and \`true\` cannot come from one. A
variable that is not set is a fault. Between \`{}\` or \`[]\` a text with \`\${NAME}\` needs quotes.

**Secrets** are never printed: not by faults, not in the log, not on any page. Every secret can be given in a file with
the same key and \`_file\`, which is read again when it changes. White space around the secret does not count.
Names of files are relative to the directory of the configuration file.

### \`poll\`

${keyTable(poll)}

### \`accounts\`

A list with at least one account.

${keyTable(accounts)}

### \`http_config\`

How the API and STS of an account are reached. Never through a proxy: this machine (\`localhost\`, loopback addresses), the
metadata service, and the credentials URI. A line at the start names the proxy that is used, without user and password.

| Where the proxy is named       | What goes through it                                |
| ------------------------------ | --------------------------------------------------- |
| \`HTTPS_PROXY\` or \`https_proxy\` | https endpoints, by CONNECT                         |
| \`HTTP_PROXY\` or \`http_proxy\`   | http endpoints, with the whole URL                  |
| \`NO_PROXY\` or \`no_proxy\`       | exceptions from both                                |
| \`proxy_url\`, \`no_proxy\`        | the same for one account, in place of the variables |

The upper-case name counts first. A proxy is \`http://host:port\`, \`https://host:port\` or \`host:port\`, with \`user:password@\` where
it asks for them. Exceptions are read as Go reads them: \`example.com\` stands for itself and everything below it, \`.example.com\`
and \`*.example.com\` for what is below it; addresses, CIDR blocks such as \`10.0.0.0/8\`, a \`:port\` after any of them; \`*\` is everything.

\`ca_file\` is trusted instead of the certificates that Node.js brings; to trust a proxy's authority besides those, set
\`NODE_EXTRA_CA_CERTS\` to the path of its certificate.

### \`credentials\` of an account

The key \`type\` decides which other keys there are: ${credentials.map((shape) => code(typeOf(shape))).join(', ')}. What they do:
[credentials](credentials.md).

${credentialsTable(credentials)}

### \`collectors\`

Which parts run. \`connections: {}\` is the same as leaving the key out.

${keyTable(collectors)}

#### Metrics of the collector \`traffic\`

Which metrics of CloudMonitor (namespace \`acs_vpn\`) are asked for, and what they are taken for. They are those of public
reports: once a day they are compared with what CloudMonitor says of them (DescribeMetricMetaList). One that has another
unit, other dimensions or other statistics is not exposed, and a warning in the log names the key below
\`collectors.traffic.metrics\` that takes it all the same. What you write there is not compared.

${metricsTable()}

Each of them takes \`enabled\` (\`false\`: not asked for, which saves its calls), \`name\`, \`unit\` (${units}),
\`statistic\` and \`dimensions\` (CloudMonitor's name of the dimension that holds the id of the \`connection\`, \`tunnel\` or
\`gateway\`):

\`\`\`yaml
collectors:
  traffic:
    enabled: true
    interval: 5m
    metrics:
      tunnel_receive:
        name: tun.rx_bps
        unit: bit/s
        statistic: Average
        dimensions: { connection: instanceId, tunnel: tunnelId }
      gateway_receive_packets: { enabled: false }
      gateway_transmit_packets: { enabled: false }
\`\`\`

\`receive\` is what the cloud's side gets from the peer. CloudMonitor's datapoints are 3 to 8 minutes late; one that is more than
5 minutes behind the newest of its metric, or more than an hour old, is no rate. Each poll makes one call per metric and 50
ids, at most 5 a second for an account, all its regions together; 1,000,000 calls a month are free for an account, and
\`--config.check\` says how many will be made.

### \`labels\`

${keyTable(labels)}
`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  writeFileSync(fileURLToPath(OUTPUT), configurationDoc());
}
