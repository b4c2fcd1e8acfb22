/** One connection, and the tunnels of one connection. */

import { dual, gateway, REGION, single } from '../cloud.ts';
import type { Chapter } from '../incident.ts';
import {
  down,
  flaps,
  happens,
  page,
  pageOver,
  quiet,
  status,
  ticket,
  ticketOver,
  tunnelDown,
  tunnelUp,
  up,
} from '../steps.ts';
import { cloudAround, officeCloud } from './common.ts';

export const CONNECTIONS: Chapter = {
  title: 'Connections and tunnels',
  incidents: [
    {
      id: 'connection-down',
      what: 'Both tunnels of a connection go down and come back.',
      cloud: officeCloud(),
      story: [
        down('office'),
        page('ConnectionDown', 'office', { says: ['{office}', 'connection-down.office'] }),
        quiet('5m'),
        up('office'),
        pageOver('ConnectionDown', 'office'),
      ],
      never: ['TunnelDown', 'RedundancyLost', 'ConnectionFlapping'],
    },
    {
      id: 'single-tunnel-down',
      what: 'A single-tunnel connection with BGP and a health check goes down.',
      cloud: cloudAround(single('office', { gateway: 'main', bgp: true, healthCheck: 'success' })),
      story: [
        down('office'),
        page('ConnectionDown', 'office', { says: ['ike_sa_not_established'] }),
        happens('its BGP session and health check fail as well', async (scene) => {
          await scene.set('office', 'VpnBgpConfig.Status', 'false');
          await scene.set('office', 'VcoHealthCheck.Status', 'failed');
        }),
        quiet('10m'),
      ],
      never: ['ConnectionBgpDown', 'ConnectionHealthCheckFailed'],
    },
    {
      id: 'phase-2-down',
      what: 'Phase 2 of a single-tunnel connection fails while phase 1 is established.',
      cloud: cloudAround(single('office', { gateway: 'main' })),
      story: [
        status(['office'], 'ipsec_sa_not_established', 'phase 2 of `office` down'),
        page('ConnectionDown', 'office', { says: ['ipsec_sa_not_established'] }),
      ],
      never: [],
    },
    {
      id: 'reason-known',
      what: 'A connection goes down and the API knows why.',
      cloud: officeCloud(),
      diagnoses: (ids) => [
        {
          TunnelId: ids.tunnel('office', 0),
          FailedReasonCode: 'Phase1AlgorithmMismatch',
          MismatchLocalParam: 'AES256',
          MismatchRemoteParam: 'AES128',
          Severity: 'Critical',
        },
      ],
      story: [
        down('office'),
        page('ConnectionDown', 'office', {
          says: ['Phase1AlgorithmMismatch', 'AES256', 'AES128', '{office/0}'],
        }),
      ],
      never: [],
    },
    {
      id: 'short-outage',
      what: 'A connection is down for 20 seconds.',
      cloud: officeCloud(),
      story: [down('office'), quiet('20s'), up('office'), quiet('15m')],
      never: ['ConnectionDown', 'ConnectionFlapping'],
    },
    {
      id: 'redundancy-lost',
      what: 'One of two tunnels goes down and comes back.',
      cloud: officeCloud(),
      story: [
        tunnelDown('office', 0),
        ticket('RedundancyLost', 'office', { says: ['{office/0}'] }),
        tunnelUp('office', 0),
        ticketOver('RedundancyLost', 'office'),
      ],
      never: ['ConnectionDown', 'TunnelDown'],
    },
    {
      id: 'one-tunnel-then-both',
      what: 'One tunnel goes down, and the other an hour later.',
      cloud: officeCloud(),
      story: [
        tunnelDown('office', 1),
        ticket('RedundancyLost', 'office'),
        tunnelDown('office', 0),
        page('ConnectionDown', 'office'),
        up('office'),
        pageOver('ConnectionDown', 'office'),
      ],
      never: ['TunnelDown'],
      // Resolved while it is silenced, or not: both are right.
      mayCome: ['RedundancyLost'],
    },
    {
      id: 'flapping',
      what: 'A connection is down for two minutes and up for two, again and again.',
      cloud: officeCloud(),
      story: [
        flaps('office', '2m', '2m', 9),
        page('ConnectionDown', 'office'),
        pageOver('ConnectionDown', 'office'),
      ],
      never: ['TunnelFlapping'],
    },
    {
      id: 'flapping-slowly',
      what: 'A connection is down for ten minutes and up for ten, again and again.',
      cloud: officeCloud(),
      story: [
        flaps('office', '10m', '9m', 2),
        page('ConnectionDown', 'office'),
        pageOver('ConnectionDown', 'office'),
      ],
      never: ['TunnelFlapping'],
    },
    {
      id: 'tunnel-flapping',
      what: 'One of two tunnels is down for two minutes and up for two, again and again.',
      cloud: officeCloud(),
      story: [
        happens('tunnel 1 of `office` down for 2m, up for 2m, 9 times', async (scene) => {
          for (let round = 0; round < 9; round += 1) {
            await scene.setTunnel('office', 0, 'Status', 'ike_sa_not_established');
            await scene.pause('2m');
            await scene.setTunnel('office', 0, 'Status', 'ipsec_sa_established');
            await scene.pause('2m');
          }
        }),
        ticket('TunnelFlapping', 'office'),
        ticketOver('TunnelFlapping', 'office'),
      ],
      never: ['ConnectionDown', 'ConnectionFlapping'],
      mayCome: ['RedundancyLost'],
    },
    {
      id: 'three-of-eight',
      what: 'Three of eight connections of a VPN gateway go down at once.',
      cloud: {
        [REGION]: [
          gateway('main'),
          ...['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight'].map((name) =>
            dual(name, { gateway: 'main' }),
          ),
        ],
      },
      story: [
        down('one', 'two', 'three'),
        page('ConnectionDown', 'one'),
        page('ConnectionDown', 'two'),
        page('ConnectionDown', 'three'),
        up('one', 'two', 'three'),
        pageOver('ConnectionDown', 'one'),
        pageOver('ConnectionDown', 'two'),
        pageOver('ConnectionDown', 'three'),
      ],
      never: ['SharedOutage'],
    },
  ],
};
