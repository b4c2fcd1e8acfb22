/** What happened to the tunnels, BGP sessions and health checks over time. */

import type { Row } from '../kit/board.ts';
import { PASSES_FAILS, UP_DOWN } from '../kit/mappings.ts';
import { timeline } from '../kit/timeline.ts';
import {
  connectionPhase,
  connectionState,
  PHASE_NAMES,
  STATE_NAMES,
  tunnelPhase,
  tunnelState,
} from '../queries/phases.ts';
import {
  CONNECTION,
  ofConnection,
  STEP_WINDOW,
  TUNNEL,
  withName,
  withTunnelName,
} from '../queries/promql.ts';

const SINGLE = '{{name}} {{vpn_connection_id}}';
/** A tunnel has a role (of a VPN gateway) or an index (of a transit router). */
const DUAL = '{{name}} {{role}}{{tunnel_index}} {{tunnel_id}}';

function lowest(by: string, metric: string): string {
  return `min by (${by}) (min_over_time(${ofConnection(metric)}[${STEP_WINDOW}]))`;
}

const phases = timeline({
  title: 'IPsec phase of each tunnel',
  description:
    'How far each tunnel got: nothing (phase 1 failed), phase 1 only, phase 2 failed, established. A connection with a single tunnel is one band. Not reported: the API gave no status. A gap: not watched. Of each step the worst is shown, so that weeks show what lasted for minutes.',
  series: [
    { expr: withTunnelName(ofConnection, tunnelPhase(ofConnection, STEP_WINDOW)), legend: DUAL },
    { expr: withName(ofConnection, connectionPhase(ofConnection, STEP_WINDOW)), legend: SINGLE },
  ],
  mappings: PHASE_NAMES,
  width: 24,
  height: 10,
});

const bgp = timeline({
  title: 'BGP',
  description: 'BGP sessions, per tunnel or for a single-tunnel connection; only where BGP is on.',
  series: [
    {
      expr: withTunnelName(ofConnection, lowest(TUNNEL, 'alicloud_vpn_tunnel_bgp_up')),
      legend: DUAL,
    },
    {
      expr: withName(ofConnection, lowest(CONNECTION, 'alicloud_vpn_connection_bgp_up')),
      legend: SINGLE,
    },
  ],
  mappings: UP_DOWN,
  nothing: 'BGP is off.',
  width: 12,
  height: 8,
});

const healthCheck = timeline({
  title: 'Health check',
  description: 'Health checks through single-tunnel connections; only where they are on.',
  series: [
    {
      expr: withName(ofConnection, lowest(CONNECTION, 'alicloud_vpn_connection_health_check_up')),
      legend: SINGLE,
    },
  ],
  mappings: PASSES_FAILS,
  nothing: 'The health check is off.',
  width: 12,
  height: 8,
});

const states = timeline({
  title: 'Lifecycle state',
  description:
    'State of the connection and of its tunnels: whether the platform is creating, changing, locking or removing them. It says nothing about traffic.',
  series: [
    { expr: withName(ofConnection, connectionState(ofConnection, STEP_WINDOW)), legend: SINGLE },
    { expr: withTunnelName(ofConnection, tunnelState(ofConnection, STEP_WINDOW)), legend: DUAL },
  ],
  mappings: STATE_NAMES,
  width: 24,
  height: 9,
});

/** The row. */
export const timelines: Row = { title: 'Timeline', panels: [phases, bgp, healthCheck, states] };
