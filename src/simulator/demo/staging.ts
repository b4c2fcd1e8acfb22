/** The demo's account `staging`: rows with fields missing, as the API returns them now and then. */

import { withValueAt, type Json } from '../json.ts';
import { connectionId, connectionRow, DOWN } from '../rows/connection-row.ts';
import { gatewayId, gatewayRow } from '../rows/gateway-row.ts';
import type { ScenarioInput } from '../scenario.ts';

/** Name of the staging account. */
export const STAGING = 'staging';

const TAGS = { env: 'staging', owner: 'platform' };

/** A status the API could not determine: the field is absent. */
function withoutStatus(row: Json): Record<string, Json> {
  return { ...Object(withValueAt(row, 'Status', undefined)) };
}

export const stagingAccount: ScenarioInput['accounts'][number] = {
  name: STAGING,
  uid: '5555666677778888',
  accessKeys: [{ id: 'simulated-key-staging', secret: 'simulated-secret-staging' }],
  regions: {
    'cn-shanghai': {
      connections: [
        connectionRow({
          name: 'sh-build',
          mode: 'dual',
          region: 'cn-shanghai',
          vpnGatewayId: gatewayId('sh-main'),
          tags: TAGS,
        }),
        withoutStatus(
          connectionRow({
            name: 'sh-test',
            mode: 'single',
            vpnGatewayId: gatewayId('sh-main'),
            tags: TAGS,
          }),
        ),
      ],
      gateways: [
        gatewayRow({
          name: 'sh-main',
          chargeType: 'POSTPAY',
          endMs: Date.UTC(2099, 8, 9),
          tags: TAGS,
        }),
      ],
      // The standby carries what the active tunnel should.
      traffic: [
        { connection: connectionId('sh-build'), receive: 18e6, transmit: 7e6, isOnStandby: true },
      ],
    },
    'us-west-1': {
      connections: [
        withoutStatus(
          connectionRow({
            name: 'sjc-office',
            mode: 'dual',
            region: 'us-west-1',
            tags: TAGS,
            bgp: ['success', 'success'],
          }),
        ),
        connectionRow({
          name: 'sjc-trial',
          mode: 'single',
          tags: { env: 'staging' },
          statuses: [DOWN],
          fields: { State: 'init', AttachType: 'NO_ASSOCIATED', TransitRouterId: '' },
        }),
      ],
    },
  },
};
