/** The demo: a scenario worth watching, and the exporter's configuration that goes with it. */

import { readFileSync } from 'node:fs';
import { COLLECTOR_NAMES } from '../collectors/index.ts';
import type { Config } from '../config/config.ts';
import { parseConfig } from '../config/schema.ts';
import { textAt, type JsonObject } from './json.ts';
import { parseScenarioText } from './scenario-file.ts';
import type { Scenario } from './scenario.ts';

/** A connection that the demo expects and does not have. */
const DECOMMISSIONED = 'vco-vbqze6vvimwmoj350f2v';

/** The demo's cloud as it is at `nowMs` (milliseconds since the epoch); ends and failures are relative to it. */
export function demoScenario(nowMs: number): Scenario {
  return parseScenarioText(
    readFileSync(new URL('demo.yml', import.meta.url), 'utf8'),
    'demo.yml',
    nowMs,
  );
}

/**
 * The exporter's configuration for the demo: every region of both accounts, one of them refused; of the two connections
 * that are expected, one is missing.
 * @param url the simulator's.
 */
export function demoConfig(url: string): Config {
  const { accounts } = demoScenario(0);
  const rows: readonly JsonObject[] = accounts.flatMap(({ regions }) =>
    Object.values(regions).flatMap(({ connections }) => connections),
  );
  const headOffice = textAt(
    rows.find((row) => row['Name'] === 'hz-head-office'),
    'VpnConnectionId',
  );
  return parseConfig({
    poll: { timeout: '10s', request_timeout: '5s', requests_per_minute: 600, stale_after: '1m' },
    accounts: accounts.map(({ name, accessKeys, regions, refusedRegions }, index) => ({
      name,
      credentials: {
        type: 'access_key',
        access_key_id: accessKeys[0]?.id,
        access_key_secret: accessKeys[0]?.secret,
      },
      regions: [...Object.keys(regions), ...refusedRegions],
      endpoint: url,
      ...(index === 0 && { expected_connections: [headOffice, DECOMMISSIONED] }),
    })),
    // Everything there is, at its usual pace.
    collectors: {
      ...Object.fromEntries(COLLECTOR_NAMES.map((name) => [name, { enabled: true }])),
      connections: { crypto: true },
    },
    labels: { tags: ['env', 'owner'] },
  });
}
