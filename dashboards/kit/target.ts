/** Queries of panels. */

import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import { DATA_SOURCE } from './data-source.ts';

/** A query of a panel that shows several. */
export interface Series {
  readonly expr: string;
  /** Name of a series: text, and labels in double braces. */
  readonly legend: string;
  /** Shortest step. Grafana makes $__rate_interval at least four times this. */
  readonly step?: string;
}

/** A, B, C ...: what Grafana calls the queries of a panel. */
export function refId(index: number): string {
  return String.fromCodePoint('A'.codePointAt(0)! + index);
}

function query(index: number, expr: string): DataqueryBuilder {
  return new DataqueryBuilder().refId(refId(index)).datasource(DATA_SOURCE).expr(expr);
}

/** How things are at the end of the time range, as one table. */
export function tableQuery(expr: string, index: number): DataqueryBuilder {
  return query(index, expr).format(PromQueryFormat.Table).instant();
}

/** How things are at the end of the time range, as series. */
export function instantQuery(expr: string, index: number): DataqueryBuilder {
  return query(index, expr).format(PromQueryFormat.TimeSeries).instant();
}

/** How things were over the time range. */
export function rangeQuery({ expr, legend, step }: Series, index: number): DataqueryBuilder {
  const made = query(index, expr).format(PromQueryFormat.TimeSeries).range().legendFormat(legend);
  return step === undefined ? made : made.interval(step);
}
