/** Decodes the counts beside the page of DescribeVcoRouteEntries. */

import type { RouteCount } from '../../domain.ts';
import { DecodeError, Fields } from './fields.ts';

/** What one answer tells. */
export interface RouteAnswer {
  /** Routes of the type that was asked for. */
  readonly total: number;
  /** `VpnRouteCounts`; undefined for single-tunnel connections, whose answers have none. */
  readonly counts: readonly RouteCount[] | undefined;
}

/** @throws DecodeError when the body has no TotalCount. */
export function decodeRoutes(body: unknown): RouteAnswer {
  const fields = Fields.of(body, 'response');
  const total = fields.number('TotalCount');
  if (total === undefined) throw new DecodeError('TotalCount');
  const counts = fields
    .details('VpnRouteCounts')
    .map((row) => ({
      type: row.text('RouteEntryType'),
      source: row.text('Source'),
      count: row.number('RouteCount') ?? 0,
    }))
    .filter(({ type, source }) => /^\w{1,32}$/.test(type) && /^\w{1,32}$/.test(source));
  return { total, counts: counts.length === 0 ? undefined : counts };
}
