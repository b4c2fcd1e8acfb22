/** Panels with big values, coloured by what they mean. */

import {
  BigValueColorMode,
  BigValueGraphMode,
  BigValueTextMode,
  ReduceDataOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import type { ValueMapping } from '@grafana/grafana-foundation-sdk/dashboard';
import type { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { DATA_SOURCE } from './data-source.ts';
import { instantQuery, refId } from './target.ts';
import { byThreshold, PLAIN, stepList, thresholds, type Steps } from './thresholds.ts';

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

/** A stat that shows several counts, each with a name and colours of its own. */
export interface Stats {
  readonly title: string;
  readonly description: string;
  readonly counts: readonly {
    readonly name: string;
    readonly expr: string;
    readonly steps: Steps;
  }[];
  readonly width: number;
}

const HEIGHT = 4;

function panel(
  { title, description, width }: Stat | Stats,
  queries: readonly DataqueryBuilder[],
): PanelBuilder {
  return new PanelBuilder()
    .title(title)
    .description(description)
    .datasource(DATA_SOURCE)
    .targets([...queries])
    .height(HEIGHT)
    .span(width);
}

function coloured(made: PanelBuilder, steps: Steps): PanelBuilder {
  return made
    .colorScheme(byThreshold())
    .thresholds(thresholds(steps))
    .colorMode(BigValueColorMode.Background)
    .graphMode(BigValueGraphMode.None)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']));
}

/** Makes the panel. */
export function stat(spec: Stat): PanelBuilder {
  const query = instantQuery(spec.expr, 0);
  const made = panel(spec, [spec.legend === undefined ? query : query.legendFormat(spec.legend)])
    .unit(spec.unit ?? 'none')
    .decimals(spec.decimals ?? 0)
    .mappings([...(spec.mappings ?? [])])
    .noValue(spec.nothing ?? 'no data')
    .textMode(spec.legend === undefined ? BigValueTextMode.Value : BigValueTextMode.Name);
  return coloured(made, spec.steps ?? PLAIN);
}

/** Makes the panel. */
export function stats(spec: Stats): PanelBuilder {
  const queries = spec.counts.map(({ name, expr }, index) =>
    instantQuery(expr, index).legendFormat(name),
  );
  const made = panel(spec, queries)
    .unit('none')
    .decimals(0)
    .noValue('no data')
    .textMode(BigValueTextMode.ValueAndName);
  for (const [index, { steps }] of spec.counts.entries()) {
    made.overrideByQuery(refId(index), [
      { id: 'thresholds', value: { mode: 'absolute', steps: stepList(steps) } },
    ]);
  }
  return coloured(made, PLAIN);
}
