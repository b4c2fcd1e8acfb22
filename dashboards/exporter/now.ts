/** The top of the exporter's dashboard: how it does now. */

import type { Row } from '../kit/board.ts';
import { COLOURS } from '../kit/colours.ts';
import { named } from '../kit/mappings.ts';
import { stat } from '../kit/stat.ts';
import { AGE, ANY_IS_BAD, ANY_IS_DEGRADED } from '../kit/thresholds.ts';
import { dataAge } from '../queries/conditions.ts';
import { ofExporter, ofProcess, TARGET } from '../queries/promql.ts';
import { BUILD, FAILURES, POLLS, TARGET_UP } from './queries.ts';

const WIDTH = 4;

function counted(metric: string): string {
  return `max by (${TARGET}) (${ofExporter(metric)})`;
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
  stat({
    title: 'Targets failing',
    description: 'Collectors of regions whose last poll failed.',
    expr: `sum(min by (${TARGET}) (${TARGET_UP}) == bool 0)`,
    width: WIDTH,
    steps: ANY_IS_BAD,
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
