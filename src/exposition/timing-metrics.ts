/** What the exporter tells of its configured times, so that alert rules and dashboards need not repeat them. Pure. */

import type { Timing } from '../polling/timing.ts';
import type { ExporterFamily } from './exporter-metrics.ts';

function family(
  name: string,
  help: string,
  timings: ReadonlyMap<string, Timing>,
  valueMs: (timing: Timing) => number,
): ExporterFamily {
  return {
    name,
    help,
    type: 'gauge',
    values: [...timings].map(([collector, timing]) => ({
      value: valueMs(timing) / 1000,
      labels: { collector },
    })),
  };
}

/** The families of configured times, by collector. */
export function timingFamilies(timings: ReadonlyMap<string, Timing>): readonly ExporterFamily[] {
  return [
    family(
      'alicloud_vpn_exporter_poll_interval_seconds',
      'Time from the start of one poll of a target to the start of the next, as configured.',
      timings,
      ({ intervalMs }) => intervalMs,
    ),
    family(
      'alicloud_vpn_exporter_stale_after_seconds',
      'Age of the last successful poll past which what it saw is no longer exposed, as configured.',
      timings,
      ({ staleAfterMs }) => staleAfterMs,
    ),
  ];
}
