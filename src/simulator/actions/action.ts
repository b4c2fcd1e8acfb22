/** What every action is given, what it gives back, and what actions share. */

import type { Json, JsonObject } from '../json.ts';
import { pageOf, type PagePicker } from '../pages.ts';
import { Refusal } from '../refusals.ts';
import type { RegionView } from '../region-view.ts';
import type { ScenarioAccount } from '../scenario.ts';
import type { Params } from '../wire-request.ts';

/** A call that passed authentication. */
export interface AccountCall {
  readonly params: Params;
  readonly account: ScenarioAccount;
  readonly pick: PagePicker;
  /** The scenario's time, in milliseconds since the epoch. */
  readonly nowMs: number;
  /** Every region of the account: endpoints of CloudMonitor are not told of one. */
  readonly views: () => readonly RegionView[];
}

interface RegionCall extends AccountCall {
  readonly region: RegionView;
}

/** An action of the API; it returns the body of the answer without RequestId, or throws Refusal. */
export type Action = {
  /** x-acs-version; default: that of the VPC API. */
  readonly version?: string;
} & (
  | { readonly scope: 'account'; readonly run: (call: AccountCall) => JsonObject }
  | { readonly scope: 'region'; readonly run: (call: RegionCall) => JsonObject }
);

/**
 * The page of `rows` a call asks for, with the counters that every list call returns.
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

/** The value of a parameter that must be there. */
export function mandatory(params: Params, name: string): string {
  const value = params.get(name);
  if (value) return value;
  throw new Refusal('MissingParameter', { message: `${name} is mandatory for this action.` });
}
