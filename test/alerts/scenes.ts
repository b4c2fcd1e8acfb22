/** What may fire at the same time, and what of it must stay silent. */

import type { Labels } from '../e2e/support/alertmanager.ts';

/** Alerts that fire together, by short name, with labels that set them apart from each other. */
export interface Scene {
  readonly scene: string;
  readonly firing: readonly (readonly [alert: string, labels?: Labels])[];
  /** Those that must stay silent. */
  readonly silent: readonly string[];
}

const OTHER = { vpn_connection_id: 'vco-2' };

/** One scene for each rule of inhibition, with what it must leave alone. */
export const SCENES: readonly Scene[] = [
  {
    scene: 'a connection goes down with everything in it',
    firing: [
      ['ConnectionDown'],
      ['RedundancyLost'],
      ['SingleTunnel'],
      ['TunnelDown', { tunnel_id: 'tun-1' }],
      ['TunnelDown', { tunnel_id: 'tun-2' }],
      ['TunnelBgpDown', { tunnel_id: 'tun-1' }],
      ['ConnectionFlapping'],
      ['TunnelFlapping', { tunnel_id: 'tun-1' }],
      ['ConnectionBgpDown'],
      ['ConnectionHealthCheckFailed'],
      ['NoBgpRoutes'],
      ['ConnectionStateWrong'],
    ],
    silent: [
      'RedundancyLost',
      'SingleTunnel',
      'TunnelDown',
      'TunnelDown',
      'TunnelBgpDown',
      'ConnectionFlapping',
      'TunnelFlapping',
      'ConnectionBgpDown',
      'ConnectionHealthCheckFailed',
      'NoBgpRoutes',
      'ConnectionStateWrong',
    ],
  },
  {
    scene: 'other connections speak for themselves',
    firing: [['ConnectionDown'], ['ConnectionDown', OTHER], ['RedundancyLost', { region: 'b' }]],
    silent: [],
  },
  {
    scene: 'one tunnel goes down',
    firing: [['RedundancyLost'], ['TunnelDown'], ['TunnelFlapping'], ['TunnelDown', OTHER]],
    silent: ['TunnelDown', 'TunnelFlapping'],
  },
  {
    scene: 'a connection flaps',
    firing: [['ConnectionFlapping'], ['TunnelFlapping'], ['RedundancyLost']],
    silent: ['TunnelFlapping'],
  },
  {
    scene: 'a connection is detached',
    firing: [['ConnectionDetached'], ['ConnectionStateWrong'], ['SingleTunnel']],
    silent: ['ConnectionStateWrong', 'SingleTunnel'],
  },
  {
    scene: 'BGP goes down',
    firing: [
      ['ConnectionBgpDown'],
      ['TunnelBgpDown', { tunnel_id: 'tun-1' }],
      ['TunnelBgpDown', { tunnel_id: 'tun-2' }],
      ['ConnectionHealthCheckFailed'],
      ['NoBgpRoutes', OTHER],
    ],
    silent: ['TunnelBgpDown', 'TunnelBgpDown', 'ConnectionHealthCheckFailed'],
  },
  {
    scene: 'a connection is locked',
    firing: [['ConnectionFinancialLocked'], ['ConnectionDown'], ['TunnelDown']],
    silent: ['ConnectionDown', 'TunnelDown'],
  },
  {
    scene: 'a gateway is locked, and takes its connections down, not those of others',
    firing: [
      ['GatewayFinancialLocked', { vpn_gateway_id: 'vpn-1', vpn_connection_id: '' }],
      ['GatewayExpired', { vpn_gateway_id: 'vpn-1', vpn_connection_id: '' }],
      ['GatewayNotActive', { vpn_gateway_id: 'vpn-2', vpn_connection_id: '' }],
      ['ConnectionDown', { vpn_gateway_id: 'vpn-1' }],
      ['TunnelDown', { vpn_gateway_id: 'vpn-1' }],
      ['RedundancyLost', { vpn_gateway_id: 'vpn-2', ...OTHER }],
      ['ConnectionDown', { vpn_connection_id: 'vco-of-a-transit-router' }],
    ],
    silent: ['GatewayExpired', 'ConnectionDown', 'TunnelDown'],
  },
  {
    scene: 'a region cannot be read',
    firing: [
      ['TargetFailing', { collector: 'connections' }],
      ['CollectorFailing', { collector: 'connections', instance: 'a' }],
      ['CollectorFailing', { collector: 'gateways', instance: 'a' }],
      ['CollectorFailing', { collector: 'gateways', region: 'another' }],
      ['DataStale', { collector: 'connections' }],
      ['Throttled', { action: 'DescribeVpnConnections' }],
      ['ConnectionDown'],
      ['TunnelDown', { tunnel_id: 'tun-1' }],
      ['ConnectionVanished', OTHER],
      ['GatewayExpiresIn1Day', { vpn_gateway_id: 'vpn-1' }],
      ['ConnectionDown', { region: 'another' }],
    ],
    silent: [
      'CollectorFailing',
      'CollectorFailing',
      'DataStale',
      'Throttled',
      'ConnectionDown',
      'TunnelDown',
      'ConnectionVanished',
    ],
  },
  {
    scene: 'credentials are refused: what they silence still silences the rest',
    firing: [
      ['CredentialsRefused', { collector: 'connections' }],
      ['TargetFailing', { collector: 'connections' }],
      ['TargetNeverSucceeded', { collector: 'connections' }],
      ['TargetNeverSucceeded', { collector: 'gateways' }],
      ['CollectorFailing', { collector: 'gateways' }],
      ['RedundancyLost'],
      ['TargetFailing', { collector: 'connections', region: 'another' }],
    ],
    silent: ['TargetFailing', 'TargetNeverSucceeded', 'CollectorFailing', 'RedundancyLost'],
  },
  {
    scene: 'data are stale',
    firing: [['DataStale', { collector: 'connections' }], ['ConnectionDown']],
    silent: ['ConnectionDown'],
  },
  {
    scene: 'the gateways cannot be read',
    firing: [
      ['CollectorFailing', { collector: 'gateways' }],
      ['GatewayNotActive', { vpn_gateway_id: 'vpn-1', vpn_connection_id: '' }],
      ['GatewayFinancialLocked', { vpn_gateway_id: 'vpn-2', vpn_connection_id: '' }],
      ['ConnectionDown', OTHER],
    ],
    silent: ['GatewayNotActive'],
  },
  {
    scene: 'the diagnosis fails: the gateways can still be read',
    firing: [['CollectorFailing', { collector: 'diagnosis' }], ['GatewayNotActive']],
    silent: [],
  },
  {
    scene: 'the exporter is down: its polls need no page, those of other jobs do',
    firing: [
      ['ExporterDown', { job: 'vpn-1', instance: 'a' }],
      ['TargetFailing', { job: 'vpn-1', collector: 'connections' }],
      ['DataStale', { job: 'vpn-1', collector: 'connections' }],
      ['NoTargets', { job: 'vpn-1' }],
      ['ShardMissing', { job: 'vpn-1' }],
      ['TargetVanished', { job: 'vpn-1' }],
      ['TargetFailing', { job: 'vpn-2', collector: 'connections' }],
      ['ShardMissing', { job: 'vpn-2' }],
      ['ReloadFailed', { job: 'vpn-1', instance: 'a' }],
    ],
    silent: ['TargetFailing', 'DataStale', 'NoTargets', 'ShardMissing', 'TargetVanished'],
  },
  {
    scene: 'a shard is missing, and what it polled',
    firing: [
      ['ShardMissing', { job: 'vpn-3' }],
      ['TargetVanished', { job: 'vpn-3' }],
      ['TargetFailing', { job: 'vpn-3', collector: 'connections', region: 'of another shard' }],
      ['TargetVanished', { job: 'vpn-4' }],
    ],
    silent: ['TargetVanished'],
  },
  {
    scene: 'rows are rejected until their connection vanishes',
    firing: [['RowsRejected', { collector: 'connections' }], ['ConnectionVanished']],
    silent: ['ConnectionVanished'],
  },
];
