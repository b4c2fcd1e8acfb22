/** The IPsec phases, lifecycle states and what they are called on the dashboards. */

import { COLOURS } from '../kit/colours.ts';
import { named } from '../kit/mappings.ts';
import { CONNECTION, stateCode, TUNNEL, type Select } from './promql.ts';

/** Values of `status` of the IPsec state sets, from the worst to the best. */
const PHASES = {
  ike_sa_not_established: 0,
  ike_sa_established: 1,
  ipsec_sa_not_established: 2,
  unknown: 3,
  ipsec_sa_established: 4,
} as const;

/** Names of those. */
export const PHASE_NAMES = named({
  4: ['Established', COLOURS.good],
  3: ['Not reported', COLOURS.unknown],
  2: ['Phase 2 failed', COLOURS.bad],
  1: ['Phase 1 only', COLOURS.degraded],
  0: ['Phase 1 failed', COLOURS.worst],
});

/** The phase of single-tunnel connections. */
export function connectionPhase(select: Select, window?: string): string {
  const metric = 'alicloud_vpn_connection_ipsec_status';
  return stateCode(select, metric, CONNECTION, 'status', PHASES, window);
}

/** The phase of tunnels. */
export function tunnelPhase(select: Select, window?: string): string {
  return stateCode(select, 'alicloud_vpn_tunnel_ipsec_status', TUNNEL, 'status', PHASES, window);
}

/** Values of `state` of a connection and of a tunnel. */
const STATES = {
  unknown: 0,
  deleted: 1,
  deleting: 2,
  financialLocked: 3,
  init: 4,
  detaching: 5,
  attaching: 6,
  provisioning: 7,
  updating: 8,
  upgrading: 9,
  attached: 10,
  active: 11,
} as const;

/** Names of those. */
export const STATE_NAMES = named({
  11: ['Active', COLOURS.good],
  10: ['Attached', COLOURS.good],
  9: ['Upgrading', COLOURS.changing],
  8: ['Updating', COLOURS.changing],
  7: ['Provisioning', COLOURS.changing],
  6: ['Attaching', COLOURS.changing],
  5: ['Detaching', COLOURS.changing],
  4: ['Not associated', COLOURS.degraded],
  3: ['Locked: overdue', COLOURS.bad],
  2: ['Deleting', COLOURS.changing],
  1: ['Deleted', COLOURS.unknown],
  0: ['Not reported', COLOURS.unknown],
});

type State = keyof typeof STATES;

function among(states: readonly State[]): Readonly<Record<string, number>> {
  return Object.fromEntries(states.map((state) => [state, STATES[state]]));
}

/** The lifecycle state of connections. */
export function connectionState(select: Select, window?: string): string {
  const states = Object.keys(STATES).filter((state) => state !== 'deleting') as State[];
  const metric = 'alicloud_vpn_connection_state';
  return stateCode(select, metric, CONNECTION, 'state', among(states), window);
}

/** The lifecycle state of tunnels. */
export function tunnelState(select: Select, window?: string): string {
  const states = among(['unknown', 'deleting', 'updating', 'active']);
  return stateCode(select, 'alicloud_vpn_tunnel_state', TUNNEL, 'state', states, window);
}

/** Values of `status` of a gateway. */
const GATEWAY_STATUSES = {
  unknown: 0,
  deleting: 2,
  init: 4,
  provisioning: 7,
  updating: 8,
  active: 11,
} as const;

/** Names of those. */
export const GATEWAY_STATUS_NAMES = named({
  11: ['Active', COLOURS.good],
  8: ['Updating', COLOURS.changing],
  7: ['Provisioning', COLOURS.changing],
  4: ['Being created', COLOURS.changing],
  2: ['Deleting', COLOURS.changing],
  0: ['Not reported', COLOURS.unknown],
});

/** The status of gateways. */
export function gatewayStatus(select: Select, by: string): string {
  return stateCode(select, 'alicloud_vpn_gateway_status', by, 'status', GATEWAY_STATUSES);
}

/** Names of the billing status of a gateway. */
export const BILLING_NAMES = named({
  2: ['Normal', COLOURS.good],
  1: ['Locked: overdue', COLOURS.bad],
  0: ['Not reported', COLOURS.unknown],
});

/** The billing status of gateways. */
export function gatewayBilling(select: Select, by: string): string {
  return stateCode(select, 'alicloud_vpn_gateway_business_status', by, 'status', {
    unknown: 0,
    FinancialLocked: 1,
    Normal: 2,
  });
}
