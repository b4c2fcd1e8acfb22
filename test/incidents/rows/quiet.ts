/** What must not wake anybody: never used, on purpose, or being changed. */

import { dual, gateway, many, REGION, single, DOWN, UP } from '../cloud.ts';
import type { Chapter } from '../incident.ts';
import {
  down,
  field,
  happens,
  notice,
  page,
  pageOver,
  quiet,
  ticket,
  ticketOver,
  tunnelUp,
  up,
} from '../steps.ts';
import { CLAIMS, cloudAround, officeCloud } from './common.ts';

/** Both tunnels are being updated by the platform. */
const tunnelsUpdating = (state: string): ReturnType<typeof happens> =>
  happens(`tunnels of \`office\` ${state}`, async (scene) => {
    for (const index of [0, 1]) await scene.setTunnel('office', index, 'State', state);
  });

export const QUIET: Chapter = {
  title: 'Never used, switched off, or being changed',
  incidents: [
    {
      id: 'never-up',
      what: 'A connection has never been up since it was created.',
      cloud: officeCloud({ statuses: [DOWN, DOWN] }),
      story: [quiet('40m'), notice('ConnectionNeverUp', 'office')],
      never: ['ConnectionDown', 'RedundancyLost', 'TunnelDown'],
    },
    {
      id: 'never-up-then-used',
      what: 'A connection that was never up comes up, stays up for half an hour and goes down.',
      cloud: officeCloud({ statuses: [DOWN, DOWN] }),
      story: [
        up('office'),
        quiet('30m'),
        down('office'),
        page('ConnectionDown', 'office'),
        up('office'),
        pageOver('ConnectionDown', 'office'),
      ],
      never: [],
    },
    {
      id: 'second-tunnel-never-up',
      what: 'The second tunnel of a connection was never configured at the peer.',
      cloud: officeCloud({ statuses: [UP, DOWN] }),
      story: [quiet('40m')],
      never: ['RedundancyLost', 'TunnelDown'],
    },
    {
      id: 'on-demand-idle',
      what: 'A connection negotiates on demand and has no traffic.',
      cloud: officeCloud({ statuses: [DOWN, DOWN], fields: { EffectImmediately: false } }),
      story: [quiet('40m')],
      never: ['ConnectionDown'],
    },
    {
      id: 'on-demand-used-shortly',
      what: 'A connection that negotiates on demand is up for a minute and down again.',
      cloud: officeCloud({ statuses: [DOWN, DOWN], fields: { EffectImmediately: false } }),
      story: [up('office'), quiet('1m'), down('office'), quiet('20m')],
      never: ['ConnectionDown'],
    },
    {
      id: 'on-demand-in-use',
      what: 'A connection that negotiates on demand was up all day and goes down.',
      cloud: officeCloud({ fields: { EffectImmediately: false } }),
      story: [
        down('office'),
        page('ConnectionDown', 'office'),
        up('office'),
        pageOver('ConnectionDown', 'office'),
      ],
      provenBy: 'test/alerts/on-demand.test.yml',
      never: [],
    },
    {
      id: 'alerting-off',
      what: 'A connection with the tag alicloud-vpn-alert=off goes down.',
      cloud: officeCloud({ tags: { 'alicloud-vpn-alert': 'off' } }),
      story: [down('office'), quiet('20m'), up('office'), quiet('10m')],
      never: ['ConnectionDown', 'RedundancyLost'],
    },
    {
      id: 'alerting-off-among-others',
      what: 'A gateway goes down; one of its four connections has the tag alicloud-vpn-alert=off.',
      cloud: {
        [REGION]: [
          gateway('main'),
          dual('one', { gateway: 'main' }),
          dual('two', { gateway: 'main' }),
          dual('three', { gateway: 'main' }),
          dual('quiet', { gateway: 'main', tags: { 'alicloud-vpn-alert': 'off' } }),
          ...many(4, 'elsewhere', (name) => dual(name)),
        ],
      },
      story: [down('one', 'two', 'three', 'quiet'), page('SharedOutage', 'main')],
      never: ['ConnectionDown'],
    },
    {
      id: 'updating-for-10-minutes',
      what: 'The platform updates a connection for ten minutes; its tunnels are down meanwhile.',
      cloud: officeCloud(),
      story: [
        field('office', 'State', 'updating'),
        down('office'),
        quiet('10m'),
        up('office'),
        field('office', 'State', 'active'),
        quiet('10m'),
      ],
      never: ['ConnectionDown', 'ConnectionStateWrong'],
    },
    {
      id: 'upgrading-for-10-minutes',
      what: 'The platform upgrades a connection for ten minutes (State Upgrading, with a capital).',
      cloud: officeCloud(),
      story: [
        field('office', 'State', 'Upgrading'),
        down('office'),
        quiet('10m'),
        up('office'),
        field('office', 'State', 'active'),
        quiet('10m'),
      ],
      never: ['ConnectionDown', 'ConnectionStateWrong'],
    },
    {
      id: 'updating-without-end',
      what: 'An update does not end, and the tunnels stay down.',
      cloud: officeCloud(),
      story: [
        field('office', 'State', 'updating'),
        down('office'),
        quiet('15m'),
        page('ConnectionDown', 'office'),
      ],
      never: [],
      mayCome: ['ConnectionStateWrong'],
    },
    {
      id: 'tunnels-updating',
      what: 'Both tunnels are updated for ten minutes and down meanwhile.',
      cloud: officeCloud(),
      story: [
        tunnelsUpdating('updating'),
        down('office'),
        quiet('10m'),
        up('office'),
        tunnelsUpdating('active'),
        quiet('10m'),
      ],
      never: ['ConnectionDown', 'RedundancyLost', 'TunnelDown'],
    },
    {
      id: 'status-missing',
      what: 'The API stops reporting the Status of a single-tunnel connection.',
      cloud: cloudAround(single('office', { gateway: 'main' })),
      story: [
        field('office', 'Status'),
        ticket('ConnectionStatusUnknown', 'office', { neverSays: CLAIMS }),
        field('office', 'Status', UP),
        ticketOver('ConnectionStatusUnknown', 'office'),
      ],
      never: ['ConnectionDown'],
    },
    {
      id: 'state-missing',
      what: 'The API stops reporting the State of a connection whose tunnels are up.',
      cloud: officeCloud(),
      story: [field('office', 'State'), quiet('40m')],
      never: ['ConnectionStateWrong', 'ConnectionDetached'],
      mayCome: ['ConnectionStatusUnknown'],
    },
    {
      id: 'health-check-never-answered',
      what: 'A health check has never been answered.',
      cloud: cloudAround(single('office', { gateway: 'main', healthCheck: 'failed' })),
      story: [quiet('30m')],
      never: ['ConnectionHealthCheckFailed'],
    },
    {
      id: 'bgp-never-configured',
      what: 'BGP is enabled for the tunnels, but was never configured at the peer.',
      cloud: officeCloud({
        bgp: ['false', 'false'],
        tunnelFields: {
          TunnelBgpConfig: { BgpStatus: 'false', LocalAsn: '', PeerAsn: '0', LocalBgpIp: '' },
        },
      }),
      story: [quiet('30m')],
      never: ['ConnectionBgpDown', 'TunnelBgpDown'],
    },
    {
      id: 'day-one',
      what: 'The first day: ten single-tunnel connections.',
      cloud: { [REGION]: many(10, 'site', (name) => single(name)) },
      story: [notice('SingleTunnel')],
      never: ['ConnectionDown'],
    },
    {
      id: 'second-tunnel-configured',
      what: 'The second tunnel, never used so far, comes up.',
      cloud: officeCloud({ statuses: [UP, DOWN] }),
      story: [tunnelUp('office', 1), quiet('20m')],
      never: ['RedundancyLost'],
    },
  ],
};
