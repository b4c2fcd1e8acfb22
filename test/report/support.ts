/** What `--once` may see, one situation each. */

import { NOTHING_YET } from '../../src/polling/state.ts';
import { overviewOf, type Overview } from '../../src/views/overview.ts';
import type { TargetState } from '../../src/polling/store.ts';
import {
  CONTEXT,
  diagnosed,
  fails,
  failedReason,
  healthy,
  NOW_MS,
  shows,
  stateOf,
} from './html/support/states.ts';
import { connection, dual, gateway, target, tunnel } from '../support/samples.ts';

export { CONTEXT, NOW_MS };

const DOWN = { status: 'ike_sa_not_established' } as const;

const GOOD: readonly TargetState[] = [
  healthy(
    [
      connection('vco-1', {
        name: 'office',
        bgpUp: true,
        bgp: {
          localAsn: '65000',
          peerAsn: '65001',
          localIp: '169.254.10.1',
          peerIp: '169.254.10.2',
          tunnelCidr: '169.254.10.0/30',
        },
        healthCheckUp: true,
        createdSeconds: Date.UTC(2025, 5, 1) / 1000,
        bandwidthBytesPerSecond: 125e6,
      }),
      dual('vco-2', [
        tunnel('tun-1', { bgpUp: true }),
        tunnel('tun-2', { role: 'slave', bgpUp: true }),
      ]),
    ],
    [gateway('vpn-1', { reservation: { type: 'RENEW', endSeconds: NOW_MS / 1000 + 86_400 } })],
  ),
];

const TROUBLE: readonly TargetState[] = [
  stateOf(
    {
      connections: shows([
        connection('vco-1', { name: '杭州办公室' }),
        connection('vco-2', { name: '부산 공장 🏭', ...DOWN }),
        dual('vco-3', [tunnel('tun-1', { index: 1 }), tunnel('tun-2', { index: 2, ...DOWN })], {
          name: 'Zürich – e\u0301tage 2',
        }),
        connection('vco-4', { name: 'grey', bgpUp: false, healthCheckUp: false }),
        connection('vco-5', { name: 'silent', status: 'unknown' }),
        connection('vco-6', { name: 'idle', ...DOWN, state: 'init' }),
      ]),
      gateways: shows([
        gateway('vpn-1', { expirationSeconds: NOW_MS / 1000 + 5 * 86_400, chargeType: 'Prepay' }),
        gateway('vpn-2', { businessStatus: 'FinancialLocked', name: '' }),
      ]),
      diagnosis: diagnosed({ 'vco-2': failedReason(), 'tun-2': undefined }),
    },
    target('cn-hangzhou', { expectedConnections: ['vco-1', 'vco-gone'] }),
  ),
];

const REFUSED = {
  reason: 'forbidden',
  code: 'Forbidden.RAM',
  hint: 'the RAM policy does not allow this call',
  transient: false,
  statusCode: 403,
  requestId: '0A1B-2C',
} as const;

const BLIND: readonly TargetState[] = [
  ...GOOD,
  stateOf(
    { connections: fails(NOTHING_YET, REFUSED), gateways: fails(NOTHING_YET, REFUSED) },
    target('me-east-1'),
  ),
  stateOf(
    {
      connections: shows([connection('vco-9'), connection('vco-x')], 5_000, [
        { id: 'vco-x', field: 'TunnelOptions.Status' },
        { id: undefined, field: 'VpnConnectionId' },
      ]),
    },
    target('eu-central-1'),
  ),
];

/** Escapes of a terminal, a bell, a title, text turned round, halves of characters, what JSON does not escape itself. */
export const STEERING =
  '\u001b[31mred\u0007\u001b]0;owned\u0007\r\n\u009b2J\u202etxt.exe\u2028\ud800"\\\u{e0041}';

const HOSTILE: readonly TargetState[] = [
  stateOf(
    {
      connections: fails(
        shows([
          connection(`vco-1${STEERING}`, { name: STEERING, ...DOWN }),
          dual('vco-2', [tunnel(`tun-1${STEERING}`, { zone: STEERING, role: STEERING })]),
        ]),
        { code: STEERING, hint: STEERING },
      ),
      gateways: shows([gateway(`vpn-1${STEERING}`, { name: STEERING })]),
      diagnosis: diagnosed({ [`vco-1${STEERING}`]: failedReason({ reason: STEERING }) }),
    },
    target('r1', { name: STEERING, expectedConnections: [STEERING] }),
  ),
];

/** Situations by name. */
export const SITUATIONS: Readonly<Record<string, readonly TargetState[]>> = {
  nothing: [],
  good: GOOD,
  trouble: TROUBLE,
  blind: BLIND,
  hostile: HOSTILE,
};

/** What is to be shown of a situation. */
export function overviewNow(situation: string): Overview {
  return overviewOf(SITUATIONS[situation] ?? [], { ...CONTEXT, staleAfterMs: () => Infinity });
}
