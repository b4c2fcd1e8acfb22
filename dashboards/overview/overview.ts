/** The overview of all connections: what is wrong first. */

import { build } from '../kit/board.ts';
import { account, dataSource, region } from '../kit/variables.ts';
import { gatewayTable } from '../panels/gateways.ts';
import { connections } from './connections.ts';
import { regions } from './regions.ts';
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
  variables: [dataSource, account, region],
  rows: [wrongNow, regions, connections, { title: 'VPN gateways', panels: [gateways] }, traffic],
});
