/** What became of each action of a probe. Pure. */

import { parseInnerJson } from '../../alicloud/decode/json-filter.ts';
import type { ObservedCall } from '../../alicloud/observed.ts';
import { ApiError, isNotOffered, isRegionClosed, type Failure } from '../../model/failure.ts';
import type { Probe } from './probe.ts';

/** What may come of an action. */
export type Outcome =
  | 'OK'
  | 'forbidden'
  | 'failed'
  | 'not offered'
  | 'region closed'
  | 'nothing to ask about'
  | 'not asked'
  | 'canceled';

/** With these the configuration does not work. */
export const BAD: ReadonlySet<Outcome> = new Set(['forbidden', 'failed', 'canceled']);

/** What of an answer was not understood. */
export interface Odd {
  /** Fields that the documentation does not have. */
  readonly fields: readonly string[];
  /** Fields whose values are outside the documented ones. */
  readonly values: readonly string[];
  /** Rows that could not be decoded, by the field at fault. */
  readonly rejected: ReadonlyMap<string, number>;
}

/** What came of one action. */
export interface ActionResult {
  /** `vpc:DescribeVpnConnections` */
  readonly action: string;
  readonly outcome: Outcome;
  /** What the API says that there is; undefined without an answer. */
  readonly rows: number | undefined;
  readonly failure: Failure | undefined;
  readonly odd: Odd;
}

/** What decides how bad a failure is. */
export interface Needs {
  readonly actions: readonly string[];
  /** Whether there are regions and accounts that the calls are not offered to. */
  readonly isOptional: boolean;
  /** Whether the region was found, and not named. */
  readonly isDiscovered: boolean;
  /** The fields of an action's answer that are not documented. */
  readonly undocumented: (call: ObservedCall) => readonly string[];
}

function failureOf(calls: readonly ObservedCall[]): Failure | undefined {
  const errors = calls.map(({ error }) => error);
  return errors.find((error) => error instanceof ApiError)?.failure;
}

function outcomeOfFailure(failure: Failure, { isOptional, isDiscovered }: Needs): Outcome {
  if (isDiscovered && isRegionClosed(failure)) return 'region closed';
  if (isOptional && isNotOffered(failure)) return 'not offered';
  return failure.reason === 'forbidden' ? 'forbidden' : 'failed';
}

/** The failure of an action: of one of its calls, or what ended them all before they were answered. */
function failureFor(probe: Probe, calls: readonly ObservedCall[]): Failure | undefined {
  const isOfOne = failureOf(probe.calls) !== undefined;
  return failureOf(calls) ?? (isOfOne ? undefined : probe.failure);
}

function outcomeOf(probe: Probe, calls: readonly ObservedCall[], needs: Needs): Outcome {
  const failure = failureFor(probe, calls);
  if (failure !== undefined) return outcomeOfFailure(failure, needs);
  if (probe.isSkipped) return 'not asked';
  if (probe.listing === undefined && probe.failure === undefined) return 'canceled';
  return calls.length > 0 ? 'OK' : 'nothing to ask about';
}

/** What an answer says that there is; CloudMonitor says no number, its datapoints are the rows. */
function totalOf({ view }: ObservedCall): number | undefined {
  if (view?.read === undefined) return undefined;
  const total: unknown = Reflect.get(view.read, 'TotalCount');
  if (typeof total === 'number') return total;
  const datapoints: unknown = Reflect.get(view.read, 'Datapoints');
  const list = typeof datapoints === 'string' ? parseInnerJson(datapoints) : undefined;
  return Array.isArray(list) ? list.length : undefined;
}

function rowsOf({ listing }: Probe, calls: readonly ObservedCall[]): number | undefined {
  const totals = calls.map(totalOf).filter((total) => total !== undefined);
  if (totals.length === 0) return listing?.items.length;
  return totals.reduce((sum, total) => sum + total, 0);
}

function counted(names: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

function distinct(names: readonly string[]): readonly string[] {
  return [...new Set(names)].sort();
}

/** One result for each action of a probe; what its rows have that is odd stands with the first. */
export function resultsOf(probe: Probe, needs: Needs): readonly ActionResult[] {
  return needs.actions.map((action, index) => {
    const name = action.slice(action.indexOf(':') + 1);
    const calls = probe.calls.filter(({ request }) => request.action === name);
    const outcome = outcomeOf(probe, calls, needs);
    const listing = index === 0 ? probe.listing : undefined;
    return {
      action,
      outcome,
      rows: outcome === 'OK' ? rowsOf(probe, calls) : undefined,
      failure: failureFor(probe, calls),
      odd: {
        fields: distinct(calls.flatMap((call) => needs.undocumented(call))),
        values: distinct(listing?.unknownFields ?? []),
        rejected: counted((listing?.rejected ?? []).map(({ field }) => field)),
      },
    };
  });
}
