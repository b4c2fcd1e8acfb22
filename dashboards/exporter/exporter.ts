/** The exporter itself: whether it can be trusted. */

import { build } from '../kit/board.ts';
import { account, cluster, dataSource, instance, job, region } from '../kit/variables.ts';
import { api } from './api.ts';
import { now } from './now.ts';
import { polls } from './polls.ts';
import { process } from './process.ts';

/** The dashboard. */
export const exporter = build({
  name: 'exporter',
  description:
    'The exporter of Alibaba Cloud IPsec-VPN itself: targets, polls, API calls, process.',
  from: 'now-6h',
  variables: [dataSource, cluster, job, instance, account, region],
  rows: [now, polls, api, process],
});
