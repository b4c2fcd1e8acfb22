/** An API whose calls are looked at while collectors make them. */

import type { Api } from './api.ts';
import { viewOf, type BodyView } from './body-view.ts';
import type { Request } from './request.ts';

/** One call and what came of it. */
export interface ObservedCall {
  readonly request: Request;
  /** The last answer with status 200; decoders may go on to read it after the call. */
  readonly view: BodyView | undefined;
  /** What the call rejected with; undefined for a success. */
  readonly error: unknown;
}

/** The same API; each call is told when it is over. */
export function observed<Observed extends Api>(
  api: Observed,
  onCall: (call: ObservedCall) => void,
): Pick<Observed, keyof Api> {
  return {
    target: api.target,
    clock: api.clock,
    log: api.log,
    call: async (request, decode, signal) => {
      let view: BodyView | undefined;
      let error: unknown;
      try {
        return await api.call(
          request,
          (body, bytes) => {
            view = viewOf(body);
            return decode(view.seen, bytes);
          },
          signal,
        );
      } catch (cause) {
        error = cause;
        throw cause;
      } finally {
        onCall({ request, view, error });
      }
    },
  };
}
