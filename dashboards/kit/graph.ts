/** Panels with lines over time. */

import {
  GraphDrawStyle,
  LegendDisplayMode,
  LegendPlacement,
  SortOrder,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { seriesColour } from './colours.ts';
import { DATA_SOURCE } from './data-source.ts';
import { rangeQuery, type Series } from './target.ts';

/** What a graph shows. */
export interface Graph {
  readonly title: string;
  readonly description: string;
  readonly series: readonly Series[];
  readonly width: number;
  readonly unit: string;
  readonly decimals?: number;
  readonly min?: number;
  readonly max?: number;
  /** Bars upon each other instead of lines. */
  readonly stacked?: boolean;
  /** What to say when the queries find nothing. */
  readonly nothing?: string;
  /** Names of all series that can occur, where they are known: each gets a colour of its own. */
  readonly names?: readonly string[];
}

const HEIGHT = 8;

function legend(): VizLegendOptionsBuilder {
  return new VizLegendOptionsBuilder()
    .displayMode(LegendDisplayMode.List)
    .placement(LegendPlacement.Bottom)
    .showLegend(true)
    .calcs([]);
}

function lines(panel: PanelBuilder, isStacked: boolean): PanelBuilder {
  if (!isStacked) return panel.drawStyle(GraphDrawStyle.Line).lineWidth(2).fillOpacity(0);
  return panel
    .drawStyle(GraphDrawStyle.Bars)
    .lineWidth(0)
    .fillOpacity(80)
    .stacking(new StackingConfigBuilder().mode(StackingMode.Normal));
}

/** Makes the panel. */
export function graph(spec: Graph): PanelBuilder {
  const panel = new PanelBuilder()
    .title(spec.title)
    .description(spec.description)
    .datasource(DATA_SOURCE)
    .targets(spec.series.map(rangeQuery))
    .height(HEIGHT)
    .span(spec.width)
    .unit(spec.unit)
    .noValue(spec.nothing ?? 'no data')
    .min(spec.min ?? 0)
    .showPoints(VisibilityMode.Never)
    .legend(legend())
    .tooltip(
      new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending),
    );
  if (spec.max !== undefined) panel.max(spec.max);
  if (spec.decimals !== undefined) panel.decimals(spec.decimals);
  for (const [index, name] of (spec.names ?? []).entries()) {
    const value = { mode: 'fixed', fixedColor: seriesColour(index) };
    panel.overrideByName(name, [{ id: 'color', value }]);
  }
  return lines(panel, spec.stacked ?? false);
}
