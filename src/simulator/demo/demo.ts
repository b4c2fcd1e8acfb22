/** The demo: a scenario worth watching, and the exporter's configuration that goes with it. */

import type { Config } from '../../config/config.ts';
import { DEFAULT_HTTP, type AccountConfig, type Filters } from '../../model/account.ts';
import { Secret, type SecretSource } from '../../model/secret.ts';
import { connectionId } from '../scenarios/connection-row.ts';
import type { ScenarioInput } from '../scenario-schema.ts';
import { PROD, prodAccount, REFUSED_REGION } from './prod.ts';
import { STAGING, stagingAccount } from './staging.ts';
import { DEMO_TIMELINE } from './timeline.ts';

/** The demo's cloud as it is at `nowMs` (milliseconds since the epoch); ends and failures are relative to it. */
export function demoScenario(nowMs: number): ScenarioInput {
  return { accounts: [prodAccount(nowMs), stagingAccount], timeline: DEMO_TIMELINE };
}

const NO_FILTERS: Filters = {
  vpnGatewayId: undefined,
  customerGatewayId: undefined,
  vpnConnectionId: undefined,
  resourceGroupId: undefined,
  tags: {},
};

function value(text: string): SecretSource {
  return { kind: 'value', value: new Secret(text) };
}

function account(
  name: string,
  url: string,
  regions: readonly string[],
  expectedConnections: readonly string[],
): AccountConfig {
  return {
    name,
    credentials: {
      type: 'access_key',
      accessKeyId: value(`simulated-key-${name}`),
      accessKeySecret: value(`simulated-secret-${name}`),
    },
    regions,
    excludeRegions: [],
    endpoint: url,
    network: 'public',
    http: DEFAULT_HTTP,
    filters: NO_FILTERS,
    expectedConnections,
  };
}

/**
 * The exporter's configuration for the demo: every region of both accounts, one of them refused; of the two connections
 * that are expected, one is missing.
 * @param url the simulator's.
 */
export function demoConfig(url: string): Config {
  const prodRegions = ['cn-hangzhou', 'eu-central-1', 'ap-southeast-1', REFUSED_REGION];
  const expected = [connectionId('hz-head-office'), connectionId('hz-decommissioned')];
  return {
    poll: {
      intervalMs: 20_000,
      timeoutMs: 10_000,
      requestTimeoutMs: 5_000,
      concurrency: 8,
      requestsPerMinute: 600,
      staleAfterMs: 60_000,
    },
    accounts: [
      account(PROD, url, prodRegions, expected),
      account(STAGING, url, ['cn-shanghai', 'us-west-1'], []),
    ],
    collectors: {
      connections: { enabled: true, crypto: true },
      gateways: { enabled: true },
      diagnosis: { enabled: true },
      routes: { enabled: true },
      traffic: { enabled: true, intervalMs: 60_000, metrics: {} },
    },
    tagLabels: [
      { key: 'env', label: 'tag_env' },
      { key: 'owner', label: 'tag_owner' },
    ],
  };
}
