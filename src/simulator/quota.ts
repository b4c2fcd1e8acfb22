/** Call quotas: fixed windows per account, region and action. */

import { Refusal } from './refusals.ts';
import type { Quota } from './scenario.ts';

interface Window {
  readonly startMs: number;
  readonly calls: number;
}

/** Counts calls. */
export class QuotaWindows {
  readonly #windows = new Map<string, Window>();

  /**
   * Counts one call of `key`.
   * @throws Refusal Throttling.User when the window is used up.
   */
  spend(key: string, quota: Quota | undefined, nowMs: number): void {
    if (quota === undefined) return;
    const length = quota.windowSeconds * 1000;
    const last = this.#windows.get(key);
    const current =
      last !== undefined && nowMs < last.startMs + length ? last : { startMs: nowMs, calls: 0 };
    if (current.calls >= quota.calls) {
      throw new Refusal('Throttling.User', { retryAfterMs: quota.retryAfterMs });
    }
    this.#windows.set(key, { ...current, calls: current.calls + 1 });
  }

  /** Forgets every window. */
  clear(): void {
    this.#windows.clear();
  }
}
