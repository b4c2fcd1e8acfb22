/** The overview of all connections: what is wrong first. */

import { build } from '../kit/board.ts';
import { account, cluster, dataSource, job, region } from '../kit/variables.ts';
import { gatewayTable } from '../panels/gateways.ts';
import { alerts, reloads } from '../panels/marks.ts';
import { ofRegionOrNone } from '../queries/promql.ts';
import { connections } from './connections.ts';
import { regions } from './regions.ts';
import { sites } from './sites.ts';
import { traffic } from './traffic.ts';
import { wrongNow } from './wrong-now.ts';

const gateways = gatewayTable({
  title: 'VPN gateways',
  description:
    'VPN gateways and when their subscriptions end; a locked or ended gateway stops its connections. Connections of transit routers have no VPN gateway.',
  nothing: 'No VPN gateways here.',
});

/** The dashboard. */
export const overview = build({
  name: 'overview',
  description: 'IPsec-VPN connections of Alibaba Cloud: what is wrong, where, since when.',
  from: 'now-24h',
  variables: [dataSource, cluster, job, account, region],
  annotations: [alerts(ofRegionOrNone), reloads],
  rows: [
    wrongNow,
    regions,
    sites,
    connections,
    { title: 'VPN gateways', collapsed: true, panels: [gateways] },
    traffic,
  ],
});
