/** What every action is given, and what it gives back. */

import type { JsonObject } from '../json.ts';
import type { PagePicker } from '../pages.ts';
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

/** A call to one region. */
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
