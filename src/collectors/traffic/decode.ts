/** Decodes answers of CloudMonitor: datapoints (DescribeMetricLast), and what it says of its metrics (DescribeMetricMetaList). */

import { DecodeError, Fields, secondsOf } from '../../alicloud/decode/fields.ts';
import { parseInnerJson } from '../../alicloud/decode/json-filter.ts';
import type { Resource } from './item.ts';
import { type Metric, UNITS } from './metric-table.ts';
import { MAX_DATAPOINTS, META_PAGE_SIZE } from './request.ts';

/** One datapoint of a resource that was asked about. */
export interface Datapoint {
  readonly resourceId: string;
  /** Seconds since the epoch. */
  readonly seconds: number;
  /** Bytes or packets per second. */
  readonly value: number;
}

export interface DatapointsPage {
  readonly datapoints: readonly Datapoint[];
  /** Undefined on the last page. */
  readonly nextToken: string | undefined;
  readonly unknownFields: readonly string[];
}

/** As CloudMonitor makes them, with room. */
const TOKEN_PATTERN = /^[\w.~+/=:-]{1,1024}$/;

/** CloudMonitor may send one page more than it was asked for, but not ten. */
const MOST_DATAPOINTS = 2 * MAX_DATAPOINTS;

const NUMBER_PATTERN = /^\d{1,20}(\.\d{1,20})?(e[+-]?\d{1,3})?$/i;

/** Far beyond any bandwidth or clock; a text may stand for more than a number can hold. */
const MOST = 1e15;

/** A number that may be written as text. */
function numberAt(row: Fields, name: string): number | undefined {
  const text = row.text(name);
  const number = NUMBER_PATTERN.test(text) ? Number(text) : Infinity;
  return number <= MOST ? number : undefined;
}

/** `Datapoints`: a list of objects as a JSON text; missing or empty where there are none, if it is an answer at all. */
function rowsOf(body: Fields): readonly Fields[] {
  const text = body.longText('Datapoints');
  if (text === undefined && !body.flag('Success') && body.text('Code') !== '200') {
    throw new DecodeError('Datapoints');
  }
  if (text === undefined || text === '') return [];
  const list = parseInnerJson(text);
  if (!Array.isArray(list)) throw new DecodeError('Datapoints', 'is no JSON list');
  return Fields.of({ Datapoints: list }, 'response').details('Datapoints', MOST_DATAPOINTS);
}

/** The id of the resource that a row is about; undefined when it was not asked about. */
function resourceOf(
  row: Fields,
  { kind, dimensions }: Metric,
  asked: ReadonlyMap<string, Resource>,
): Resource | undefined {
  const resource = asked.get(row.text(dimensions[kind] ?? ''));
  if (resource === undefined || kind !== 'tunnel') return resource;
  // Without the connection the tunnel is enough; with another one it is not the same tunnel.
  const connectionId = row.text(dimensions.connection ?? '');
  return connectionId === '' || connectionId === resource.connectionId ? resource : undefined;
}

function datapointOf(row: Fields, metric: Metric, resource: Resource): Datapoint | string {
  const seconds = secondsOf(numberAt(row, 'timestamp') ?? 0);
  if (seconds === undefined) return 'Datapoints.timestamp';
  const statistic = metric.statistics.find((name) => row.text(name) !== '');
  const value = statistic === undefined ? undefined : numberAt(row, statistic);
  if (value === undefined) return `Datapoints.${statistic ?? metric.statistics[0] ?? ''}`;
  return { resourceId: resource.id, seconds, value: value * UNITS[metric.unit].factor };
}

/**
 * What a page says of the resources that were asked about; what it says of others counts for nothing.
 * @param asked by their own id
 * @throws DecodeError when the answer as a whole cannot be trusted. A datapoint that cannot be read is left out.
 */
export function decodeDatapoints(
  body: unknown,
  metric: Metric,
  asked: ReadonlyMap<string, Resource>,
): DatapointsPage {
  const fields = Fields.of(body, 'response');
  const datapoints: Datapoint[] = [];
  const unknownFields: string[] = [];
  for (const row of rowsOf(fields)) {
    const resource = resourceOf(row, metric, asked);
    if (resource === undefined) continue;
    const datapoint = datapointOf(row, metric, resource);
    if (typeof datapoint === 'string') unknownFields.push(datapoint);
    else datapoints.push(datapoint);
  }
  const token = fields.longText('NextToken') ?? '';
  if (token !== '' && !TOKEN_PATTERN.test(token)) throw new DecodeError('NextToken');
  return { datapoints, nextToken: token === '' ? undefined : token, unknownFields };
}

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
