/** Subscriptions that end. */

import { dual, gateway, REGION, type Cloud } from '../cloud.ts';
import type { Chapter, Incident } from '../incident.ts';
import { notice, page, quiet, ticket } from '../steps.ts';

function subscription(options: Parameters<typeof gateway>[1]): Cloud {
  return {
    [REGION]: [gateway('main', options), dual('office', { gateway: 'main' }), dual('shop')],
  };
}

const EXPIRY = [
  'GatewayExpiresIn30Days',
  'GatewayExpiresIn7Days',
  'GatewayExpiresIn1Day',
  'GatewayExpired',
];

const renewal = (days: number): object => ({
  Status: '1',
  ReservationOrderType: 'RENEW',
  ReservationEndTime: new Date(Date.now() + days * 86_400_000).toISOString(),
});

const INCIDENTS: readonly Incident[] = [
  {
    id: 'yearly-ends-in-25-days',
    what: 'A yearly subscription ends in 25 days.',
    cloud: subscription({ endsInDays: 25, boughtDaysAgo: 340 }),
    story: [notice('GatewayExpiresIn30Days', 'main')],
    never: [],
  },
  {
    id: 'monthly-ends-in-25-days',
    what: 'A monthly subscription ends in 25 days, as it always does at first.',
    cloud: subscription({ endsInDays: 25, boughtDaysAgo: 5 }),
    story: [quiet('70m')],
    never: EXPIRY,
  },
  {
    id: 'ends-in-6-days',
    what: 'A subscription ends in six days.',
    cloud: subscription({ endsInDays: 6, boughtDaysAgo: 24 }),
    story: [ticket('GatewayExpiresIn7Days', 'main')],
    never: [],
  },
  {
    id: 'ends-tomorrow',
    what: 'A subscription ends in twelve hours.',
    cloud: subscription({ endsInDays: 0.5, boughtDaysAgo: 30 }),
    story: [page('GatewayExpiresIn1Day', 'main')],
    never: [],
  },
  {
    id: 'has-ended',
    what: 'A subscription ended an hour ago.',
    cloud: subscription({ endsInDays: -1 / 24, boughtDaysAgo: 30 }),
    story: [page('GatewayExpired', 'main')],
    never: [],
  },
  {
    id: 'renewal-booked',
    what: 'A subscription ends in six days, and its renewal is booked.',
    cloud: subscription({
      endsInDays: 6,
      boughtDaysAgo: 24,
      fields: { ReservationData: renewal(36) as never },
    }),
    story: [quiet('70m')],
    never: EXPIRY,
  },
  {
    id: 'pay-as-you-go',
    what: 'A pay-as-you-go gateway carries an EndTime of yesterday.',
    cloud: subscription({ fields: { EndTime: Date.now() - 86_400_000 } }),
    story: [quiet('30m')],
    never: EXPIRY,
  },
];

export const SUBSCRIPTION: Chapter = { title: 'Subscriptions', incidents: INCIDENTS };
