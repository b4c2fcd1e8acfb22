/** One page of a listing with the counters that every list call returns. */

import type { Json, JsonObject } from '../json.ts';
import { pageOf } from '../pages.ts';
import type { AccountCall } from './action.ts';

/**
 * The page of `rows` a call asks for.
 * @param wrap puts the rows where the action has them.
 * @param totalCount TotalCount where it is not the number of rows.
 * @throws Refusal InvalidParameter for a bad page.
 */
export function listing(
  call: AccountCall,
  rows: readonly JsonObject[],
  wrap: (rows: readonly Json[]) => JsonObject,
  totalCount: number = rows.length,
): JsonObject {
  const page = pageOf(call.params);
  return {
    PageSize: page.size,
    PageNumber: page.number,
    TotalCount: totalCount,
    ...wrap(call.pick(rows, page)),
  };
}
