/** The calls of the API, and what came back that should not have. */

import type { Row } from '../kit/board.ts';
import { graph } from '../kit/graph.ts';
import { ofExporter, ofProcess } from '../queries/promql.ts';
import { orNone, REQUESTS, STEP } from './queries.ts';

const BUCKETS = ofProcess('alicloud_vpn_exporter_api_request_duration_seconds_bucket');

function quantile(share: number): string {
  return `histogram_quantile(${share}, sum by (le, action) (rate(${BUCKETS}[$__rate_interval])))`;
}

const codes = graph({
  title: 'API calls by code',
  description:
    'Attempts per minute, retries included, by what came of them: OK, the error code of the API, or a class of transport failure.',
  series: [
    {
      expr: `60 * sum by (code) (rate(${REQUESTS}[$__rate_interval]))`,
      legend: '{{code}}',
      step: STEP,
    },
  ],
  width: 12,
  unit: 'reqpm',
  stacked: true,
  names: ['OK'],
});

const quota = graph({
  title: 'API calls by region and action',
  description:
    'Attempts per minute. The quota is counted for each account, region and action: 600 per minute, shared with everything else that uses the account.',
  series: [
    {
      expr: `60 * sum by (account, region, action) (rate(${REQUESTS}[$__rate_interval]))`,
      legend: '{{account}} {{region}} {{action}}',
      step: STEP,
    },
  ],
  width: 12,
  unit: 'reqpm',
});

const duration = graph({
  title: 'Duration of API calls',
  description: 'Median and 99th percentile of single attempts, by action.',
  series: [
    { expr: quantile(0.5), legend: '{{action}} p50', step: STEP },
    { expr: quantile(0.99), legend: '{{action}} p99', step: STEP },
  ],
  width: 12,
  unit: 's',
});

const rejected = graph({
  title: 'Rows rejected',
  description:
    'Rows per minute that could not be understood, by the field at fault. Their connections keep their last good state until stale_after and are then not watched.',
  series: [
    {
      expr: orNone(
        'field',
        `60 * sum by (field) (rate(${ofExporter('alicloud_vpn_exporter_rows_rejected_total')}[$__rate_interval]))`,
      ),
      legend: '{{field}}',
      step: STEP,
    },
  ],
  width: 6,
  unit: 'none',
  stacked: true,
});

const unknown = graph({
  title: 'Unknown values',
  description:
    'Values per minute that Alibaba Cloud does not document, by field. They are shown as unknown.',
  series: [
    {
      expr: orNone(
        'field',
        `60 * sum by (field) (rate(${ofProcess('alicloud_vpn_exporter_unknown_values_total')}[$__rate_interval]))`,
      ),
      legend: '{{field}}',
      step: STEP,
    },
  ],
  width: 6,
  unit: 'none',
  stacked: true,
});

/** The row. */
export const api: Row = { title: 'API', panels: [codes, quota, duration, rejected, unknown] };
