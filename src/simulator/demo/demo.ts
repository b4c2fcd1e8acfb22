/** The demo: a scenario worth watching, and the exporter's configuration that goes with it. */

import { COLLECTOR_NAMES } from '../../collectors/index.ts';
import type { Config } from '../../config/config.ts';
import { parseConfig } from '../../config/schema.ts';
import { connectionId } from '../rows/connection-row.ts';
import type { ScenarioInput } from '../scenario.ts';
import { PROD, prodAccount, REFUSED_REGION } from './prod.ts';
import { STAGING, stagingAccount } from './staging.ts';
import { DEMO_TIMELINE } from './timeline.ts';

/** The demo's cloud as it is at `nowMs` (milliseconds since the epoch); ends and failures are relative to it. */
export function demoScenario(nowMs: number): ScenarioInput {
  return { accounts: [prodAccount(nowMs), stagingAccount], timeline: DEMO_TIMELINE };
}

function account(name: string, url: string, regions: readonly string[]): object {
  const credentials = {
    type: 'access_key',
    access_key_id: `simulated-key-${name}`,
    access_key_secret: `simulated-secret-${name}`,
  };
  return { name, credentials, regions, endpoint: url };
}

/** Everything there is, at its usual pace. */
const COLLECTORS = {
  ...Object.fromEntries(COLLECTOR_NAMES.map((name) => [name, { enabled: true }])),
  connections: { crypto: true },
};

/**
 * The exporter's configuration for the demo: every region of both accounts, one of them refused; of the two connections
 * that are expected, one is missing.
 * @param url the simulator's.
 */
export function demoConfig(url: string): Config {
  const prod = account(PROD, url, [
    'cn-hangzhou',
    'eu-central-1',
    'ap-southeast-1',
    REFUSED_REGION,
  ]);
  return parseConfig({
    poll: { timeout: '10s', request_timeout: '5s', requests_per_minute: 600, stale_after: '1m' },
    accounts: [
      {
        ...prod,
        expected_connections: [connectionId('hz-head-office'), connectionId('hz-decommissioned')],
      },
      account(STAGING, url, ['cn-shanghai', 'us-west-1']),
    ],
    collectors: COLLECTORS,
    labels: { tags: ['env', 'owner'] },
  });
}
