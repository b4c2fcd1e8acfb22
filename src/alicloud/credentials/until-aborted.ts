/** Waiting for work that several callers share. */

/** The outcome of `work`, or the signal's reason as soon as that is aborted; `work` itself goes on for the others. */
export function untilAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      reject(signal.reason);
    };
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    const unlink = (): void => {
      signal.removeEventListener('abort', onAbort);
    };
    work.finally(unlink).then(resolve, reject);
  });
}
