/** Decodes an answer of DescribeMetricMetaList: what CloudMonitor says of its metrics. */

import { DecodeError, Fields } from '../../alicloud/decode/fields.ts';
import { META_PAGE_SIZE } from './request.ts';

/** What CloudMonitor says of one metric. */
export interface MetricMeta {
  readonly name: string;
  /** Without userId, which every metric has. */
  readonly dimensions: readonly string[];
  readonly statistics: readonly string[];
  readonly unit: string;
}

export interface MetaPage {
  readonly metas: readonly MetricMeta[];
  /** Rows of the page, those that cannot be read included. */
  readonly rows: number;
  readonly total: number;
}

function listAt(row: Fields, name: string): readonly string[] {
  return row
    .text(name)
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

function metaOf(row: Fields): MetricMeta {
  return {
    name: row.text('MetricName'),
    dimensions: listAt(row, 'Dimensions').filter((dimension) => dimension !== 'userId'),
    statistics: listAt(row, 'Statistics'),
    unit: row.text('Unit'),
  };
}

/** @throws DecodeError when there is no list, or one that cannot be its. */
export function decodeMetas(body: unknown): MetaPage {
  const fields = Fields.of(body, 'response');
  const list = fields.object('Resources');
  if (list?.list('Resource') === undefined) throw new DecodeError('Resources.Resource');
  const rows = list.details('Resource', 2 * META_PAGE_SIZE);
  return { metas: rows.map(metaOf), rows: rows.length, total: fields.number('TotalCount') ?? 0 };
}
