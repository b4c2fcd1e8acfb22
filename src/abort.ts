/** Abort controllers that follow an outer signal. */

/** A controller that is aborted with its outer signal; `unlink` must be called when the work is done. */
export interface LinkedController {
  readonly controller: AbortController;
  readonly unlink: () => void;
}

/** AbortSignal.any without its references from a long-lived signal to every short-lived one. */
export function linkedController(outer: AbortSignal): LinkedController {
  const controller = new AbortController();
  const onAbort = (): void => {
    controller.abort(outer.reason);
  };
  if (outer.aborted) onAbort();
  outer.addEventListener('abort', onAbort, { once: true });
  return {
    controller,
    unlink: () => {
      outer.removeEventListener('abort', onAbort);
    },
  };
}
