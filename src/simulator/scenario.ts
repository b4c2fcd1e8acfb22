/** What a scenario says: accounts, their keys, regions and resources, faults, and how all that changes with time. */

import { z } from 'zod';
import { mapping, text as textThat, withRule, type RuleContext } from '../config/fields.ts';
import { faultSchema } from './faults/faults.ts';
import {
  amount,
  checked,
  flag,
  json,
  length,
  list,
  number,
  record,
  row,
  status,
  text,
  whole,
} from './fields.ts';
import { isObject, textAt, valueAt, type JsonObject } from './json.ts';

/** The scenario of a folder. */
export const SCENARIO_FILE = 'scenario.yml';

/** Reports what repeats an earlier one; `pathOf` leads to it. */
function reportRepeated(
  names: readonly unknown[],
  pathOf: (index: number) => readonly PropertyKey[],
  { report }: RuleContext,
): void {
  for (const [index, name] of names.entries()) {
    if (typeof name !== 'string' || names.indexOf(name) === index) continue;
    report(pathOf(index), 'a name or id that is not there yet');
  }
}

function rowsOf(idField: string) {
  return withRule(list(row(idField)), (rows, context) => {
    const ids = rows.map((each: unknown) => isObject(each) && each[idField]);
    if (new Set(ids).size < ids.length) {
      reportRepeated(ids, (index) => [index, idField], context);
    }
  }).default([]);
}

/** What signs calls. With `securityToken` it is a temporary key of a session. */
const accessKey = mapping({
  id: text,
  secret: text,
  securityToken: text.optional(),
  /** End of the session, in milliseconds since the epoch. */
  expiresAtMs: number.optional(),
  /** A key that was switched off answers InvalidAccessKeyId.Inactive. */
  inactive: flag.optional(),
});

/** A throttle: more than `calls` within a window answer 400 Throttling.User. */
const quota = mapping({
  calls: whole(0),
  windowSeconds: length,
  /** Sent as x-acs-retry-after (milliseconds) where given. */
  retryAfterMs: whole(0).optional(),
});

/** What passes through a connection while it is up, in bits per second; the cloud's side receives what the peer sends. */
const traffic = mapping({
  /** Its VpnConnectionId. */
  connection: text,
  receive: amount,
  transmit: amount,
  /** The same by day and by night. */
  isSteady: flag.default(false),
  /** The second tunnel carries it. */
  isOnStandby: flag.default(false),
  /** How late its datapoints are; default 180. */
  lateSeconds: amount.optional(),
});

/** What CloudMonitor does for an account. */
const cloudMonitor = mapping({
  /** Datapoints of one answer at most. */
  pageSize: whole(1).default(1440),
  /** Datapoints of each resource in one answer: the last minutes. */
  history: whole(1).default(1),
  /** Values are written as text. */
  isText: flag.default(false),
  /** What DescribeMetricMetaList says otherwise, by metric; null: not listed. */
  metas: record(
    z.custom<JsonObject | null>((value) => value === null || isObject(value), {
      error: 'a mapping or null',
    }),
  ).default({}),
});

/** The resources of one account in one region: rows exactly as the API returns them. */
const region = mapping({
  /** VpnConnections.VpnConnection[] of DescribeVpnConnections. */
  connections: rowsOf('VpnConnectionId'),
  /** VpnGateways.VpnGateway[] of DescribeVpnGateways. */
  gateways: rowsOf('VpnGatewayId'),
  /** CustomerGateways.CustomerGateway[] of DescribeCustomerGateways. One that a connection names and that is not here is made of what the connection says. */
  customerGateways: rowsOf('CustomerGatewayId'),
  /** VcoRouteEntries[] of DescribeVcoRouteEntries, of every connection. */
  routes: list(row('VpnConnectionId')).default([]),
  /** VpnRouteEntries.VpnRouteEntry[] of DescribeVpnRouteEntries, of every gateway. */
  gatewayRoutes: list(row('VpnInstanceId')).default([]),
  /** What DiagnoseVpnConnections says of a connection or tunnel while it is down. */
  diagnoses: list(row('VpnConnectionId', 'TunnelId')).default([]),
  /** What CloudMonitor knows; a connection that is not here has no datapoints. */
  traffic: list(traffic).default([]),
  /** Overrides TotalCount of an unfiltered listing. */
  totalCount: mapping({
    connections: whole(0).optional(),
    gateways: whole(0).optional(),
  }).default({}),
});

/** An answer to a call with these parameters, or with some of them. */
const answer = mapping({
  action: text,
  params: record(z.string({ error: 'a text' })).default({}),
  status: status.default(200),
  /** The error code; undefined for a success. */
  code: text.optional(),
  /** The answer's body, of a success. */
  body: json.optional(),
  /** Holds the body, in the folder of the scenario. */
  file: textThat('the path of a .json file in the folder', (file) =>
    /^[\w-]+(?:\/[\w-]+)*\.json$/.test(file),
  ).optional(),
});

const account = withRule(
  mapping({
    /** Unique; what faults, the request log and the control API call it. */
    name: text,
    /** The numeric account id that error bodies show. */
    uid: text.default('1234567890123456'),
    accessKeys: z
      .array(accessKey, { error: 'a list of keys' })
      .min(1, { error: 'at least one key' })
      .readonly(),
    /** Regions by id; a region that is not here does not exist for the account. */
    regions: record(region, z.string()),
    /** Regions that answer 403 Forbidden.RAM. */
    refusedRegions: list(text).default([]),
    /** Calls allowed per (region, action); undefined means no limit. */
    quota: quota.optional(),
    cloudMonitor: cloudMonitor.prefault({}),
    /** What is answered whatever the regions have: a recording. */
    answers: list(answer).default([]),
  }),
  ({ regions, refusedRegions }, { isSound, report }) => {
    if (!isSound('regions') || !isSound('refusedRegions')) return;
    for (const [index, id] of refusedRegions.entries()) {
      const isServed = Object.hasOwn(regions, id);
      if (isServed) report(['refusedRegions', index], 'a region that is not in regions');
    }
  },
);

/** A change of one row at a time counted from the start of the scenario. */
const event = mapping({
  account: text,
  region: text,
  /** VpnConnectionId of a connection, or VpnGatewayId of a gateway. */
  id: text,
  atSeconds: amount,
  /** Repeats the change at this distance. */
  everySeconds: length.optional(),
  /** Dotted path in the row to its new value. */
  set: record(json),
});

const accounts = withRule(
  z.array(account, { error: 'a list of accounts' }).min(1, { error: 'at least one account' }),
  (all, context) => {
    const names = all.map((each: Partial<ScenarioAccount> | null) => each?.name);
    reportRepeated(names, (index) => [index, 'name'], context);
    const keys = all.flatMap((each: Partial<ScenarioAccount> | null, index) => {
      const found: unknown = each?.accessKeys;
      return Array.from(Array.isArray(found) ? found : [], (key: unknown, at) => ({
        id: isObject(key) ? key['id'] : undefined,
        path: [index, 'accessKeys', at, 'id'],
      }));
    });
    const ids = keys.map(({ id }) => id);
    reportRepeated(ids, (index) => keys[index]?.path ?? [], context);
  },
);

const scenario = withRule(
  mapping({
    accounts: accounts.readonly(),
    timeline: list(event).default([]),
    /** In force from the start, as those of the control API. */
    faults: list(faultSchema).default([]),
  }),
  (input, { isSound, report }) => {
    if (!isSound('accounts') || !isSound('timeline')) return;
    for (const [index, each] of input.timeline.entries()) {
      checkEvent(input.accounts, each, (path, expected) => {
        report(['timeline', index, ...path], expected);
      });
    }
  },
);

function checkEvent(
  all: readonly ScenarioAccount[],
  { account: name, region: regionId, id, set }: TimelineEvent,
  report: (path: readonly string[], expected: string) => void,
): void {
  const regions = all.find((each) => each.name === name)?.regions;
  if (regions === undefined) return report(['account'], 'the name of an account');
  const where = regions[regionId];
  if (where === undefined) return report(['region'], `a region of ${name}`);
  const found = findRow(where, id);
  if (found === undefined) return report(['id'], `the id of a row in ${regionId}`);
  for (const field of Object.keys(set)) {
    const parent = field.split('.').slice(0, -1).join('.');
    if (parent !== '' && valueAt(found, parent) === undefined) {
      report(['set', field], `a field of ${id}, which has no ${parent}`);
    }
  }
}

/** The whole simulated cloud. */
export type Scenario = z.output<typeof scenario>;
/** What authors write: lists that are empty and settings with a default may be left out. */
export type ScenarioInput = z.input<typeof scenario>;
export type ScenarioAccount = z.output<typeof account>;
export type AccessKey = z.output<typeof accessKey>;
export type RecordedAnswer = z.output<typeof answer>;
export type CloudMonitorSettings = z.output<typeof cloudMonitor>;
export type ConnectionTraffic = z.output<typeof traffic>;
export type ScenarioRegion = z.output<typeof region>;
export type TimelineEvent = z.output<typeof event>;

/** The row an event or a patch means: a connection first, since connections name their gateway too. */
export function findRow(
  { connections, gateways }: Pick<ScenarioRegion, 'connections' | 'gateways'>,
  id: string,
): JsonObject | undefined {
  return (
    connections.find((each) => textAt(each, 'VpnConnectionId') === id) ??
    gateways.find((each) => textAt(each, 'VpnGatewayId') === id)
  );
}

/**
 * Validates a scenario.
 * @throws ConfigError with every fault
 */
export function parseScenario(input: unknown): Scenario {
  return checked(scenario, input);
}
