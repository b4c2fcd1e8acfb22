/** Puts panels into rows, and rows into a dashboard. */

import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  DashboardBuilder,
  DashboardCursorSync,
  RowBuilder,
  type Dashboard,
  type Panel,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DATA_SOURCE } from './data-source.ts';
import type { Annotation } from './annotations.ts';
import { linksFrom, TITLES, UIDS, type DashboardName } from './links.ts';
import type { Variable } from './variables.ts';

/** A panel before it has a place. Widths of a row's panels fill lines of 24. */
export interface PanelMaker extends Builder<Panel> {
  id(id: number): unknown;
}

/** Panels under a heading. */
export interface Row {
  readonly title: string;
  readonly panels: readonly PanelMaker[];
  /** Closed at first: its queries wait until somebody opens it. */
  readonly collapsed?: boolean;
}

/** A dashboard before it is put together. */
export interface Board {
  readonly name: DashboardName;
  readonly description: string;
  /** Start of the time range, such as now-24h. */
  readonly from: string;
  readonly variables: readonly Variable[];
  readonly annotations?: readonly Annotation[];
  readonly rows: readonly Row[];
}

/** Panel ids are 100 x row + place, so that a panel more moves the ids of few others: links hold them. */
const IDS_PER_ROW = 100;

/** Puts a dashboard together. */
export function build(board: Board): Dashboard {
  const builder = new DashboardBuilder(`Alibaba Cloud VPN / ${TITLES[board.name]}`)
    .uid(UIDS[board.name])
    .description(board.description)
    .tags(['alicloud-vpn'])
    .timezone('browser')
    .time({ from: board.from, to: 'now' })
    .refresh('1m')
    .tooltip(DashboardCursorSync.Crosshair)
    .variables([...board.variables])
    .annotations([...(board.annotations ?? [])])
    .links(linksFrom(board.name));
  for (const [index, row] of board.rows.entries()) {
    const first = (index + 1) * IDS_PER_ROW;
    const heading = new RowBuilder(row.title).id(first).datasource(DATA_SOURCE);
    for (const [place, panel] of row.panels.entries()) {
      panel.id(first + place + 1);
      if (row.collapsed === true) heading.withPanel(panel);
    }
    builder.withRow(heading.collapsed(row.collapsed ?? false));
    if (row.collapsed !== true) for (const panel of row.panels) builder.withPanel(panel);
  }
  return builder.build();
}
