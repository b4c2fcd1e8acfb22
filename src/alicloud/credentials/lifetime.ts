/** When a credential is renewed, when it may no longer be used, and how long to wait after failures. */

import type { Lease } from './provider.ts';

/** A session is renewed this long before it ends, or in the last quarter of a short one. */
const LONGEST_MARGIN_MS = 15 * 60_000;

/** Time a call needs to reach the API: a session is not handed out so close to its end. */
const LAST_MOMENT_MS = 5_000;

/** When to look for the successor of a credential that was found at `now`. */
export function renewalTime(lease: Lease, now: number): number {
  switch (lease.kind) {
    case 'reread':
      return now;
    case 'key':
      return now + lease.maxAgeMs;
    case 'session':
      return lease.expiresAt - Math.min(LONGEST_MARGIN_MS, (lease.expiresAt - now) / 4);
  }
}

/** Whether a credential can sign a call that is sent at `now`. */
export function isUsable(lease: Lease, now: number): boolean {
  return lease.kind !== 'session' || now < lease.expiresAt - LAST_MOMENT_MS;
}

/** What a session is given that does not say when it ends: the shortest one STS hands out. */
export const SHORTEST_SESSION_MS = 15 * 60_000;

const EXPIRATION = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/;

/** `Expiration` of a session in milliseconds since the epoch; undefined for anything but a time in UTC. */
export function parseExpiration(text: unknown): number | undefined {
  if (typeof text !== 'string' || !EXPIRATION.test(text)) return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}

const SHORTEST_MS = 1_000;
const LONGEST_MS = 60_000;

/**
 * The wait after the nth failure in a row, n from 1: doubles from 2 s to 60 s, of which jitter takes up to a half.
 * Always between 1 s and 60 s. @param random uniform in [0, 1)
 */
export function backoffMs(failures: number, random: () => number): number {
  const step = Math.min(LONGEST_MS, SHORTEST_MS * 2 ** failures);
  return step * (0.5 + random() / 2);
}
