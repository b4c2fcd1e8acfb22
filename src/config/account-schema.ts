/** One entry of `accounts`. */

import { z } from 'zod';
import { DEFAULT_HTTP, type AccountConfig } from '../model/account.ts';
import { credentialsSchema } from './credentials-schema.ts';
import {
  mapping,
  name,
  optional,
  REPEATED,
  repetitions,
  required,
  resourceId,
  text,
  type RuleContext,
  uniqueList,
  withRule,
} from './fields.ts';
import { filtersSchema, toFilters } from './filters-schema.ts';
import { isPlausibleRegion, isRegionId, isServiceAddress, REGION_FORM } from './forms.ts';
import { httpConfigSchema } from './http-config-schema.ts';

const region = text(REGION_FORM, isRegionId);

const serviceAddress = text('a host, host:port or http(s) URL without path', isServiceAddress);

const VCO = 'vco-bp1bbi27hojx80nck';

const expectedItem = z.union([resourceId(VCO), mapping({ id: resourceId(VCO), region })], {
  error: `an id such as ${VCO}, or {id: ${VCO}, region: cn-hangzhou}`,
});

type ExpectedItem = z.output<typeof expectedItem>;

function expectedId(item: ExpectedItem): string {
  return typeof item === 'string' ? item : item.id;
}

const expectedList = withRule(
  z.array(expectedItem, { error: 'a list of connection ids' }),
  (items, { report }) => {
    const ids = items.map((item: ExpectedItem | null | undefined) =>
      item === null || item === undefined ? undefined : expectedId(item),
    );
    for (const [index, id] of ids.entries()) {
      if (id?.includes('*') !== true) continue;
      const path = typeof items[index] === 'string' ? [index] : [index, 'id'];
      report(path, 'the whole id (documentation and consoles mask ids with *)');
    }
    for (const { index } of repetitions(ids)) report([index], REPEATED);
  },
);

const account = mapping({
  name: required(name('a name without control characters or blanks around it'), {
    type: 'text',
    meaning: 'Value of the `account` label; unique.',
    example: 'prod',
  }),
  credentials: optional(credentialsSchema, {
    type: 'credentials',
    default: '`{type: default}`',
    meaning: 'What signs the calls, see below.',
    example: '{type: ecs_ram_role}',
  }),
  regions: required(
    z.union(
      [
        z.literal('all'),
        uniqueList(region, 'a list of region ids').min(1, { error: 'at least one region' }),
      ],
      { error: 'all, or a list of region ids' },
    ),
    {
      type: 'list of region ids, or `all`',
      meaning:
        'The regions to poll; `all` means what DescribeRegions returns, without regions that are not open to the account.',
      example: '[cn-hangzhou, eu-central-1]',
    },
  ),
  exclude_regions: optional(uniqueList(region, 'a list of region ids'), {
    type: 'list of region ids',
    default: '`[]`',
    meaning: 'Regions to leave out; only with `regions: all`.',
    example: '[cn-hongkong]',
  }),
  discovery_region: optional(text(REGION_FORM, isPlausibleRegion), {
    type: 'region id',
    default: '`cn-hangzhou`',
    meaning:
      'Whose endpoint is asked for the regions; only with `regions: all`. With `network: vpc` the region that the exporter runs in.',
    example: 'eu-central-1',
  }),
  endpoint: optional(serviceAddress, {
    type: 'host, host:port or URL',
    default: "the region's own",
    meaning:
      'Where the APIs of every region are called: a simulator or a private endpoint. Without `http://` they are called by https.',
    example: 'http://127.0.0.1:8080',
  }),
  cloudmonitor_endpoint: optional(serviceAddress, {
    type: 'host, host:port or URL',
    default: "`endpoint`, else the region's own",
    meaning: 'Where CloudMonitor is called for every region, by the collector `traffic`.',
    example: 'metrics.cn-hangzhou.aliyuncs.com',
  }),
  network: optional(z.enum(['public', 'vpc'], { error: 'public or vpc' }), {
    type: '`public` or `vpc`',
    default: '`public`',
    meaning: "Which of a region's own endpoints is called; `vpc` works inside a VPC only.",
    example: 'vpc',
  }),
  http_config: httpConfigSchema.nullish(),
  filters: optional(filtersSchema, {
    type: 'mapping',
    meaning: 'Filters of the request: only what passes all of them is seen.',
    example: '{tags: {env: prod}}',
  }),
  expected_connections: optional(expectedList, {
    type: 'list of connection ids, or of ids with their region',
    default: '`[]`',
    meaning:
      'Connections that must exist; `alicloud_vpn_connection_expected` is 0 for one that does not. With its region, `{id: vco-..., region: cn-hangzhou}`, one that was never seen is missed although other regions cannot be read; the region must be one of `regions`. Whole ids: not masked as in documentation.',
    example: '[vco-bp1bbi27hojx80nck]',
  }),
});

type Input = z.output<typeof account>;

function toAccount(input: Input): AccountConfig {
  const expected = input.expected_connections ?? [];
  const regions = expected.flatMap((item) =>
    typeof item === 'string' ? [] : [[item.id, item.region] as const],
  );
  return {
    name: input.name,
    credentials: input.credentials ?? { type: 'default' },
    regions: input.regions,
    excludeRegions: input.exclude_regions ?? [],
    discoveryRegion: input.discovery_region ?? undefined,
    endpoint: input.endpoint ?? undefined,
    cloudmonitorEndpoint: input.cloudmonitor_endpoint ?? undefined,
    network: input.network ?? 'public',
    http: input.http_config ?? DEFAULT_HTTP,
    filters: toFilters(input.filters ?? {}),
    expectedConnections: expected.map(expectedId),
    ...(regions.length > 0 && { expectedRegions: Object.fromEntries(regions) }),
  };
}

/** An expected connection in a region that is not polled would be missing, or not judged, for ever. */
function checkExpectedRegions(
  { regions, expected_connections: expected }: Input,
  excluded: readonly string[],
  report: RuleContext['report'],
): void {
  for (const [index, item] of (expected ?? []).entries()) {
    if (typeof item === 'string') continue;
    const path = ['expected_connections', index, 'region'];
    if (regions !== 'all' && !regions.includes(item.region)) {
      report(
        path,
        `one of the account's regions (${regions.join(', ')}), or this one added to them`,
      );
    } else if (excluded.includes(item.region)) {
      report(path, 'a region that exclude_regions does not leave out');
    }
  }
}

export const accountSchema = withRule(account, (input, { isSound, report }) => {
  const excluded = isSound('exclude_regions') ? (input.exclude_regions ?? []) : [];
  if (isSound('expected_connections') && isSound('regions')) {
    checkExpectedRegions(input, excluded, report);
  }
  if (!Array.isArray(input.regions)) return;
  const hasDiscovery = isSound('discovery_region') && typeof input.discovery_region === 'string';
  for (const [key, isGiven] of [
    ['exclude_regions', excluded.length > 0],
    ['discovery_region', hasDiscovery],
  ] as const) {
    if (isGiven) report([key], 'no such key unless regions is all');
  }
}).transform(toAccount);
