/** Availability of everything that is chosen: together, and by day. */

import { COLOURS } from '../kit/colours.ts';
import type { Row } from '../kit/board.ts';
import { graph } from '../kit/graph.ts';
import { stat } from '../kit/stat.ts';
import { AVAILABILITY, PLAIN, type Steps } from '../kit/thresholds.ts';
import { availability, minutes, type Service } from '../queries/availability.ts';
import { ofRegion, REGION } from '../queries/promql.ts';

const RECORD = 'alicloud_vpn:region:service_minutes';
const WIDTH = 4;

const together = stat({
  title: 'Availability',
  description: 'Up as a share of up and down, of all chosen connections together.',
  expr: availability(ofRegion, RECORD, '$__range'),
  width: WIDTH,
  unit: 'percentunit',
  decimals: 3,
  steps: AVAILABILITY,
});

function total(title: string, description: string, service: Service, steps: Steps = PLAIN) {
  return stat({
    title,
    description,
    expr: minutes(ofRegion, RECORD, '$__range', [service]),
    width: WIDTH,
    unit: 'm',
    steps,
    nothing: 'none',
  });
}

const totals = [
  total('Down', 'Minutes of all connections that were down.', 'down', [COLOURS.bad]),
  total(
    'Maintenance',
    'Minutes down while the platform changed them, at most 20 each time.',
    'maintenance',
  ),
  total('Detached', 'Minutes in which connections were not associated.', 'detached'),
  total(
    'Never used',
    'Minutes of connections that never were in service, or idle on demand.',
    'unused',
  ),
  total('Blind', 'Minutes in which nobody could see whether connections worked.', 'blind', [
    COLOURS.unknown,
  ]),
];

const days = graph({
  title: 'Availability by day',
  description:
    'Up as a share of up and down within the 24 hours before each point, for each region.',
  series: [
    {
      expr: availability(ofRegion, RECORD, '1d', REGION),
      legend: '{{cluster}} {{account}} {{region}}',
      step: '1d',
    },
  ],
  width: 24,
  unit: 'percentunit',
  decimals: 2,
  max: 1,
});

/** The row. */
export const perDay: Row = { title: 'Together', panels: [together, ...totals, days] };
