/** Runs the loops of all targets, and replaces only those whose configuration changed. */

import { abortController } from '../model/concurrency.ts';
import { type Clock, sleep } from '../model/clock.ts';
import { type Target, targetKey } from '../model/target.ts';
import type { Round } from './jobs.ts';
import { type PollBounds, type PollDependencies, pollTarget } from './poll.ts';
import { type Items, POLLED, type TargetApi } from './polled.ts';

/** Timing of a loop, in milliseconds. */
export interface LoopTiming {
  /** Before the first round. */
  readonly delayMs: number;
  /** From start to start, asked for after each round; one that takes longer is followed by the next at once. */
  readonly intervalMs: () => number;
}

/** Runs `round` until the signal is aborted; resolves then. `round` must not reject. */
export async function loop(
  round: () => Promise<void>,
  timing: LoopTiming,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  let startMs = clock.monotonic() + timing.delayMs;
  while (await waitUntil(startMs, clock, signal)) {
    const startedMs = clock.monotonic();
    await round();
    // What was missed is not made up for.
    startMs = Math.max(startedMs + timing.intervalMs(), clock.monotonic());
  }
}

async function waitUntil(whenMs: number, clock: Clock, signal: AbortSignal): Promise<boolean> {
  try {
    await sleep(clock, Math.max(0, whenMs - clock.monotonic()), signal);
    return !signal.aborted;
  } catch {
    return false;
  }
}

/** One loop to run. */
export interface Job {
  readonly target: Target;
  readonly collectors: readonly (keyof Items)[];
  /** Each polls by itself, so that none waits for another; together they run all collectors. */
  readonly rounds: readonly Round[];
  readonly poll: PollBounds;
  /** Changes whenever the loop has to be started anew: account, credentials, settings. */
  readonly fingerprint: string;
  readonly createApi: () => TargetApi;
  /** Whether a round polls at all; a loop without it always does. */
  readonly isDue?: () => boolean;
  /** Called after each poll; never throws. */
  readonly afterPoll?: () => void;
}

/** What the loops need. */
export interface PollerDependencies extends PollDependencies {
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

interface RunningLoop {
  readonly fingerprint: string;
  readonly stop: AbortController;
  readonly done: Promise<unknown>;
}

/** So few targets are all polled at once; the limit of calls in flight bounds what that costs. */
const STARTED_AT_ONCE = 10;

/** Distance of polls while they fail, of collectors with a longer interval. */
const RETRY_MS = 60_000;

/** First polls of more targets are spread over this time for each of the others, and over one interval at most. */
const START_SPREAD_MS = 100;

/** The time over which the first polls are spread, in milliseconds. */
function spreadOf(starting: number, intervalMs: number): number {
  return Math.min(intervalMs, Math.max(0, starting - STARTED_AT_ONCE) * START_SPREAD_MS);
}

/** The loop of one round. */
interface RunningRound {
  /** Resolves after its first poll, or with its end. */
  readonly polledOnce: Promise<void>;
  readonly done: Promise<void>;
}

/** Whether a round has nothing to ask before other rounds have listed what its collectors follow. */
function isFollowing({ collectors }: Round): boolean {
  return collectors.every((name) => POLLED[name].followUp !== undefined);
}

/** The loops that run now. */
export class Poller {
  readonly #deps: PollerDependencies;
  readonly #loops = new Map<string, RunningLoop>();
  /** The collectors of each target that have finished a poll. */
  readonly #polled = new Map<string, Set<string>>();
  #isStopped = false;

  constructor(deps: PollerDependencies) {
    this.#deps = deps;
  }

  /** Whether every target has finished a poll by all of its collectors, be it with success or failure. */
  get isReady(): boolean {
    return this.#deps.store.list().every(({ target, collectors }) => {
      const polled = this.#polled.get(targetKey(target)) ?? new Set<string>();
      return Object.keys(collectors).every((name) => polled.has(name));
    });
  }

  /**
   * Makes the running loops those of `jobs`: others end and their state goes; a loop whose fingerprint is the same
   * is not touched; one that is started anew keeps what is known of its target. Does nothing once it was stopped.
   */
  reconcile(jobs: readonly Job[]): void {
    if (this.#isStopped) return;
    const wanted = new Map(jobs.map((job) => [targetKey(job.target), job]));
    this.#drop((key, running) => wanted.get(key)?.fingerprint !== running.fingerprint);
    for (const { target } of this.#deps.store.list()) {
      if (wanted.has(targetKey(target))) continue;
      this.#deps.store.close(target);
      this.#polled.delete(targetKey(target));
    }
    for (const { target, collectors } of jobs) this.#deps.store.open(target, collectors);
    const fresh = [...wanted].filter(([key]) => !this.#loops.has(key));
    for (const [key, job] of fresh) this.#loops.set(key, this.#start(job, fresh.length));
  }

  /** Ends all loops for good; polls under way are cancelled. The state stays. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    const ended = [...this.#loops.values()].map(({ done }) => done);
    this.#drop(() => true);
    await Promise.all(ended);
  }

  #drop(isDropped: (key: string, running: RunningLoop) => boolean): void {
    for (const [key, running] of this.#loops) {
      if (!isDropped(key, running)) continue;
      running.stop.abort();
      this.#loops.delete(key);
    }
  }

  #start(job: Job, starting: number): RunningLoop {
    const { clock, random } = this.#deps;
    const stop = abortController();
    const api = job.createApi();
    const delayMs = random() * spreadOf(starting, job.poll.intervalMs);
    const run = (round: Round, startMs: number): RunningRound => {
      const timing = { delayMs: startMs, intervalMs: () => this.#untilNext(job, round) };
      let polled: () => void = () => undefined;
      const first = new Promise<void>((resolve) => {
        polled = resolve;
      });
      const poll = async (): Promise<void> => {
        await this.#poll(job, round, api, stop.signal);
        polled();
      };
      const done = loop(poll, timing, clock, stop.signal);
      return { polledOnce: Promise.race([first, done]), done };
    };
    const following = job.rounds.filter(isFollowing);
    const listed = job.rounds
      .filter((round) => !isFollowing(round))
      .map((round) => run(round, delayMs));
    const ready = Promise.all(listed.map(({ polledOnce }) => polledOnce));
    const loops = [
      ...listed.map(({ done }) => done),
      ...following.map((round) => ready.then(() => run(round, 0).done)),
    ];
    return { fingerprint: job.fingerprint, stop, done: Promise.all(loops) };
  }

  /** A poll that failed is repeated sooner than after hours, but not without end at the pace of the connections. */
  #untilNext({ target, poll }: Job, { collectors, intervalMs }: Round): number {
    const states = this.#deps.store.get(target)?.collectors ?? {};
    const hasFailed = collectors.some((name) => states[name]?.lastPoll?.failure !== undefined);
    return hasFailed ? Math.min(intervalMs, Math.max(poll.intervalMs, RETRY_MS)) : intervalMs;
  }

  async #poll(job: Job, round: Round, api: TargetApi, signal: AbortSignal): Promise<void> {
    if (job.isDue?.() === false) return;
    const { target, poll } = job;
    const { collectors, intervalMs, staleAfterMs } = round;
    const bounds = { ...poll, intervalMs, staleAfterMs };
    await pollTarget(target, collectors, api, bounds, this.#deps, signal);
    if (signal.aborted) return;
    const key = targetKey(target);
    this.#polled.set(key, new Set([...(this.#polled.get(key) ?? []), ...collectors]));
    job.afterPoll?.();
  }
}
