/** How long things were up, down or neither, from what the rules record in each minute: docs/availability.md. */

import type { Select } from './promql.ts';

/** What a connection or a site can be in a minute. */
export const SERVICES = ['up', 'down', 'maintenance', 'detached', 'unused', 'blind'] as const;

/** One of them. */
export type Service = (typeof SERVICES)[number];

/** Records of single minutes, to be counted; of ten minutes or of an hour, to be summed, which is cheap over days or months. */
export type Recorded =
  | 'alicloud_vpn:connection:service'
  | 'alicloud_vpn:connection:service_minutes'
  | 'alicloud_vpn:connection:service_minutes1h'
  | 'alicloud_vpn:region:service_minutes'
  | 'alicloud_vpn:site:service_minutes'
  | 'alicloud_vpn:site:service_minutes1h';

/** Minutes in which something was one of these; one series each, or together without `by`. */
export function minutes(
  select: Select,
  record: Recorded,
  range: string,
  services: readonly Service[],
  by?: string,
): string {
  const over = /_minutes(1h)?$/.test(record) ? 'sum_over_time' : 'count_over_time';
  const series = select(record, `service=~"${services.join('|')}"`);
  const grouping = by === undefined ? '' : ` by (${by})`;
  return `sum${grouping} (${over}(${series}[${range}]))`;
}

/** Up, as a share of up and down. Nothing where it was neither. The many samples of what is up are read twice only. */
export function availability(select: Select, record: Recorded, range: string, by?: string): string {
  const of = (...services: readonly Service[]): string =>
    minutes(select, record, range, services, by);
  const on = by === undefined ? '' : `on (${by}) `;
  return `${of('up')} / ${on}${of('up', 'down')} or ${on}0 * ${of('down')}`;
}
