/** Panels with one big value, coloured by what it means. */

import {
  BigValueColorMode,
  BigValueGraphMode,
  BigValueTextMode,
  ReduceDataOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import type { ValueMapping } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { DATA_SOURCE } from './data-source.ts';
import { instantQuery } from './target.ts';
import { byThreshold, PLAIN, thresholds, type Steps } from './thresholds.ts';

/** What a stat shows. */
export interface Stat {
  readonly title: string;
  readonly description: string;
  readonly expr: string;
  readonly width: number;
  readonly steps?: Steps;
  readonly unit?: string;
  readonly decimals?: number;
  readonly mappings?: readonly ValueMapping[];
  /** What to say when the query finds nothing. */
  readonly nothing?: string;
  /** Names of the series instead of their values. */
  readonly legend?: string;
}

const HEIGHT = 4;

/** Makes the panel. */
export function stat(spec: Stat): PanelBuilder {
  const query = instantQuery(spec.expr, 0);
  return new PanelBuilder()
    .title(spec.title)
    .description(spec.description)
    .datasource(DATA_SOURCE)
    .withTarget(spec.legend === undefined ? query : query.legendFormat(spec.legend))
    .height(HEIGHT)
    .span(spec.width)
    .unit(spec.unit ?? 'none')
    .decimals(spec.decimals ?? 0)
    .mappings([...(spec.mappings ?? [])])
    .noValue(spec.nothing ?? 'no data')
    .colorScheme(byThreshold())
    .thresholds(thresholds(spec.steps ?? PLAIN))
    .colorMode(BigValueColorMode.Background)
    .graphMode(BigValueGraphMode.None)
    .textMode(spec.legend === undefined ? BigValueTextMode.Value : BigValueTextMode.Name)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']));
}
