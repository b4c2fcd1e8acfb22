/** What fires together, and what Alertmanager must keep silent of it, as data. */

/** A situation: alerts by name without the common prefix, with labels that differ from the common ones. */
export interface Scene {
  readonly scene: string;
  readonly firing: readonly (readonly [alert: string, labels?: Readonly<Record<string, string>>])[];
  /** Those that must stay silent. */
  readonly silent: readonly string[];
}

const OTHER = { vpn_connection_id: 'vco-2' };

/** One scene for each rule of inhibition, with what it must leave alone. */
export const SCENES: readonly Scene[] = [
  {
    scene: 'a connection is detached: its page says what the ticket says',
    firing: [
      ['ConnectionDetached'],
      ['ConnectionStateWrong'],
      ['ConnectionStateWrong', OTHER],
      ['SingleTunnel'],
    ],
    silent: ['ConnectionStateWrong'],
  },
  {
    scene: 'other connections speak for themselves',
    firing: [['ConnectionDown'], ['ConnectionDown', OTHER], ['RedundancyLost', { region: 'b' }]],
    silent: [],
  },
  {
    scene: 'one tunnel goes down: the ticket says which',
    firing: [['RedundancyLost'], ['TunnelDown', { tunnel_id: 'tun-1' }], ['TunnelDown', OTHER]],
    silent: ['TunnelDown'],
  },
  {
    scene: 'BGP goes down',
    firing: [['ConnectionBgpDown'], ['NoBgpRoutes'], ['NoBgpRoutes', OTHER]],
    silent: ['NoBgpRoutes'],
  },
  {
    scene: 'a gateway is locked and expired, another one expired only',
    firing: [
      ['GatewayFinancialLocked', { vpn_gateway_id: 'vpn-1', vpn_connection_id: '' }],
      ['GatewayExpired', { vpn_gateway_id: 'vpn-1', vpn_connection_id: '' }],
      ['GatewayExpired', { vpn_gateway_id: 'vpn-2', vpn_connection_id: '' }],
    ],
    silent: ['GatewayExpired'],
  },
  {
    scene: 'a permission is missing for the connections of a region',
    firing: [
      ['TargetFailing', { vpn_connection_id: '' }],
      ['Forbidden', { collector: 'connections', vpn_connection_id: '' }],
      ['Forbidden', { collector: 'gateways', vpn_connection_id: '' }],
      ['Forbidden', { collector: 'connections', region: 'another', vpn_connection_id: '' }],
    ],
    silent: ['Forbidden'],
  },
  {
    scene: 'another cluster and another job of the same account and region',
    firing: [
      ['ConnectionDetached', { cluster: 'one' }],
      ['ConnectionStateWrong', { cluster: 'two' }],
      ['ConnectionStateWrong', { job: 'another', cluster: 'one' }],
      ['RedundancyLost', { cluster: 'one' }],
      ['TunnelDown', { cluster: 'two', tunnel_id: 'tun-1' }],
      ['TargetFailing', { cluster: 'one', vpn_connection_id: '' }],
      ['Forbidden', { cluster: 'two', collector: 'connections', vpn_connection_id: '' }],
    ],
    silent: [],
  },
  {
    scene: 'nobody sees a region or an exporter: what fired before goes on',
    firing: [
      ['ExporterDown', { vpn_connection_id: '' }],
      ['TargetFailing', { vpn_connection_id: '' }],
      ['ConnectionDown'],
      ['RedundancyLost', OTHER],
      ['SharedOutage', { scope: 'region', scope_id: 'a', vpn_connection_id: '' }],
    ],
    silent: [],
  },
];
