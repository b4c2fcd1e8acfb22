/** One cause that takes many connections down: one page that names it. */

import { dual, gateway, many, names, REGION, single } from '../cloud.ts';
import type { Chapter } from '../incident.ts';
import { down, fault, field, healed, page, pageOver, quiet, up } from '../steps.ts';

/** Connections elsewhere in the region, so that one gateway is not the whole region. */
const ELSEWHERE = many(5, 'elsewhere', (name) => dual(name, { gateway: 'calm' }));

const FOREIGN = 'eu-central-1';
const FAR = 'ap-southeast-1';

/** `count` connections of a gateway. */
function behind(name: string, count: number): ReturnType<typeof dual>[] {
  return many(count, name, (each) => dual(each, { gateway: name }));
}

export const CAUSES: Chapter = {
  title: 'One cause, one page',
  incidents: [
    {
      id: 'gateway-down',
      what: 'All eight connections of a VPN gateway go down at once.',
      cloud: {
        [REGION]: [gateway('main'), gateway('calm'), ...behind('main', 8), ...ELSEWHERE],
      },
      story: [
        down(...names(8, 'main')),
        page('SharedOutage', 'main', { says: ['8 VPN connections of VPN gateway {main}'] }),
        quiet('10m'),
        up(...names(8, 'main')),
        pageOver('SharedOutage', 'main'),
      ],
      never: ['ConnectionDown'],
    },
    {
      id: 'gateway-of-two-down',
      what: 'Both connections of a VPN gateway go down.',
      cloud: {
        [REGION]: [gateway('main'), gateway('calm'), ...behind('main', 2), ...ELSEWHERE],
      },
      story: [
        down('main-1', 'main-2'),
        page('SharedOutage', 'main'),
        up('main-1', 'main-2'),
        pageOver('SharedOutage', 'main'),
      ],
      never: ['ConnectionDown'],
    },
    {
      id: 'gateway-down-recovers-slowly',
      what: 'A gateway with ten connections goes down; its connections come back one after the other.',
      cloud: {
        [REGION]: [gateway('main'), gateway('calm'), ...behind('main', 10), ...ELSEWHERE],
      },
      story: [
        down(...names(10, 'main')),
        page('SharedOutage', 'main'),
        up(...names(3, 'main')),
        quiet('5m'),
        up(...names(6, 'main')),
        quiet('5m'),
        up(...names(10, 'main')),
        pageOver('SharedOutage', 'main'),
      ],
      never: ['ConnectionDown'],
    },
    {
      id: 'gateway-down-one-by-one',
      what: 'One connection of a gateway is down; an hour later the others follow.',
      cloud: {
        [REGION]: [gateway('main'), gateway('calm'), ...behind('main', 6), ...ELSEWHERE],
      },
      story: [
        down('main-1'),
        page('ConnectionDown', 'main-1'),
        quiet('5m'),
        down(...names(6, 'main')),
        page('SharedOutage', 'main'),
        quiet('5m'),
      ],
      never: [],
      // The page of the first connection may end now that a larger one names it.
      mayCome: ['ConnectionDown'],
    },
    {
      id: 'transit-router-down',
      what: 'All six connections of a transit router go down at once.',
      cloud: {
        [REGION]: [...many(6, 'spoke', (name) => dual(name)), gateway('calm'), ...ELSEWHERE],
      },
      story: [
        down(...names(6, 'spoke')),
        page('SharedOutage', undefined, { says: ['6', 'of transit router'] }),
        up(...names(6, 'spoke')),
        pageOver('SharedOutage'),
      ],
      never: ['ConnectionDown'],
    },
    {
      id: 'branch-router-down',
      what: 'The router of a branch fails; it ends connections in three regions (one customer gateway).',
      cloud: {
        [REGION]: [gateway('calm'), dual('hangzhou', { site: 'branch' }), ...ELSEWHERE],
        [FOREIGN]: [
          dual('frankfurt', { site: 'branch' }),
          ...many(3, 'frankfurt-other', (name) => dual(name)),
        ],
        [FAR]: [
          dual('singapore', { site: 'branch' }),
          ...many(3, 'singapore-other', (name) => dual(name)),
        ],
      },
      story: [
        down('hangzhou', 'frankfurt', 'singapore'),
        page('SharedOutage', 'branch', { says: ['3 VPN connections of site {branch}'] }),
        up('hangzhou', 'frankfurt', 'singapore'),
        pageOver('SharedOutage', 'branch'),
      ],
      never: ['ConnectionDown'],
    },
    {
      id: 'region-down',
      what: 'A whole region goes down: three gateways and twelve connections.',
      cloud: {
        [REGION]: [
          ...['east', 'west', 'north'].map((name) => gateway(name)),
          ...behind('east', 4),
          ...behind('west', 4),
          ...behind('north', 4),
        ],
        [FOREIGN]: many(8, 'frankfurt', (name) => dual(name)),
      },
      story: [
        down(...names(4, 'east'), ...names(4, 'west'), ...names(4, 'north')),
        page('SharedOutage', REGION, { says: [`12 VPN connections of region ${REGION}`] }),
        up(...names(4, 'east'), ...names(4, 'west'), ...names(4, 'north')),
        pageOver('SharedOutage', REGION),
      ],
      never: ['ConnectionDown'],
    },
    {
      id: 'account-down',
      what: 'All connections of an account go down, in three regions.',
      cloud: {
        [REGION]: [gateway('main'), ...behind('main', 4)],
        [FOREIGN]: many(4, 'frankfurt', (name) => dual(name)),
        [FAR]: many(4, 'singapore', (name) => dual(name)),
      },
      story: [
        down(...names(4, 'main'), ...names(4, 'frankfurt'), ...names(4, 'singapore')),
        page('SharedOutage', 'account-down', { says: ['of account account-down'] }),
      ],
      never: ['ConnectionDown'],
    },
    {
      id: 'fleet-down',
      what: 'A hundred connections of ten gateways go down at once.',
      cloud: {
        [REGION]: [
          ...many(10, 'gateway', (name) => gateway(name)),
          ...many(100, 'vpn', (name) =>
            dual(name, { gateway: `gateway-${(Number(name.slice(4)) % 10) + 1}` }),
          ),
        ],
      },
      story: [
        down(...names(100, 'vpn')),
        page('SharedOutage', REGION, { says: ['100', `of region ${REGION}`] }),
        quiet('10m'),
      ],
      never: ['ConnectionDown'],
    },
    {
      id: 'second-gateway-down',
      what: 'A gateway goes down, and half an hour later a second one.',
      cloud: {
        [REGION]: [
          ...['first', 'second', 'calm'].map((name) => gateway(name)),
          ...behind('first', 4),
          ...behind('second', 4),
          ...many(9, 'elsewhere', (name) => dual(name, { gateway: 'calm' })),
        ],
      },
      story: [
        down(...names(4, 'first')),
        page('SharedOutage', 'first'),
        quiet('10m'),
        down(...names(4, 'second')),
        page('SharedOutage', 'second'),
      ],
      never: ['ConnectionDown'],
    },
    {
      id: 'gateway-and-a-stranger',
      what: 'While a gateway is down, a connection of another gateway goes down.',
      cloud: {
        [REGION]: [gateway('main'), gateway('calm'), ...behind('main', 4), ...ELSEWHERE],
      },
      story: [
        down(...names(4, 'main')),
        page('SharedOutage', 'main'),
        down('elsewhere-1'),
        page('ConnectionDown', 'elsewhere-1'),
        up('elsewhere-1'),
        pageOver('ConnectionDown', 'elsewhere-1'),
      ],
      never: [],
    },
    {
      id: 'api-fails-while-gateway-down',
      what: 'While a gateway is down, its region cannot be read for a quarter of an hour.',
      cloud: {
        [REGION]: [gateway('main'), gateway('calm'), ...behind('main', 4), ...ELSEWHERE],
      },
      story: [
        down(...names(4, 'main')),
        page('SharedOutage', 'main'),
        fault('every call is answered with 503', 'service_unavailable'),
        page('TargetFailing', REGION),
        quiet('15m'),
        healed,
        pageOver('TargetFailing', REGION),
        quiet('5m'),
        up(...names(4, 'main')),
        pageOver('SharedOutage', 'main'),
      ],
      never: ['ConnectionDown'],
    },
    {
      id: 'gateway-locked',
      what: 'A gateway is locked for an overdue payment and its connections go down.',
      cloud: {
        [REGION]: [gateway('main'), gateway('calm'), ...behind('main', 4), ...ELSEWHERE],
      },
      story: [
        field('main', 'BusinessStatus', 'FinancialLocked'),
        page('GatewayFinancialLocked', 'main'),
        down(...names(4, 'main')),
        quiet('10m'),
      ],
      never: ['ConnectionDown'],
    },
    {
      id: 'mixed-gateway-down',
      what: 'A gateway with single- and dual-tunnel connections goes down.',
      cloud: {
        [REGION]: [
          gateway('main'),
          gateway('calm'),
          ...behind('main', 3),
          ...many(3, 'old', (name) => single(name, { gateway: 'main' })),
          ...ELSEWHERE,
        ],
      },
      story: [down(...names(3, 'main'), ...names(3, 'old')), page('SharedOutage', 'main')],
      never: ['ConnectionDown'],
    },
  ],
};
