/** What can be wrong, as PromQL: each condition has one series for each thing it is true of. */

import { CONNECTION, GATEWAY, TARGET, type Select } from './promql.ts';

/** A subscription that ends sooner than this many days is worth a look. */
export const EXPIRY_DAYS = 30;

function upIs(select: Select, value: 0 | 1): string {
  return `min by (${CONNECTION}) (${select('alicloud_vpn_connection_up')}) == ${value}`;
}

/** Connections without a working tunnel; those that are not in use (init, deleted) do not count. */
export function down(select: Select): string {
  const unused = select('alicloud_vpn_connection_state', 'state=~"deleted|init"');
  return `(${upIs(select, 0)}) unless on (${CONNECTION}) (${unused} == 1)`;
}

/** Connections with fewer tunnels up than configured, but at least one. */
export function redundancyLost(select: Select): string {
  const working = `min by (${CONNECTION}) (${select('alicloud_vpn_connection_tunnels_up')})`;
  const configured = `max by (${CONNECTION}) (${select('alicloud_vpn_connection_tunnels')})`;
  return `(${working} < ${configured}) > 0`;
}

/** Connections with IPsec up and a BGP session down; a tunnel that is down itself does not count. */
export function bgpDown(select: Select): string {
  const single = `${select('alicloud_vpn_connection_bgp_up')} == 0`;
  const tunnel = `${select('alicloud_vpn_tunnel_bgp_up')} == 0 and ${select('alicloud_vpn_tunnel_up')} == 1`;
  return `group by (${CONNECTION}) (${single} or (${tunnel})) and on (${CONNECTION}) (${upIs(select, 1)})`;
}

/** Connections with IPsec up and a failing health check. */
export function healthCheckFails(select: Select): string {
  const failing = `${select('alicloud_vpn_connection_health_check_up')} == 0`;
  return `group by (${CONNECTION}) (${failing}) and on (${CONNECTION}) (${upIs(select, 1)})`;
}

/** Connections that look healthy and are not. */
export function greyFailure(select: Select): string {
  return `group by (${CONNECTION}) ((${bgpDown(select)}) or (${healthCheckFails(select)}))`;
}

/** Collectors whose last poll failed. */
export function targetFails(select: Select, ...matchers: readonly string[]): string {
  return `max by (${TARGET}) (${select('alicloud_vpn_target_up', ...matchers)}) == 0`;
}

/** Connections of expected_connections that do not exist. */
export function expectedMissing(select: Select): string {
  return `max by (account, vpn_connection_id) (${select('alicloud_vpn_connection_expected')}) == 0`;
}

/** Gateways that are locked for an overdue payment. */
export function gatewayLocked(select: Select): string {
  const locked = select('alicloud_vpn_gateway_business_status', 'status="FinancialLocked"');
  return `max by (${GATEWAY}) (${locked}) == 1`;
}

/** Seconds until the subscription of a gateway ends, negative afterwards. */
export function gatewayExpiry(select: Select): string {
  const end = select('alicloud_vpn_gateway_expiration_timestamp_seconds');
  return `min by (${GATEWAY}) (${end}) - time()`;
}

/** Gateways whose subscription has ended. */
export function gatewayExpired(select: Select): string {
  return `${gatewayExpiry(select)} <= 0`;
}

/** Gateways whose subscription soon ends. */
export function gatewayExpires(select: Select): string {
  return `(${gatewayExpiry(select)} < ${EXPIRY_DAYS} * 86400) > 0`;
}

/** Gateways that are locked, or whose subscription has ended or soon will. */
export function gatewayAtRisk(select: Select): string {
  const any = [gatewayLocked, gatewayExpired, gatewayExpires].map((is) => `(${is(select)})`);
  return `group by (${GATEWAY}) (${any.join(' or ')})`;
}

/** Seconds since the last complete poll, per collector; none for what has never succeeded. */
export function dataAge(select: Select, ...matchers: readonly string[]): string {
  const time = select('alicloud_vpn_target_last_success_timestamp_seconds', ...matchers);
  return `time() - (max by (${TARGET}) (${time}) > 0)`;
}
