/** How available connections and sites were over weeks, for reports. */

import { build } from '../kit/board.ts';
import { account, cluster, dataSource, job, region } from '../kit/variables.ts';
import { perConnection } from './connections.ts';
import { perDay } from './days.ts';
import { perSite } from './sites.ts';

/** The dashboard. */
export const availability = build({
  name: 'availability',
  description:
    'Availability of IPsec-VPN connections of Alibaba Cloud, of sites and regions, by month: docs/availability.md.',
  from: 'now-30d',
  variables: [dataSource, cluster, job, account, region],
  rows: [perDay, perSite, perConnection],
});
