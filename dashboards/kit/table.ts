/** Panels with a row per thing, its columns from one query or joined from several. */

import {
  TableCellHeight,
  TableFooterOptionsBuilder,
  TableSortByFieldStateBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import type {
  DataTransformerConfig,
  DynamicConfigValue,
  ValueMapping,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/table';
import { DATA_SOURCE } from './data-source.ts';
import type { CellLink } from './links.ts';
import { missing } from './mappings.ts';
import { tableQuery } from './target.ts';
import { stepList, type Steps } from './thresholds.ts';

/** A column: a label of the first query, or `Value` (`Value #A`, `Value #B` ... with several queries). */
export interface Column {
  readonly field: string;
  readonly title: string;
  readonly unit?: string;
  readonly decimals?: number;
  readonly width?: number;
  readonly mappings?: readonly ValueMapping[];
  readonly steps?: Steps;
  /** The cell is filled with its colour, or with a bar up to 1. */
  readonly cell?: 'filled' | 'bar';
  readonly link?: CellLink;
  /** What to say where there is no value. */
  readonly missing?: string;
}

/** What a table shows. */
export interface Table {
  readonly title: string;
  readonly description: string;
  /** Queries that are joined have the label `key` (see `keyed`); only the first one has further labels. */
  readonly queries: readonly string[];
  /** From left to right. Whatever else the queries return is left out. */
  readonly columns: readonly Column[];
  readonly width: number;
  readonly height: number;
  readonly sort: { readonly by: string; readonly descending?: boolean };
  /** What to say when the queries find nothing. */
  readonly nothing?: string;
}

function transformations({ queries, columns }: Table): DataTransformerConfig[] {
  const fields = columns.map(({ field }) => field);
  const isJoined = queries.length > 1;
  const names = isJoined ? ['key', ...fields] : fields;
  const join = { id: 'joinByField', options: { byField: 'key', mode: 'outer' } };
  const organise = {
    id: 'organize',
    options: {
      excludeByName: isJoined ? { key: true } : {},
      indexByName: Object.fromEntries(fields.map((field, index) => [field, index])),
      renameByName: Object.fromEntries(columns.map(({ field, title }) => [field, title])),
    },
  };
  return [
    { id: 'filterFieldsByName', options: { include: { names } } },
    ...(isJoined ? [join] : []),
    organise,
  ];
}

function cell(kind: Column['cell']): DynamicConfigValue[] {
  if (kind === undefined) return [];
  const value =
    kind === 'filled'
      ? { type: 'color-background', mode: 'basic' }
      : { type: 'gauge', mode: 'basic', valueDisplayMode: 'text' };
  return [{ id: 'custom.cellOptions', value }];
}

function properties(column: Column): DynamicConfigValue[] {
  const given = (id: string, value: unknown): DynamicConfigValue[] =>
    value === undefined ? [] : [{ id, value }];
  return [
    ...given('unit', column.unit),
    ...given('decimals', column.decimals),
    ...given('custom.width', column.width),
    { id: 'mappings', value: [...(column.mappings ?? []), ...missing(column.missing ?? '')] },
    // What the table says when it is empty must not appear in its empty cells.
    { id: 'noValue', value: '' },
    ...given('color', column.steps && { mode: 'thresholds' }),
    ...given('thresholds', column.steps && { mode: 'absolute', steps: stepList(column.steps) }),
    ...given('links', column.link && [column.link]),
    ...(column.cell === 'bar'
      ? [
          { id: 'min', value: 0 },
          { id: 'max', value: 1 },
        ]
      : []),
    ...cell(column.cell),
  ];
}

/** Makes the panel. */
export function table(spec: Table): PanelBuilder {
  const { by, descending = false } = spec.sort;
  const panel = new PanelBuilder()
    .title(spec.title)
    .description(spec.description)
    .datasource(DATA_SOURCE)
    .targets(spec.queries.map(tableQuery))
    .transformations(transformations(spec))
    .height(spec.height)
    .span(spec.width)
    .noValue(spec.nothing ?? '')
    .filterable(true)
    .cellHeight(TableCellHeight.Sm)
    .footer(new TableFooterOptionsBuilder().show(false).reducer([]).enablePagination(true))
    .sortBy([new TableSortByFieldStateBuilder().displayName(by).desc(descending)]);
  for (const column of spec.columns) panel.overrideByName(column.title, properties(column));
  return panel;
}
