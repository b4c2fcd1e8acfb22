/** Columns that several tables have. */

import type { Column } from './table.ts';
import { AVAILABILITY } from './thresholds.ts';

/** Bytes per second. */
export function rate(field: string, title: string, options: Partial<Column> = {}): Column {
  return { field, title, unit: 'Bps', decimals: 1, ...options };
}

/** Share of the time in which traffic could pass. */
export function availabilityColumn(field: string, options: Partial<Column> = {}): Column {
  return {
    field,
    title: 'Availability',
    unit: 'percentunit',
    decimals: 2,
    steps: AVAILABILITY,
    cell: 'bar',
    ...options,
  };
}
