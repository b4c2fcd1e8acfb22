/** What the exporter needs of its machine. */

import type { Row } from '../kit/board.ts';
import { graph } from '../kit/graph.ts';
import { table } from '../kit/table.ts';
import { keyed, ofProcess, withKey } from '../queries/promql.ts';
import { BUILD, ofExporters, STEP } from './queries.ts';

const PROCESS = 'job, instance';

function used(metric: string): string {
  return ofExporters(ofProcess(metric));
}

/** What shards there are, of exporters that say so. */
const SHARD = ofProcess('alicloud_vpn_exporter_shard_info');
const WITH_SHARD = `(${BUILD} * on (${PROCESS}) group_left (shard) ${SHARD} or on (${PROCESS}) ${BUILD})`;

const processes = table({
  title: 'Processes',
  description:
    'Each exporter: which shard of how many it is (counted from 0), its version, when it started, and when it last took over a configuration.',
  queries: [
    withKey(PROCESS, WITH_SHARD),
    keyed(PROCESS, `1000 * ${ofProcess('process_start_time_seconds')}`),
    keyed(
      PROCESS,
      `1000 * ${ofProcess('alicloud_vpn_exporter_config_last_reload_success_timestamp_seconds')}`,
    ),
    keyed(PROCESS, ofProcess('alicloud_vpn_exporter_shards')),
  ],
  columns: [
    { field: 'job', title: 'Job' },
    { field: 'instance', title: 'Exporter' },
    { field: 'shard', title: 'Shard', width: 70 },
    { field: 'Value #D', title: 'of', width: 50 },
    { field: 'version', title: 'Version' },
    { field: 'revision', title: 'Revision' },
    { field: 'node_version', title: 'Node.js' },
    { field: 'Value #B', title: 'Started', unit: 'dateTimeAsIso' },
    { field: 'Value #C', title: 'Configuration of', unit: 'dateTimeAsIso' },
  ],
  width: 24,
  height: 5,
  sort: { by: 'Exporter' },
});

const cpu = graph({
  title: 'CPU',
  description: 'Share of one core.',
  series: [
    {
      expr: ofExporters(`rate(${ofProcess('process_cpu_seconds_total')}[$__rate_interval])`),
      legend: '{{instance}}',
      step: STEP,
    },
  ],
  width: 12,
  unit: 'percentunit',
});

const memory = graph({
  title: 'Memory',
  description: 'Memory of the process in RAM, and the part of it that JavaScript objects take.',
  series: [
    { expr: used('process_resident_memory_bytes'), legend: '{{instance}} resident' },
    { expr: used('nodejs_heap_size_used_bytes'), legend: '{{instance}} heap used' },
  ],
  width: 12,
  unit: 'bytes',
});

const eventLoop = graph({
  title: 'Event loop lag',
  description:
    'How late timers fire, 99th percentile and mean since the last scrape: what scrapes have to wait for.',
  series: [
    { expr: used('nodejs_eventloop_lag_p99_seconds'), legend: '{{instance}} p99' },
    { expr: used('nodejs_eventloop_lag_mean_seconds'), legend: '{{instance}} mean' },
  ],
  width: 12,
  unit: 's',
});

const descriptors = graph({
  title: 'Open files and sockets',
  description: 'File descriptors that the process holds; the limit of the system is far above.',
  series: [{ expr: used('process_open_fds'), legend: '{{instance}}' }],
  width: 12,
  unit: 'none',
  decimals: 0,
});

/** The row. */
export const process: Row = {
  title: 'Process',
  panels: [processes, cpu, memory, eventLoop, descriptors],
};
