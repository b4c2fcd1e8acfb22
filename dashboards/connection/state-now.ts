/** The top of the detail dashboard: the chosen connections now. */

import { COLOURS } from '../kit/colours.ts';
import type { Row } from '../kit/board.ts';
import { PASSES_FAILS, UP_DOWN } from '../kit/mappings.ts';
import { stat } from '../kit/stat.ts';
import { AGE, AVAILABILITY } from '../kit/thresholds.ts';
import { dataAge } from '../queries/conditions.ts';
import { availability } from '../queries/availability.ts';
import { connectionState, STATE_NAMES } from '../queries/phases.ts';
import { CONNECTION, ofConnection, ofRegion, REGION } from '../queries/promql.ts';

const UP = ofConnection('alicloud_vpn_connection_up');
const BGP = `${ofConnection('alicloud_vpn_connection_bgp_up')} or ${ofConnection('alicloud_vpn_tunnel_bgp_up')}`;
const UP_TUNNELS = `min by (${CONNECTION}) (${ofConnection('alicloud_vpn_connection_tunnels_up')})`;
const TUNNELS = `max by (${CONNECTION}) (${ofConnection('alicloud_vpn_connection_tunnels')})`;
const WIDTH = 3;

const link = [
  stat({
    title: 'Traffic',
    description:
      'Whether traffic can pass: at least one tunnel has phase 2 established. With several connections chosen, the worst of them.',
    expr: `min(${UP})`,
    width: WIDTH,
    mappings: UP_DOWN,
  }),
  stat({
    title: 'Tunnels down',
    description: 'Tunnels of the chosen connections without phase 2.',
    expr: `sum(${TUNNELS} - ${UP_TUNNELS})`,
    width: WIDTH,
    steps: [COLOURS.good, [1, COLOURS.degraded]],
  }),
  stat({
    title: 'BGP',
    description:
      'Whether all BGP sessions of the chosen connections are up; off where none of them uses BGP.',
    expr: `min(${BGP})`,
    width: WIDTH,
    mappings: UP_DOWN,
    nothing: 'off',
  }),
  stat({
    title: 'Health check',
    description:
      'Whether the health checks of the chosen connections pass; off where none of them has one.',
    expr: `min(${ofConnection('alicloud_vpn_connection_health_check_up')})`,
    width: WIDTH,
    mappings: PASSES_FAILS,
    nothing: 'off',
  }),
];

const history = [
  stat({
    title: 'State',
    description: 'Lifecycle state of the connection; with several chosen, the most remarkable one.',
    expr: `min(${connectionState(ofConnection)})`,
    width: WIDTH,
    mappings: STATE_NAMES,
  }),
  stat({
    title: 'Availability',
    description:
      'Share of the time range in which traffic could pass, of the minutes in which it was up or down: what nobody saw, maintenance and detachment count as neither.',
    expr: availability(ofConnection, 'alicloud_vpn:connection:service', '$__range'),
    width: WIDTH,
    unit: 'percentunit',
    decimals: 2,
    steps: AVAILABILITY,
  }),
  stat({
    title: 'Ups and downs',
    description: 'How often the chosen connections went up or down in the time range.',
    expr: `sum(max by (${CONNECTION}) (changes(${UP}[$__range])))`,
    width: WIDTH,
    steps: [COLOURS.good, [1, COLOURS.changing], [4, COLOURS.degraded]],
  }),
  stat({
    title: 'Data age',
    description:
      'Age of what is shown here. After stale_after (300 s unless set) a connection is no longer shown.',
    expr: `max((${dataAge(ofRegion, 'collector="connections"')}) and on (${REGION}) ${UP})`,
    width: WIDTH,
    unit: 's',
    steps: AGE,
  }),
];

/** The row. */
export const stateNow: Row = { title: 'Now', panels: [...link, ...history] };
