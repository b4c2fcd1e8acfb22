/** The life of a credential: found once for all callers, kept, renewed ahead of its end, forgotten when refused, and shown to nobody. */

import {
  type Credential,
  type CredentialSource,
  type CredentialUser,
  isSameCredential,
} from '../credential.ts';
import { withDeadline } from '../budget.ts';
import { type CredentialStep, isLocal, stepError, stepTimeout, toApiError } from './errors.ts';
import type { CredentialAttempt, Lease, Provider, Resolved, Tools } from './provider.ts';
import { Verdicts } from './verdicts.ts';
import { untilAborted } from '../../model/abort.ts';
import type { ApiError } from '../../model/failure.ts';

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

/** Credentials that were replaced because they were refused, further apart than this, have nothing to do with each other. */
const REPLACED_APART_MS = 10 * 60_000;

interface Held {
  readonly credential: Credential;
  readonly lease: Lease;
  readonly renewAt: number;
}

/** Nothing is tried before `at`; callers without a usable credential are given `error`. */
interface Pause {
  readonly at: number;
  readonly error: ApiError;
}

/** What a session works with. */
export type SessionTools = Pick<Tools, 'clock' | 'log' | 'random' | 'stop'>;

/** The credential source of one account, over a provider. Shares nothing with other sources. */
export class Session implements CredentialSource {
  readonly #provider: Provider;
  readonly #tools: SessionTools;
  readonly #deadlineMs: number;
  #held: Held | undefined;
  #pending: Promise<Held> | undefined;
  #pause: Pause | undefined;
  #failures = 0;
  readonly #verdicts = new Verdicts();
  /** How often a refused credential was replaced, one soon after another. */
  #replaced = 0;
  /** No refused credential is replaced before. */
  #replaceAt = -Infinity;
  #providerName = '';
  /** What the last warning said; '' when all is well since. */
  #told = '';

  /** @param deadlineMs the longest that one attempt may take */
  constructor(provider: Provider, tools: SessionTools, deadlineMs: number) {
    this.#provider = provider;
    this.#tools = tools;
    this.#deadlineMs = deadlineMs;
  }

  async get(user: CredentialUser, signal: AbortSignal): Promise<Credential> {
    signal.throwIfAborted();
    const held = this.#usable();
    const isRefused = this.#verdicts.isRefusedTo(user);
    if (held !== undefined && !this.#isDue(held)) return held.credential;
    const renewed = untilAborted(this.#renewed(), signal);
    if (held !== undefined && held.lease.kind !== 'reread' && !isRefused) {
      // Failures are logged where they happen; the credential is good for a while yet.
      renewed.catch(() => undefined);
      return held.credential;
    }
    try {
      return (await renewed).credential;
    } catch (error) {
      const fallback = this.#usable();
      if (fallback === undefined || isRefused || signal.aborted) throw error;
      return fallback.credential;
    }
  }

  accept(credential: Credential, user: CredentialUser): void {
    if (this.#holds(credential)) this.#verdicts.accept(user, this.#monotonic());
  }

  reject(credential: Credential, user: CredentialUser): void {
    // It stays in use until there is another one: what is refused here may be accepted elsewhere.
    if (this.#holds(credential)) this.#verdicts.reject(user, this.#monotonic());
  }

  #holds(credential: Credential): boolean {
    return this.#held !== undefined && isSameCredential(this.#held.credential, credential);
  }

  /** Whether it is time for a successor; for one that is refused each next time after a longer pause. */
  #isDue(held: Held): boolean {
    if (this.#now() >= held.renewAt || this.#pending !== undefined) return true;
    return this.#verdicts.isCondemned && this.#monotonic() >= this.#replaceAt;
  }

  /** The time of day: sessions end by it. */
  #now(): number {
    return this.#tools.clock.now();
  }

  /** For pauses: setting the time of day must not make them longer. */
  #monotonic(): number {
    return this.#tools.clock.monotonic();
  }

  #usable(): Held | undefined {
    const held = this.#held;
    return held !== undefined && isUsable(held.lease, this.#now()) ? held : undefined;
  }

  /** The attempt that is under way, or a new one; rejects at once while there is a pause. */
  async #renewed(): Promise<Held> {
    if (this.#pending !== undefined) return this.#pending;
    if (this.#pause !== undefined && this.#monotonic() < this.#pause.at) throw this.#pause.error;
    if (this.#verdicts.isCondemned) this.#countReplacement();
    this.#pending = this.#attempt().finally(() => {
      this.#pending = undefined;
    });
    return this.#pending;
  }

  #countReplacement(): void {
    const now = this.#monotonic();
    const isFirst = now - this.#replaceAt >= REPLACED_APART_MS;
    this.#replaced = isFirst ? 1 : this.#replaced + 1;
    this.#replaceAt = now + backoffMs(this.#replaced, this.#tools.random);
  }

  async #attempt(): Promise<Held> {
    const { clock, stop } = this.#tools;
    const step = { type: this.#provider.type, name: 'starting' };
    const late = new Error('late');
    const resolve = (signal: AbortSignal): Promise<Resolved> =>
      this.#provider.resolve(attemptOf(step, signal));
    try {
      const resolved = await withDeadline(clock, this.#deadlineMs, () => late, resolve, stop);
      return this.#accept(resolved, step);
    } catch (error) {
      if (stop.aborted) throw error;
      throw this.#fail(
        error === late ? stepTimeout(step, this.#deadlineMs) : toApiError(error, step),
      );
    }
  }

  #accept({ credential, lease }: Resolved, step: CredentialStep): Held {
    const now = this.#now();
    if (!isUsable(lease, now)) {
      const hint = 'the session has already ended; check the clock of this machine';
      throw stepError(step, { code: 'session_ended', transient: true, hint });
    }
    if (!this.#holds(credential)) this.#verdicts.forgive();
    this.#held = { credential, lease, renewAt: renewalTime(lease, now) };
    this.#failures = 0;
    this.#pause = undefined;
    this.#announce(credential.providerName, lease);
    return this.#held;
  }

  #announce(provider: string, lease: Lease): void {
    const fields = { type: this.#provider.type, provider };
    if (this.#told !== '') this.#tools.log.info(fields, 'credentials found again');
    else if (provider !== this.#providerName) this.#tools.log.info(fields, 'credentials found');
    else if (lease.kind !== 'reread') this.#tools.log.debug(fields, 'credentials refreshed');
    this.#providerName = provider;
    this.#told = '';
  }

  #fail(error: ApiError): ApiError {
    this.#failures += 1;
    // What costs nobody anything is tried again by the next call: a file that was mended counts at once.
    const waitMs = isLocal(error) ? 0 : this.#pauseFor(this.#failures, error);
    const { reason, code, hint, detail } = error.failure;
    const message =
      this.#usable() === undefined
        ? 'no credentials'
        : 'failed to refresh credentials; using the cached ones';
    const text = [message, code, hint, detail].join(' ');
    const level = text === this.#told ? 'debug' : 'warn';
    this.#told = text;
    this.#tools.log[level](
      {
        type: this.#provider.type,
        reason,
        code,
        hint,
        ...(detail === undefined ? {} : { detail }),
        retry_after_seconds: Math.ceil(waitMs / 1000),
      },
      message,
    );
    return error;
  }

  #pauseFor(count: number, error: ApiError): number {
    const waitMs = backoffMs(count, this.#tools.random);
    this.#pause = { at: this.#monotonic() + waitMs, error };
    return waitMs;
  }
}

/** An attempt that keeps the name of its present step in `step`. */
function attemptOf(step: { name: string }, signal: AbortSignal): CredentialAttempt {
  return {
    signal,
    at: (name) => {
      step.name = name;
    },
  };
}
