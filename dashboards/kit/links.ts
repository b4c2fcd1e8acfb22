/** How the dashboards lead to each other and take the choices of the reader along. */

import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  DashboardLinkBuilder,
  DashboardLinkType,
  type DashboardLink,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DATA_SOURCE_VARIABLE } from './data-source.ts';

/** Identifies each dashboard for ever: links and bookmarks hold it. */
export const UIDS = {
  overview: 'alicloud-vpn-overview',
  connection: 'alicloud-vpn-connection',
  availability: 'alicloud-vpn-availability',
  exporter: 'alicloud-vpn-exporter',
} as const;

/** Name of a dashboard in this project. */
export type DashboardName = keyof typeof UIDS;

/** Titles, as in links. */
export const TITLES: Readonly<Record<DashboardName, string>> = {
  overview: 'Overview',
  connection: 'Connection',
  availability: 'Availability',
  exporter: 'Exporter',
};

/** A link of a cell to another dashboard. */
export interface CellLink {
  readonly title: string;
  readonly url: string;
  readonly targetBlank: boolean;
}

function linkTo(name: DashboardName): DashboardLink {
  const link = new DashboardLinkBuilder(TITLES[name])
    .type(DashboardLinkType.Link)
    .url(`/d/${UIDS[name]}`)
    .icon('dashboard')
    .tooltip(`Alibaba Cloud VPN / ${TITLES[name]}`)
    .includeVars(true)
    .keepTime(true)
    .build();
  // The builder's default hides the link in a menu.
  delete link.placement;
  return link;
}

/** Links at the top of a dashboard to the others, with variables and time range. */
export function linksFrom(name: DashboardName): Builder<DashboardLink>[] {
  const others = (Object.keys(UIDS) as DashboardName[]).filter((other) => other !== name);
  return others.map((other) => ({ build: () => linkTo(other) }));
}

/** Links a cell to `name`, with the row's values of these fields as the variables' values. */
function rowLink(
  title: string,
  name: DashboardName,
  fields: Readonly<Record<string, string>>,
): CellLink {
  const chosen = Object.entries(fields).map(
    ([variable, field]) => `var-${variable}=\${__data.fields["${field}"]:percentencode}`,
  );
  const query = [`var-datasource=\${${DATA_SOURCE_VARIABLE}}`, ...chosen, '${__url_time_range}'];
  return { title, url: `/d/${UIDS[name]}?${query.join('&')}`, targetBlank: false };
}

/** To the connection of the row. Its id is enough: a connection that is missing has no region. */
export const toConnection: CellLink = rowLink('Show this connection', 'connection', {
  account: 'account',
  connection: 'vpn_connection_id',
});

/** To the connections of the region of the row. */
export const toRegion: CellLink = rowLink('Show the connections of this region', 'connection', {
  account: 'account',
  region: 'region',
});

/** To what the exporter has to say about the region of the row. */
export const toTarget: CellLink = rowLink('Show the polls of this region', 'exporter', {
  account: 'account',
  region: 'region',
});
