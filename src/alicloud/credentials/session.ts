/** The life of a credential: found once for all callers, kept, renewed ahead of its end, forgotten when refused, and shown to nobody. */

import { untilAborted, withDeadline } from '../../model/concurrency.ts';
import {
  type Credential,
  type CredentialSource,
  type CredentialUser,
  isSameCredential,
  isUsable,
  type Lease,
  renewalTime,
} from '../credential.ts';
import { type CredentialStep, isLocal, stepError, stepTimeout, toApiError } from './errors.ts';
import type { Provider, Resolved, Tools } from './provider.ts';
import { backoffMs } from '../retry.ts';
import type { ApiError } from '../../model/failure.ts';

/** Without any success for so long, a refusal counts whoever reports it. */
const DOUBT_MS = 10 * 60_000;

/**
 * Decides whether refusals speak against the credential or only against the place where they happened. A success
 * clears all refusals before it, and their users are doubted from then on: the API refused to them what it accepts
 * elsewhere (a proxy, a closed region, another partition). A doubted user's refusals alone condemn nothing until it
 * has succeeded itself.
 */
class Verdicts {
  readonly #refusedTo = new Set<CredentialUser>();
  /** Those who were refused, with this credential or one before it, since anybody had a success. */
  readonly #suspects = new Set<CredentialUser>();
  readonly #doubted = new WeakSet<CredentialUser>();
  #acceptedAt = -Infinity;
  #isCondemned = false;

  /** Whether every user that has reported since the last success was refused, and not all of them are doubted. */
  get isCondemned(): boolean {
    return this.#isCondemned;
  }

  /** Whether the credential was refused to this user since its last success. */
  isRefusedTo(user: CredentialUser): boolean {
    return this.#refusedTo.has(user);
  }

  accept(user: CredentialUser, nowMs: number): void {
    for (const suspect of this.#suspects) this.#doubted.add(suspect);
    this.#suspects.clear();
    this.#doubted.delete(user);
    this.#acceptedAt = nowMs;
    this.forgive();
  }

  reject(user: CredentialUser, nowMs: number): void {
    this.#refusedTo.add(user);
    this.#suspects.add(user);
    if (!this.#doubted.has(user) || nowMs - this.#acceptedAt >= DOUBT_MS) this.#isCondemned = true;
  }

  /** Forgets the refusals of a credential that was replaced. Who is doubted stays so. */
  forgive(): void {
    this.#refusedTo.clear();
    this.#isCondemned = false;
  }
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
    const at = (name: string): void => {
      step.name = name;
    };
    const resolve = (signal: AbortSignal): Promise<Resolved> =>
      this.#provider.resolve({ signal, at });
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
