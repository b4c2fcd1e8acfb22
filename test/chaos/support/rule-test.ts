/** What a page says under a fault, minute by minute, as promtool's unit tests of rules take it. */

import type { Outcome } from '../fault-table.ts';
import { CONNECTIONS } from './fault-room.ts';

/** Minutes until the fault begins: more than the hour that some alerts look back. */
export const CALM = 70;
/** Minutes that it lasts. */
export const FAULT = 32;
/** Minutes from the last success until the state series go; the default, which the rules assume. */
const STALE = 5;

/** Samples of series by their names without the common prefix and their labels without `PLACE`; one sample a minute. */
type Samples = Readonly<Record<string, string>>;

const PLACE = 'instance="a:10061",account="prod",region="cn-hangzhou"';

/** One value until the fault begins, another one from then on. */
function turns(before: number, after: number): string {
  return `${before}x${CALM - 1} ${after}x${FAULT}`;
}

const always = (value: number): string => turns(value, value);
/** There, until so many minutes after the fault began. */
const ends = (minutes: number): string => `1x${CALM - 1 + minutes} stale`;
/** A counter that the fault makes count; one that was not there before has no 0. */
const counts = (step: number, before = `0x${CALM - 1}`): string =>
  `${before} ${step}+${step}x${FAULT}`;
const born = (step: number): string => counts(step, `_x${CALM}`);

const COLLECTOR = 'collector="connections"';
const ACTION = 'action="DescribeVpnConnections"';
/** Those that are not listed in expected_connections: one of five that every fault hits, and the others. */
const PLAIN = 'vpn_connection_id="vco-plain"';
const OTHERS = [1, 2, 3, 4].map((number) => `connection_up vpn_connection_id="vco-${number}"`);
const LISTED = 'vpn_connection_id="vco-listed"';

const UP = `connection_up ${PLAIN}`;
const ACTIVE = `connection_state ${PLAIN},state="active"`;
const EXPECTED = `connection_expected ${LISTED}`;

const all = (names: readonly string[], values: string): Samples =>
  Object.fromEntries(names.map((name) => [name, values]));

const HEALTHY: Samples = {
  'exporter_build_info ': always(1),
  [`target_up ${COLLECTOR}`]: always(1),
  [`target_last_success_timestamp_seconds ${COLLECTOR}`]: `1+60x${CALM + FAULT}`,
  [`target_resources ${COLLECTOR}`]: always(CONNECTIONS),
  [`target_reported_resources ${COLLECTOR}`]: always(CONNECTIONS),
  [`exporter_api_requests_total ${ACTION},code="OK"`]: `0+2x${CALM + FAULT}`,
  [UP]: always(1),
  ...all(OTHERS, always(1)),
  [ACTIVE]: always(1),
  [EXPECTED]: always(1),
};

/** The state series of what nobody sees any more. */
const GONE: Samples = { [UP]: ends(STALE), [ACTIVE]: ends(STALE) };

/** What differs from the series of a healthy target. */
function differing(outcome: Outcome): Samples {
  switch (outcome.kind) {
    case 'harmless':
      return {};
    case 'fails': {
      const { reason, codes } = outcome;
      const calls = Object.entries(codes).map(([code, count]) => [
        `exporter_api_requests_total ${ACTION},code="${code}"`,
        born(count),
      ]);
      return {
        ...GONE,
        ...all(OTHERS, ends(STALE)),
        ...Object.fromEntries(calls),
        [EXPECTED]: ends(STALE),
        [`target_up ${COLLECTOR}`]: turns(1, 0),
        [`target_last_success_timestamp_seconds ${COLLECTOR}`]: `1+60x${CALM - 1} ${(CALM - 1) * 60 + 1}x${FAULT}`,
        [`exporter_poll_failures_total ${COLLECTOR},reason="${reason}"`]: counts(1),
      };
    }
    case 'rejected':
      return {
        ...GONE,
        [EXPECTED]: outcome.hasId ? always(1) : ends(STALE),
        [`target_rejected_rows ${COLLECTOR}`]: turns(0, 1),
        [`exporter_rows_rejected_total ${COLLECTOR},field="${outcome.field}"`]: born(1),
      };
    case 'differs':
      return {
        ...(outcome.metrics.includes('up') && { [UP]: turns(1, 0) }),
        ...(outcome.metrics.includes('ipsec_status') && {
          [`connection_ipsec_status ${PLAIN},status="unknown"`]: turns(0, 1),
        }),
        ...(outcome.metrics.includes('state') && { [ACTIVE]: turns(1, 0) }),
        ...(outcome.unknown !== undefined && {
          [`exporter_unknown_values_total field="${outcome.unknown}"`]: born(1),
        }),
      };
    case 'counts': {
      const { shown, reported } = outcome;
      return {
        ...(shown < CONNECTIONS && { [UP]: ends(0), [ACTIVE]: ends(0), [EXPECTED]: turns(1, 0) }),
        ...(shown < CONNECTIONS / 2 && all(OTHERS, ends(0))),
        [`target_resources ${COLLECTOR}`]: turns(CONNECTIONS, shown),
        [`target_reported_resources ${COLLECTOR}`]: turns(CONNECTIONS, reported),
      };
    }
  }
}

/** The series of a target that is well for CALM minutes, and then under a fault for FAULT minutes; a scrape job of its own. */
export function seriesOf(outcome: Outcome, job: string): readonly object[] {
  return Object.entries({ ...HEALTHY, ...differing(outcome) }).map(([key, values]) => {
    const [name, labels] = key.split(' ');
    return { series: `alicloud_vpn_${name}{job="${job}",${PLACE},${labels}}`, values };
  });
}
