/** Runs the loops of all targets, and replaces only those whose configuration changed. */

import { abortController } from '../model/abort.ts';
import type { CloudApi } from '../alicloud/api.ts';
import type { Items } from './store.ts';
import { targetKey, type Target } from '../model/target.ts';
import { loop } from './loop.ts';
import { pollTarget, type PollBounds, type PollDependencies } from './poll.ts';

/** One loop to run. */
export interface Job {
  readonly target: Target;
  readonly collectors: readonly (keyof Items)[];
  readonly poll: PollBounds;
  /** Changes whenever the loop has to be started anew: account, credentials, settings. */
  readonly fingerprint: string;
  readonly createApi: () => CloudApi;
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
  readonly done: Promise<void>;
}

/** So few targets are all polled at once; the limit of calls in flight bounds what that costs. */
const STARTED_AT_ONCE = 10;

/** First polls of more targets are spread over this time for each of the others, and over one interval at most. */
const START_SPREAD_MS = 100;

/** The time over which the first polls are spread, in milliseconds. */
function spreadOf(starting: number, intervalMs: number): number {
  return Math.min(intervalMs, Math.max(0, starting - STARTED_AT_ONCE) * START_SPREAD_MS);
}

/** The loops that run now. */
export class Poller {
  readonly #deps: PollerDependencies;
  readonly #loops = new Map<string, RunningLoop>();
  /** Keys of the targets that have finished a poll. */
  readonly #polled = new Set<string>();
  #isStopped = false;

  constructor(deps: PollerDependencies) {
    this.#deps = deps;
  }

  /** Whether every target has finished a poll by all of its collectors, be it with success or failure. */
  get isReady(): boolean {
    return this.#deps.store.list().every(({ target }) => this.#polled.has(targetKey(target)));
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
    const { target, collectors, poll } = job;
    const stop = abortController();
    const api = job.createApi();
    const round = async (): Promise<void> => {
      if (job.isDue?.() === false) return;
      await pollTarget(target, collectors, api, poll, this.#deps, stop.signal);
      if (stop.signal.aborted) return;
      this.#polled.add(targetKey(target));
      job.afterPoll?.();
    };
    const delayMs = random() * spreadOf(starting, poll.intervalMs);
    const timing = { delayMs, intervalMs: poll.intervalMs };
    return {
      fingerprint: job.fingerprint,
      stop,
      done: loop(round, timing, clock, stop.signal),
    };
  }
}
