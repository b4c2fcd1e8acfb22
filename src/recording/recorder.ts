/** Takes down the answers that collectors are given, of each only what they read. */

import type { Api } from '../alicloud/api.ts';
import { type BodyView, observed, type ObservedCall, type Shadow } from '../alicloud/observed.ts';
import type { Request } from '../alicloud/request.ts';
import { ApiError, type Failure } from '../model/failure.ts';

/** One call as it was answered. */
export interface RecordedCall {
  readonly account: string;
  readonly request: Request;
  /** What was read of an answer with status 200; null for a body that is no JSON object or list. */
  readonly body: Shadow | null;
  /** Why the call failed, where its status was another one or there was none. */
  readonly failure: Failure | undefined;
}

/** The recorder of one run. */
export class Recorder {
  readonly #calls: RecordedCall[] = [];
  /** Dotted paths of all fields, and of those that were read, by action. */
  readonly #fields = new Map<string, Set<string>>();
  readonly #read = new Map<string, Set<string>>();
  /** The live notes of each answer, without the answer. */
  readonly #notes: (Pick<BodyView, 'fields' | 'readFields'> & { readonly action: string })[] = [];

  /** The same API, with its answers taken down. */
  readonly observe = (api: Api): Api =>
    observed(api, (call) => {
      this.#add(api.target.account.name, call);
    });

  /** All calls, in the order of their ends. */
  get calls(): readonly RecordedCall[] {
    return this.#calls;
  }

  /** Fields of the answers that nothing reads: `DescribeVpnConnections VpnConnections.VpnConnection.Psk`. */
  get unreadFields(): readonly string[] {
    for (const { action, fields, readFields } of this.#notes.splice(0)) {
      add(this.#read, action, readFields);
      add(this.#fields, action, fields);
    }
    return [...this.#fields]
      .flatMap(([action, fields]) =>
        [...fields]
          .filter((field) => this.#read.get(action)?.has(field) !== true)
          .map((field) => `${action} ${field}`),
      )
      .sort();
  }

  #add(account: string, { request, view, error }: ObservedCall): void {
    // Told to stop: there is nothing to take down.
    if (error !== undefined && !(error instanceof ApiError)) return;
    const isOfBody = view !== undefined && error?.failure.code === 'bad_response';
    const failure = isOfBody ? undefined : error?.failure;
    this.#calls.push({ account, request, body: view?.read ?? null, failure });
    if (view === undefined) return;
    const { fields, readFields } = view;
    this.#notes.push({ action: request.action, fields, readFields });
  }
}

function add(to: Map<string, Set<string>>, action: string, fields: Iterable<string>): void {
  const known = to.get(action) ?? new Set<string>();
  to.set(action, known);
  for (const field of fields) known.add(field);
}
