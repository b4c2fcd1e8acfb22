/** Panels with one band per thing, coloured by its state over time. */

import {
  LegendDisplayMode,
  LegendPlacement,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import type { ValueMapping } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/statetimeline';
import { COLOURS } from './colours.ts';
import { DATA_SOURCE } from './data-source.ts';
import { rangeQuery, type Series } from './target.ts';
import { byThreshold, thresholds } from './thresholds.ts';

/** What a timeline shows. */
export interface Timeline {
  readonly title: string;
  readonly description: string;
  readonly series: readonly Series[];
  readonly width: number;
  readonly height: number;
  readonly mappings: readonly ValueMapping[];
  /** What to say when the queries find nothing. */
  readonly nothing?: string;
}

/** Bands of a panel; more of them are on further pages. */
const BANDS_PER_PAGE = 20;

/** Makes the panel. */
export function timeline(spec: Timeline): PanelBuilder {
  return new PanelBuilder()
    .title(spec.title)
    .description(spec.description)
    .datasource(DATA_SOURCE)
    .targets(spec.series.map(rangeQuery))
    .height(spec.height)
    .span(spec.width)
    .mappings([...spec.mappings])
    .noValue(spec.nothing ?? 'no data')
    .colorScheme(byThreshold())
    .thresholds(thresholds([COLOURS.unknown]))
    .mergeValues(true)
    .showValue(VisibilityMode.Auto)
    .rowHeight(0.85)
    .perPage(BANDS_PER_PAGE)
    .lineWidth(0)
    .fillOpacity(90)
    .legend(
      new VizLegendOptionsBuilder()
        .displayMode(LegendDisplayMode.List)
        .placement(LegendPlacement.Bottom)
        .showLegend(true)
        .calcs([]),
    )
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Single));
}
