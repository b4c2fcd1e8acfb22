/** The top of the exporter's dashboard: how it does now. */

import type { Row } from '../kit/board.ts';
import { COLOURS } from '../kit/colours.ts';
import { named } from '../kit/mappings.ts';
import { stat, stats } from '../kit/stat.ts';
import { AGE, ANY_IS_BAD, ANY_IS_DEGRADED } from '../kit/thresholds.ts';
import { dataAge } from '../queries/conditions.ts';
import { ofExporter, ofProcess, TARGET } from '../queries/promql.ts';
import { BUILD, FAILURES, POLLS } from './queries.ts';

const WIDTH = 4;

function counted(metric: string): string {
  return `max by (${TARGET}) (${ofExporter(metric)})`;
}

function failing(collectors: string): string {
  return `sum(min by (${TARGET}) (${ofExporter('alicloud_vpn_target_up', collectors)}) == bool 0)`;
}

const processes = [
  stat({
    title: 'Exporters',
    description: 'Processes of the exporter that Prometheus can scrape.',
    expr: `count(${BUILD})`,
    width: WIDTH,
    nothing: 'none',
  }),
  stat({
    title: 'Last reload',
    description: 'Whether the configuration that was last read is in force.',
    expr: `min(${ofProcess('alicloud_vpn_exporter_config_last_reload_successful')})`,
    width: WIDTH,
    mappings: named({ 1: ['In force', COLOURS.good], 0: ['Refused', COLOURS.bad] }),
  }),
];

const polls = [
  stats({
    title: 'Targets failing',
    description:
      'Regions whose connections an exporter could not read at its last poll, and other collectors whose last poll failed. A collector other than connections is a ticket.',
    counts: [
      { name: 'connections', expr: failing('collector="connections"'), steps: ANY_IS_BAD },
      { name: 'others', expr: failing('collector!="connections"'), steps: ANY_IS_DEGRADED },
    ],
    width: WIDTH,
  }),
  stat({
    title: 'Failed polls',
    description: 'Share of the polls in the time range that failed.',
    expr: `sum(increase(${FAILURES}[$__range])) / sum(increase(${POLLS}[$__range]))`,
    width: WIDTH,
    unit: 'percentunit',
    decimals: 1,
    steps: [COLOURS.good, [0.01, COLOURS.degraded]],
  }),
  stat({
    title: 'Oldest data',
    description: 'Age of the oldest data of any collector that has ever succeeded.',
    expr: `max(${dataAge(ofExporter)})`,
    width: WIDTH,
    unit: 's',
    steps: AGE,
  }),
  stat({
    title: 'Resources hidden',
    description:
      'Resources that the API counts but does not show, in all regions: usually a matter of permissions. They are not watched.',
    expr: `sum(abs(${counted('alicloud_vpn_target_reported_resources')} - ${counted('alicloud_vpn_target_resources')}))`,
    width: WIDTH,
    steps: ANY_IS_DEGRADED,
  }),
];

/** The row. */
export const now: Row = { title: 'Now', panels: [...processes, ...polls] };
