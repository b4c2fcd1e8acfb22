/** Makes each call that a target needs once, and says what came of it. */

import { listingOf, type Api, type Listing } from '../../alicloud/api.ts';
import { withDeadline } from '../../model/concurrency.ts';
import { timeoutError } from '../../alicloud/answer.ts';
import { observed, type ObservedCall } from '../../alicloud/observed.ts';
import type { Config } from '../../config/config.ts';
import type { Clock } from '../../model/clock.ts';
import { ApiError, type Failure } from '../../model/failure.ts';
import { listsOf, POLLED, type Items, type Lists, type Subjects } from '../../polling/polled.ts';

/** What one collector asked, and what it was told. */
export interface Probe {
  readonly name: keyof Items;
  readonly calls: readonly ObservedCall[];
  readonly listing: Listing<{ readonly id: string }> | undefined;
  /** Why it has no listing; undefined although it has none: it was told to stop, or not asked. */
  readonly failure: Failure | undefined;
  /** What it follows could not be listed. */
  readonly isSkipped: boolean;
}

export interface ProbeTools {
  readonly clock: Clock;
  readonly config: Config;
  readonly signal: AbortSignal;
}

/** All probes of one target, within one `poll.timeout`. */
class TargetProbes {
  readonly #api: Api;
  readonly #tools: ProbeTools;
  readonly #endMs: number;
  readonly #items = new Map<keyof Items, readonly unknown[]>();

  constructor(api: Api, tools: ProbeTools) {
    this.#api = api;
    this.#tools = tools;
    this.#endMs = tools.clock.monotonic() + tools.config.poll.timeoutMs;
  }

  async run<Name extends keyof Items>(
    name: Name,
    subjects: readonly Subjects[Name][] = [],
  ): Promise<Probe> {
    const { clock, config, signal } = this.#tools;
    const calls: ObservedCall[] = [];
    const watched = observed(this.#api, (call) => calls.push(call));
    /** The first failure ends a listing: what else was asked is waited for, since each action has a result. */
    const pending: Promise<unknown>[] = [];
    const call: Api['call'] = (request, decode, stop) => {
      const answer = watched.call(request, decode, stop);
      pending.push(answer.catch(() => undefined));
      return answer;
    };
    const api = { ...watched, call, isSample: true };
    const list: Lists[Name] = listsOf(api, config.collectors)[name];
    if (list === undefined) throw new Error(`${name} does not run`);
    const known = new Map<string, never>();
    const late = () => timeoutError(`no answer within ${config.poll.timeoutMs / 1000} s`);
    const leftMs = Math.max(0, this.#endMs - clock.monotonic());
    const probe = { name, calls, isSkipped: false };
    try {
      const ask = async (stop: AbortSignal) => {
        try {
          return await list({ known, subjects }, stop);
        } finally {
          await Promise.all(pending);
        }
      };
      const listing = await withDeadline(clock, leftMs, late, ask, signal);
      this.#items.set(name, listing.items);
      return { ...probe, listing, failure: undefined };
    } catch (error) {
      if (error instanceof ApiError)
        return { ...probe, listing: undefined, failure: error.failure };
      if (signal.aborted) return { ...probe, listing: undefined, failure: undefined };
      throw error;
    }
  }

  /** Asks about something that was listed before, as little as shows whether the calls work. */
  follow<Name extends keyof Items>(
    name: Name,
    { needs, subjects, sample }: NonNullable<(typeof POLLED)[Name]['followUp']>,
  ): Promise<Probe> {
    const listed = Object.fromEntries(
      needs.flatMap((need) => (this.#items.has(need) ? [[need, this.#items.get(need)]] : [])),
    );
    const about = sample?.(listed) ?? [...subjects(listed).values()].slice(0, 1);
    if (about.length > 0) return this.run(name, about);
    const isSkipped = Object.keys(listed).length === 0;
    const listing = isSkipped ? undefined : listingOf([]);
    return Promise.resolve({ name, calls: [], listing, failure: undefined, isSkipped });
  }
}

/** Asks everything that these collectors ask once: lists by their first page, the rest about one of what was listed. */
export async function probeTarget(
  api: Api,
  names: readonly (keyof Items)[],
  tools: ProbeTools,
): Promise<readonly Probe[]> {
  const probes = new TargetProbes(api, tools);
  const first = names.filter((name) => POLLED[name].followUp === undefined);
  const listed = await Promise.all(first.map((name) => probes.run(name)));
  const following = names.flatMap((name) => {
    const { followUp } = POLLED[name];
    return followUp === undefined ? [] : [probes.follow(name, followUp)];
  });
  return [...listed, ...(await Promise.all(following))];
}
