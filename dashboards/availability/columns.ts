/** Minutes of each kind, as queries and columns of a table. */

import { availabilityColumn } from '../kit/columns.ts';
import type { Column } from '../kit/table.ts';
import { availability, minutes, SERVICES, type Recorded } from '../queries/availability.ts';
import { keyed, withKey, type Select } from '../queries/promql.ts';
import { refId } from '../kit/target.ts';

/** What a table of minutes is about. */
export interface Subject {
  readonly select: Select;
  readonly record: Recorded;
  /** Labels that identify one. */
  readonly by: string;
  /** Query of all of them with further labels. */
  readonly facts: string;
}

/** What is not up: minutes of up say no more than availability does, and are most of what would have to be read. */
const SHOWN = SERVICES.filter((service) => service !== 'up');

const TITLES: Readonly<Record<(typeof SHOWN)[number], string>> = {
  down: 'Down',
  maintenance: 'Maintenance',
  detached: 'Detached',
  unused: 'Never used',
  blind: 'Blind',
};

/** The facts, the availability, and the minutes of each kind. */
export function queriesOf({ select, record, by, facts }: Subject): readonly string[] {
  return [
    withKey(by, facts),
    keyed(by, availability(select, record, '$__range', by)),
    ...SHOWN.map((service) => keyed(by, minutes(select, record, '$__range', [service], by))),
  ];
}

/** Columns of these, after those of the facts. */
export function columnsOf(facts: readonly Column[]): readonly Column[] {
  return [
    ...facts,
    availabilityColumn('Value #B', { decimals: 3, missing: 'never in service' }),
    ...SHOWN.map((service, index) => ({
      field: `Value #${refId(index + 2)}`,
      title: TITLES[service],
      unit: 'm',
      decimals: 0,
    })),
  ];
}
