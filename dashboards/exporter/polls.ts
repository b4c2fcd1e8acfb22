/** Whether the exporter can read the cloud. */

import { FAILURE_REASONS } from '../../src/model/failure.ts';
import type { Row } from '../kit/board.ts';
import { graph } from '../kit/graph.ts';
import { READABLE } from '../kit/mappings.ts';
import { table } from '../kit/table.ts';
import { AGE, ANY_IS_DEGRADED } from '../kit/thresholds.ts';
import { dataAge } from '../queries/conditions.ts';
import { keyed, ofExporter, TARGET, withKey } from '../queries/promql.ts';
import { FAILURES, POLLS, STEP, TARGET_UP } from './queries.ts';

function last(metric: string): string {
  return keyed(TARGET, `max by (${TARGET}) (${ofExporter(metric)})`);
}

function inRange(counter: string): string {
  return `sum by (${TARGET}) (increase(${counter}[$__range]))`;
}

const targetTable = table({
  title: 'Targets',
  description:
    'Every collector of every region: whether its last poll succeeded, how old its data are, how long the poll took, what it saw and what the API says there is, and the polls of the time range.',
  queries: [
    withKey(TARGET, inRange(POLLS)),
    keyed(TARGET, inRange(FAILURES)),
    keyed(TARGET, `min by (${TARGET}) (${TARGET_UP})`),
    keyed(TARGET, dataAge(ofExporter)),
    last('alicloud_vpn_target_last_poll_duration_seconds'),
    last('alicloud_vpn_target_resources'),
    last('alicloud_vpn_target_reported_resources'),
  ],
  columns: [
    {
      field: 'Value #C',
      title: 'Last poll',
      width: 100,
      mappings: READABLE,
      cell: 'filled',
      missing: 'not yet',
    },
    { field: 'account', title: 'Account' },
    { field: 'region', title: 'Region' },
    { field: 'collector', title: 'Collector' },
    { field: 'Value #D', title: 'Data age', unit: 's', decimals: 0, steps: AGE, missing: 'never' },
    { field: 'Value #E', title: 'Duration', unit: 's', decimals: 2 },
    { field: 'Value #F', title: 'Resources' },
    { field: 'Value #G', title: 'Reported by the API' },
    { field: 'Value #A', title: 'Polls', decimals: 0 },
    { field: 'Value #B', title: 'Failed', decimals: 0, steps: ANY_IS_DEGRADED, cell: 'filled' },
  ],
  width: 24,
  height: 10,
  sort: { by: 'Last poll' },
});

const failures = graph({
  title: 'Failed polls by reason',
  description: 'Failed polls per minute, by reason, of all chosen regions together.',
  series: [
    {
      expr: `60 * sum by (reason) (rate(${FAILURES}[$__rate_interval]))`,
      legend: '{{reason}}',
      step: STEP,
    },
  ],
  width: 12,
  unit: 'none',
  stacked: true,
  names: FAILURE_REASONS,
});

const pace = graph({
  title: 'Polls per minute',
  description: 'Finished polls per minute of each collector, in all regions together.',
  series: [
    {
      expr: `60 * sum by (collector) (rate(${POLLS}[$__rate_interval]))`,
      legend: '{{collector}}',
      step: STEP,
    },
  ],
  width: 12,
  unit: 'none',
  names: ['connections', 'gateways', 'diagnosis', 'routes'],
});

const duration = graph({
  title: 'Poll duration',
  description:
    'How long the last poll of each collector took, the slowest region. poll.timeout (30 s unless set) ends a poll.',
  series: [
    {
      expr: `max by (collector) (${ofExporter('alicloud_vpn_target_last_poll_duration_seconds')})`,
      legend: '{{collector}}',
    },
  ],
  width: 12,
  unit: 's',
  names: ['connections', 'gateways', 'diagnosis', 'routes'],
});

const age = graph({
  title: 'Data age',
  description:
    'Seconds since the last complete poll of each collector, the oldest region. It rises to poll.interval and falls back.',
  series: [{ expr: `max by (collector) (${dataAge(ofExporter)})`, legend: '{{collector}}' }],
  width: 12,
  unit: 's',
  names: ['connections', 'gateways', 'diagnosis', 'routes'],
});

/** The row. */
export const polls: Row = {
  title: 'Polls',
  panels: [targetTable, failures, pace, duration, age],
};
