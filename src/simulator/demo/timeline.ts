/** What happens while the demo runs. */

import type { TimelineEvent } from '../scenario.ts';
import { connectionId, DOWN, UP } from '../rows/connection-row.ts';
import { PROD } from './prod.ts';

/** A field that becomes `away` and is `back` again, each at a second of every round, over and over. */
type Swing = readonly [
  region: string,
  name: string,
  path: string,
  everySeconds: number,
  away: readonly [atSeconds: number, value: string],
  back: readonly [atSeconds: number, value: string],
];

const FIRST = 'TunnelOptionsSpecification.TunnelOptions.0';
const SECOND = 'TunnelOptionsSpecification.TunnelOptions.1';
const NO_PHASE_2 = 'ipsec_sa_not_established';

const SWINGS: readonly Swing[] = [
  ['cn-hangzhou', 'hz-factory', 'Status', 300, [60, DOWN], [150, UP]],
  // While the tunnel is down, the health check fails too.
  ['cn-hangzhou', 'hz-factory', 'VcoHealthCheck.Status', 300, [60, 'failed'], [150, 'success']],
  [
    'eu-central-1',
    'fra-datacenter',
    `${SECOND}.TunnelBgpConfig.BgpStatus`,
    420,
    [90, 'false'],
    [270, 'success'],
  ],
  ['ap-southeast-1', 'sin-hub', `${FIRST}.Status`, 240, [30, DOWN], [90, UP]],
  ['ap-southeast-1', 'sin-hub', `${SECOND}.Status`, 240, [150, NO_PHASE_2], [210, UP]],
];

/** The demo's timeline. */
export const DEMO_TIMELINE: readonly TimelineEvent[] = SWINGS.flatMap(
  ([region, name, path, everySeconds, ...turns]) =>
    turns.map(([atSeconds, value]) => ({
      account: PROD,
      region,
      id: connectionId(name),
      everySeconds,
      atSeconds,
      set: { [path]: value },
    })),
);
