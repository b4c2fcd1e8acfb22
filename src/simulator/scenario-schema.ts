/** The form of a scenario: unknown data in, a Scenario or every fault with its path out. */

import { z } from 'zod';
import { isObject, type Json, type JsonObject } from './json.ts';
import type { Scenario } from './scenario.ts';
import { scenarioFaults } from './scenario-checks.ts';

/** A scenario that cannot be used; the message lists every fault, one per line. */
export class ScenarioError extends Error {
  override readonly name = 'ScenarioError';
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(faults.join('\n'));
    this.faults = faults;
  }
}

const text = z.string().min(1);

const json = z.custom<Json>((value) => value !== undefined, { error: 'expected a JSON value' });

/** A row whose fields are nobody's business but the API's, except for its id. */
function row(idField: string): z.ZodType<JsonObject> {
  return z.custom<JsonObject>((value) => isObject(value) && typeof value[idField] === 'string', {
    error: `expected an object with the text field ${idField}`,
  });
}

const diagnosis = z.custom<JsonObject>(
  (value) =>
    isObject(value) &&
    (typeof value['VpnConnectionId'] === 'string' || typeof value['TunnelId'] === 'string'),
  { error: 'expected an object with the text field VpnConnectionId or TunnelId' },
);

const accessKey = z.strictObject({
  id: text,
  secret: text,
  securityToken: text.optional(),
  expiresAtMs: z.number().optional(),
  inactive: z.boolean().optional(),
});

const quota = z.strictObject({
  calls: z.int().nonnegative(),
  windowSeconds: z.number().positive(),
  retryAfterMs: z.int().nonnegative().optional(),
});

const bits = z.number().nonnegative();

const traffic = z.strictObject({
  connection: text,
  receive: bits,
  transmit: bits,
  isSteady: z.boolean().default(false),
  isOnStandby: z.boolean().default(false),
  lateSeconds: z.number().nonnegative().optional(),
});

const cloudMonitor = z.strictObject({
  pageSize: z.int().positive().default(1440),
  history: z.int().positive().default(1),
  isText: z.boolean().default(false),
  metas: z
    .record(
      text,
      z.custom<JsonObject | null>((value) => value === null || isObject(value)),
    )
    .readonly()
    .default({}),
});

const region = z.strictObject({
  connections: z.array(row('VpnConnectionId')).readonly().default([]),
  gateways: z.array(row('VpnGatewayId')).readonly().default([]),
  customerGateways: z.array(row('CustomerGatewayId')).readonly().default([]),
  routes: z.array(row('VpnConnectionId')).readonly().default([]),
  gatewayRoutes: z.array(row('VpnInstanceId')).readonly().default([]),
  diagnoses: z.array(diagnosis).readonly().default([]),
  traffic: z.array(traffic).readonly().default([]),
  totalCount: z
    .strictObject({
      connections: z.int().nonnegative().optional(),
      gateways: z.int().nonnegative().optional(),
    })
    .default({}),
});

const answer = z.strictObject({
  action: text,
  params: z.record(text, z.string()).readonly().default({}),
  status: z.int().min(200).max(999).default(200),
  code: text.optional(),
  body: json.optional(),
});

const account = z.strictObject({
  name: text,
  uid: text.default('1234567890123456'),
  accessKeys: z.array(accessKey).min(1).readonly(),
  regions: z.record(z.string(), region).readonly(),
  refusedRegions: z.array(text).readonly().default([]),
  quota: quota.optional(),
  cloudMonitor: cloudMonitor.prefault({}),
  answers: z.array(answer).readonly().default([]),
});

const event = z.strictObject({
  account: text,
  region: text,
  id: text,
  atSeconds: z.number().nonnegative(),
  everySeconds: z.number().positive().optional(),
  set: z.record(text, json).readonly(),
});

const scenario = z.strictObject({
  accounts: z.array(account).min(1).readonly(),
  timeline: z.array(event).readonly().default([]),
});

/** What authors write: lists that are empty and settings with a default may be left out. */
export type ScenarioInput = z.input<typeof scenario>;

function pathText(path: readonly PropertyKey[]): string {
  const joined = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`));
  return joined.join('').replace(/^\./, '') || '(top level)';
}

/**
 * Validates a scenario.
 * @throws ScenarioError with every fault, each `path: what was expected`.
 */
export function parseScenario(input: unknown): Scenario {
  const result = scenario.safeParse(input);
  if (!result.success) {
    throw new ScenarioError(
      result.error.issues.map((issue) => `${pathText(issue.path)}: ${issue.message}`),
    );
  }
  const faults = scenarioFaults(result.data);
  if (faults.length > 0) throw new ScenarioError(faults);
  return result.data;
}
