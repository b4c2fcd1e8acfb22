/** What every action is given and gives back, and what actions read. */

import { objectsAt, textAt, type JsonObject } from '../json.ts';
import type { ScenarioAccount } from '../scenario.ts';
import { Refusal, type Params } from '../wire.ts';
import type { RegionView } from '../world.ts';
import type { PagePicker } from './listing.ts';

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
  /** What docs/simulator.md says of it. */
  readonly notes: string;
  /** x-acs-version; default: that of the VPC API. */
  readonly version?: string;
} & (
  | { readonly scope: 'account'; readonly run: (call: AccountCall) => JsonObject }
  | { readonly scope: 'region'; readonly run: (call: RegionCall) => JsonObject }
);

/** The value of a parameter that must be there. */
export function mandatory(params: Params, name: string): string {
  const value = params.get(name);
  if (value) return value;
  throw new Refusal('MissingParameter', { message: `${name} is mandatory for this action.` });
}

/** The tunnels of a dual-tunnel connection. */
export function tunnelsOf(connection: JsonObject): readonly JsonObject[] {
  return objectsAt(connection, 'TunnelOptionsSpecification.TunnelOptions');
}

/** Whether phase 2 of a tunnel or single-tunnel connection is established. */
export function isUp(holder: JsonObject): boolean {
  return textAt(holder, 'Status') === 'ipsec_sa_established';
}
