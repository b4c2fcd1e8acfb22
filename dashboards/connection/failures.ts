/** Why tunnels are, or were, down. */

import { COLOURS } from '../kit/colours.ts';
import type { Row } from '../kit/board.ts';
import { coloured } from '../kit/mappings.ts';
import { table } from '../kit/table.ts';
import { ofConnection, TUNNEL, withName } from '../queries/promql.ts';

const FOUND = `${TUNNEL}, reason, severity, mismatch_local, mismatch_remote`;
const IN_RANGE = `group by (${FOUND}) (last_over_time(${ofConnection('alicloud_vpn_tunnel_failure_info')}[$__range]))`;
const TIME = `max by (${TUNNEL}) (last_over_time(${ofConnection('alicloud_vpn_tunnel_failure_timestamp_seconds')}[$__range]))`;

/** In milliseconds, as Grafana wants dates; NaN where the API told no time. */
const FAILED_AT = `1000 * ${TIME} or on (${TUNNEL}) NaN * ${IN_RANGE}`;

const failures = table({
  title: 'Diagnosed failures',
  description:
    'Why the API said that tunnels were down, at any time in the range: reason, the parameters that did not match, and when it last failed. Needs the collector diagnosis.',
  queries: [withName(ofConnection, `${IN_RANGE} * on (${TUNNEL}) group_left () (${FAILED_AT})`)],
  columns: [
    { field: 'name', title: 'Name' },
    { field: 'reason', title: 'Reason' },
    {
      field: 'severity',
      title: 'Severity',
      width: 100,
      mappings: coloured({ Critical: COLOURS.bad, Warn: COLOURS.degraded, Normal: COLOURS.good }),
      cell: 'filled',
    },
    {
      field: 'Value',
      title: 'Failed at',
      unit: 'dateTimeAsIso',
      missing: 'not told',
    },
    { field: 'mismatch_local', title: 'Local parameter' },
    { field: 'mismatch_remote', title: 'Remote parameter' },
    { field: 'tunnel_id', title: 'Tunnel' },
    { field: 'vpn_connection_id', title: 'Connection' },
    { field: 'account', title: 'Account' },
    { field: 'region', title: 'Region' },
  ],
  width: 24,
  height: 7,
  sort: { by: 'Failed at', descending: true },
  nothing: 'No diagnosed failures in this time range.',
});

/** The row. */
export const failureReasons: Row = { title: 'Failure reasons', panels: [failures] };
