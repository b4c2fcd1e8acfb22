/** How long what was found at one moment may be shown. */

/** From when until when, in milliseconds since the epoch, both included. */
interface Validity {
  readonly fromMs: number;
  readonly validUntilMs: number;
}

/** Whether it holds at another moment, if nothing changed; somebody may have set the clock back. */
export function isGoodAt(nowMs: number, { fromMs, validUntilMs }: Validity): boolean {
  return fromMs <= nowMs && nowMs <= validUntilMs;
}
