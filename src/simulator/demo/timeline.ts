/** What happens while the demo runs. */

import { connectionId, DOWN, UP } from '../scenarios/connection-row.ts';
import type { TimelineEvent } from '../scenario.ts';
import { PROD } from './prod.ts';

/** A field that has one value for a while, then another, over and over. */
interface Swing {
  readonly region: string;
  readonly name: string;
  readonly path: string;
  readonly everySeconds: number;
  /** Seconds of each round at which the field becomes `away`, and at which it is back. */
  readonly from: number;
  readonly until: number;
  readonly away: string;
  readonly back: string;
}

function tunnelPath(index: number, field: string): string {
  return `TunnelOptionsSpecification.TunnelOptions.${index}.${field}`;
}

const SWINGS: readonly Swing[] = [
  {
    region: 'cn-hangzhou',
    name: 'hz-factory',
    path: 'Status',
    everySeconds: 300,
    from: 60,
    until: 150,
    away: DOWN,
    back: UP,
  },
  // While the tunnel is down, the health check fails too.
  {
    region: 'cn-hangzhou',
    name: 'hz-factory',
    path: 'VcoHealthCheck.Status',
    everySeconds: 300,
    from: 60,
    until: 150,
    away: 'failed',
    back: 'success',
  },
  {
    region: 'eu-central-1',
    name: 'fra-datacenter',
    path: tunnelPath(1, 'TunnelBgpConfig.BgpStatus'),
    everySeconds: 420,
    from: 90,
    until: 270,
    away: 'false',
    back: 'success',
  },
  {
    region: 'ap-southeast-1',
    name: 'sin-hub',
    path: tunnelPath(0, 'Status'),
    everySeconds: 240,
    from: 30,
    until: 90,
    away: DOWN,
    back: UP,
  },
  {
    region: 'ap-southeast-1',
    name: 'sin-hub',
    path: tunnelPath(1, 'Status'),
    everySeconds: 240,
    from: 150,
    until: 210,
    away: 'ipsec_sa_not_established',
    back: UP,
  },
];

function eventsOf({ region, name, path, everySeconds, ...swing }: Swing): readonly TimelineEvent[] {
  const event = { account: PROD, region, id: connectionId(name), everySeconds };
  return [
    { ...event, atSeconds: swing.from, set: { [path]: swing.away } },
    { ...event, atSeconds: swing.until, set: { [path]: swing.back } },
  ];
}

/** The demo's timeline. */
export const DEMO_TIMELINE: readonly TimelineEvent[] = SWINGS.flatMap(eventsOf);
