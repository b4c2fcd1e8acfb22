/** Everything that is wrong now in one query: one series for each problem of each thing. */

import {
  bgpDown,
  down,
  EXPIRY_DAYS,
  expectedMissing,
  gatewayExpired,
  gatewayExpires,
  gatewayLocked,
  healthCheckFails,
  redundancyLost,
  targetFails,
} from './conditions.ts';
import { GATEWAY, ofAccount, ofRegion, one, withName, withReason } from './promql.ts';

/** Values of the query: how bad it is. */
export const SEVERITY = { critical: 2, warning: 1 } as const;

interface Problem {
  readonly text: string;
  readonly severity: number;
  readonly expr: string;
}

function withGatewayName(expr: string): string {
  const info = one(GATEWAY, 'alicloud_vpn_gateway_info');
  const nameless = `group by (${GATEWAY}) (alicloud_vpn_gateway_status)`;
  return `(${expr}) * on (${GATEWAY}) group_left (name) (${info} or on (${GATEWAY}) ${nameless})`;
}

const { critical, warning } = SEVERITY;

const PROBLEMS: readonly Problem[] = [
  { text: 'Connection down', severity: critical, expr: withReason(withName(down(ofRegion))) },
  {
    text: 'Region cannot be read',
    severity: critical,
    expr: targetFails(ofRegion, 'collector="connections"'),
  },
  { text: 'Expected connection missing', severity: critical, expr: expectedMissing(ofAccount) },
  { text: 'Gateway locked', severity: critical, expr: withGatewayName(gatewayLocked(ofRegion)) },
  { text: 'Gateway ended', severity: critical, expr: withGatewayName(gatewayExpired(ofRegion)) },
  { text: 'BGP down, IPsec up', severity: warning, expr: withName(bgpDown(ofRegion)) },
  {
    text: 'Health check fails, IPsec up',
    severity: warning,
    expr: withName(healthCheckFails(ofRegion)),
  },
  {
    text: 'Collector fails',
    severity: warning,
    expr: targetFails(ofRegion, 'collector!="connections"'),
  },
  {
    text: 'Redundancy lost',
    severity: warning,
    expr: withReason(withName(redundancyLost(ofRegion))),
  },
  {
    text: `Gateway ends within ${EXPIRY_DAYS} days`,
    severity: warning,
    expr: withGatewayName(gatewayExpires(ofRegion)),
  },
];

/** The conditions say what is wrong by being there; their values mean nothing here. */
function labelled({ text, severity, expr }: Problem): string {
  return `label_replace((${expr}) * 0 + ${severity}, "problem", "${text}", "", "")`;
}

/** All problems; the label `problem` says which, the value is one of SEVERITY. */
export const problems = PROBLEMS.map(labelled).join('\nor ');
