/** Connections and gateways that are detached, locked, renamed, moved or no longer there. */

import { DOWN, dual, gateway, many, REGION } from '../cloud.ts';
import type { Chapter } from '../incident.ts';
import {
  back,
  down,
  fault,
  field,
  gone,
  happens,
  healed,
  notice,
  page,
  pageOver,
  quiet,
  ticket,
  ticketOver,
  up,
} from '../steps.ts';
import { officeCloud } from './common.ts';

const EMPTY_LIST = {
  kind: 'reply',
  status: 200,
  body: '{"TotalCount":0,"PageNumber":1,"PageSize":50,"VpnConnections":{"VpnConnection":[]}}',
};

export const LIFE: Chapter = {
  title: 'Detached, renamed, no longer there',
  incidents: [
    {
      id: 'detached',
      what: 'A connection in use is detached from its gateway (State init).',
      cloud: officeCloud(),
      story: [
        field('office', 'State', 'init'),
        down('office'),
        page('ConnectionDetached', 'office', { says: ['{office}'] }),
      ],
      never: ['ConnectionDown'],
      mayCome: ['ConnectionStateWrong'],
    },
    {
      id: 'never-attached',
      what: 'A connection was created and never attached.',
      cloud: officeCloud({ statuses: [DOWN, DOWN], fields: { State: 'init' } }),
      story: [quiet('20m')],
      never: ['ConnectionDown', 'ConnectionDetached'],
      mayCome: ['ConnectionStateWrong'],
    },
    {
      id: 'connection-locked',
      what: 'A connection is locked for an overdue payment and goes down.',
      cloud: officeCloud(),
      story: [
        field('office', 'State', 'financialLocked'),
        down('office'),
        page('ConnectionFinancialLocked', 'office'),
      ],
      never: ['ConnectionDown', 'ConnectionStateWrong'],
    },
    {
      id: 'renamed-while-down',
      what: 'A connection is renamed while it is down.',
      cloud: officeCloud(),
      story: [
        down('office'),
        page('ConnectionDown', 'office'),
        field('office', 'Name', 'headquarters'),
        quiet('15m'),
        up('office'),
        pageOver('ConnectionDown', 'office'),
      ],
      never: [],
    },
    {
      id: 'moved-while-down',
      what: 'A connection is moved to another gateway while it is down.',
      cloud: {
        [REGION]: [
          gateway('main'),
          gateway('new'),
          dual('office', { gateway: 'main' }),
          dual('shop', { gateway: 'main' }),
          dual('depot', { gateway: 'new' }),
          dual('warehouse'),
        ],
      },
      story: [
        down('office'),
        page('ConnectionDown', 'office'),
        happens('`office` moves to gateway `new`', (scene) =>
          scene.set('office', 'VpnGatewayId', scene.ids.gateway('new')),
        ),
        quiet('15m'),
        up('office'),
        pageOver('ConnectionDown', 'office'),
      ],
      never: [],
    },
    {
      id: 'vanished',
      what: 'A connection in use is no longer returned.',
      cloud: officeCloud(),
      story: [
        gone('office'),
        notice('ConnectionVanished', 'office', {
          says: ['no longer return'],
          neverSays: ['was deleted'],
        }),
      ],
      never: ['ConnectionDown'],
    },
    {
      id: 'vanished-while-down',
      what: 'A connection is deleted while it is down.',
      cloud: officeCloud(),
      story: [
        down('office'),
        page('ConnectionDown', 'office'),
        gone('office'),
        pageOver('ConnectionDown', 'office'),
        notice('ConnectionVanished', 'office'),
      ],
      never: [],
    },
    {
      id: 'never-used-vanished',
      what: 'A connection that was never up is deleted.',
      cloud: officeCloud({ statuses: [DOWN, DOWN] }),
      story: [gone('office'), quiet('15m')],
      never: ['ConnectionDown'],
      mayCome: ['ConnectionVanished'],
    },
    {
      id: 'expected-missing',
      what: 'A connection of the list expected_connections is deleted.',
      cloud: officeCloud(),
      expected: ['office'],
      story: [
        gone('office'),
        page('ExpectedConnectionMissing', 'office'),
        back('office'),
        pageOver('ExpectedConnectionMissing', 'office'),
      ],
      never: ['ConnectionVanished'],
    },
    {
      id: 'expected-missing-while-blind-elsewhere',
      what: 'An expected connection is deleted while another region of the account cannot be read.',
      cloud: { ...officeCloud(), 'eu-central-1': [dual('frankfurt'), dual('berlin')] },
      expected: ['office'],
      story: [
        fault('eu-central-1 answers 503', 'service_unavailable', { region: 'eu-central-1' }),
        page('TargetFailing', 'eu-central-1'),
        gone('office'),
        page('ExpectedConnectionMissing', 'office'),
      ],
      never: ['ConnectionVanished'],
    },
    {
      id: 'expected-never-existed',
      what: 'The list expected_connections names a connection that does not exist.',
      cloud: officeCloud(),
      expected: ['nowhere'],
      story: [page('ExpectedConnectionMissing')],
      never: [],
    },
    {
      id: 'everything-vanishes',
      what: 'The API answers 200 with an empty list for a region of six connections.',
      cloud: { [REGION]: many(6, 'site', (name) => dual(name)) },
      story: [
        fault('DescribeVpnConnections answers with an empty list', EMPTY_LIST, {
          action: 'DescribeVpnConnections',
        }),
        ticket('ConnectionsVanished', REGION, { says: ['6'], neverSays: ['was deleted'] }),
        healed,
        ticketOver('ConnectionsVanished', REGION),
      ],
      never: ['ConnectionVanished', 'ConnectionDown'],
    },
    {
      id: 'a-third-vanishes',
      what: 'Three of eight connections are no longer returned.',
      cloud: { [REGION]: many(8, 'site', (name) => dual(name)) },
      story: [
        gone('site-1', 'site-2', 'site-3'),
        ticket('ConnectionsVanished', REGION),
        back('site-1', 'site-2', 'site-3'),
        ticketOver('ConnectionsVanished', REGION),
      ],
      never: ['ConnectionVanished'],
    },
    {
      id: 'gateway-vanishes',
      what: 'A VPN gateway and its connections are no longer returned.',
      cloud: {
        [REGION]: [
          gateway('main'),
          dual('office', { gateway: 'main' }),
          dual('shop', { gateway: 'main' }),
          ...many(4, 'site', (name) => dual(name)),
        ],
      },
      story: [gone('main', 'office', 'shop'), ticket('GatewayVanished', 'main')],
      never: ['ConnectionDown'],
      mayCome: ['ConnectionVanished'],
    },
    {
      id: 'gateway-updating-shortly',
      what: 'A gateway is updating for ten minutes.',
      cloud: officeCloud(),
      story: [
        field('main', 'Status', 'updating'),
        quiet('10m'),
        field('main', 'Status', 'active'),
        quiet('10m'),
      ],
      never: ['GatewayNotActive'],
    },
    {
      id: 'gateway-updating-without-end',
      what: 'A gateway is updating for longer than any update takes.',
      cloud: officeCloud(),
      story: [
        field('main', 'Status', 'updating'),
        ticket('GatewayNotActive', 'main', { says: ['updating'] }),
        field('main', 'Status', 'active'),
        ticketOver('GatewayNotActive', 'main'),
      ],
      never: [],
    },
    {
      id: 'replaced',
      what: 'A connection is deleted and created anew under another id.',
      cloud: officeCloud(),
      story: [
        gone('office'),
        happens('its successor appears and is up', async (scene) => {
          await scene.restore('office', { fields: { VpnConnectionId: 'vco-successor-of-office' } });
        }),
        notice('ConnectionVanished', 'office'),
      ],
      never: ['ConnectionDown'],
    },
    {
      id: 'new-connection',
      what: 'A connection is created and takes five minutes to come up.',
      cloud: officeCloud(),
      story: [
        happens('`vco-new` is created, down', async (scene) => {
          await scene.restore('shop', {
            statuses: [DOWN, DOWN],
            fields: { VpnConnectionId: 'vco-new-shop', Name: 'new', CreateTime: Date.now() },
          });
        }),
        quiet('5m'),
        happens('it comes up', async (scene) => {
          await scene.restore('shop', { fields: { VpnConnectionId: 'vco-new-shop', Name: 'new' } });
        }),
        quiet('15m'),
      ],
      never: ['ConnectionDown', 'RedundancyLost'],
    },
  ],
};
