/** The exporter without a process around it: configuration in, pages out. */

import { logAttempt } from '../alicloud/client.ts';
import type { CreateApi } from './wiring.ts';
import type { Target } from '../model/target.ts';
import type { Clock } from '../model/clock.ts';
import type { Config } from '../config/config.ts';
import type { Format } from '../exposition/format.ts';
import type { Encoding } from '../exposition/encoding.ts';
import { Exposition, type Rendition } from '../exposition/exposition.ts';
import { createSections } from '../exposition/sections.ts';
import { CapacityWarnings, logFirstRound } from '../polling/poll-log.ts';
import {
  connectionsHeld,
  DISCOVERY_INTERVAL_MS,
  type JobPlan,
  planJobs,
  type Timing,
  timingsOf,
} from '../polling/jobs.ts';
import { ClosedRegions } from '../polling/closed-regions.ts';
import type { Logger } from '../model/log.ts';
import type { ExporterMetrics } from '../exposition/exporter-metrics.ts';
import { pollTarget, type PollDependencies } from '../polling/poll.ts';
import { Poller, type Job } from '../polling/poller.ts';
import { Store, type TargetState } from '../polling/store.ts';

/** What the exporter needs from its surroundings. */
export interface ExporterDependencies {
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly log: Logger;
  readonly own: ExporterMetrics;
  readonly apiFactory: (config: Config) => CreateApi;
  /** Whether this process polls a target. */
  readonly isOwn: (target: Target) => boolean;
}

/** Polls what the configuration names, and renders what is known. */
export class Exporter {
  readonly #deps: ExporterDependencies;
  readonly #store = new Store();
  readonly #poller: Poller;
  readonly #capacityWarnings: CapacityWarnings;
  readonly #closedRegions: ClosedRegions;
  #config: Config;
  /** Interval and age limit of each collector, by its name. */
  #timings: ReadonlyMap<string, Timing>;
  /** Undefined until the exporter is started. */
  #createApi: CreateApi | undefined;
  #exposition: Exposition;
  #wasReady = false;
  #isFirstRoundLogged = false;

  constructor(config: Config, deps: ExporterDependencies) {
    this.#deps = deps;
    this.#poller = new Poller({ ...this.#pollDependencies(), random: deps.random });
    this.#capacityWarnings = new CapacityWarnings(deps.log);
    this.#closedRegions = new ClosedRegions(this.#store, deps.log);
    this.#config = config;
    this.#timings = timingsOf(config);
    deps.own.recordTimings(this.#timings);
    this.#exposition = this.#createExposition();
    this.#open(this.#plan());
  }

  /** Starts polling, in the background. */
  start(): void {
    this.#createApi = this.#deps.apiFactory(this.#config);
    this.#reconcile();
  }

  /** Takes over another configuration; targets that are the same in it are not disturbed. */
  reconfigure(config: Config): void {
    this.#createApi = this.#deps.apiFactory(config);
    this.#config = config;
    this.#timings = timingsOf(config);
    this.#deps.own.recordTimings(this.#timings);
    this.#exposition = this.#createExposition();
    this.#reconcile();
  }

  /** Cancels the polls under way and ends all loops. */
  stop(): Promise<void> {
    return this.#poller.stop();
  }

  /** Whether every target was polled at least once since the start. */
  get isReady(): boolean {
    this.#wasReady ||= this.#createApi !== undefined && this.#poller.isReady;
    return this.#wasReady;
  }

  /** The targets that keep it from being ready, each with the collectors that have not finished a poll; undefined once it is. */
  get waitingFor(): readonly string[] | undefined {
    if (this.isReady) return undefined;
    return this.targets.flatMap(({ target, collectors }) => {
      const unpolled = Object.entries(collectors).flatMap(([name, { lastPoll, notOffered }]) =>
        lastPoll === undefined && notOffered === undefined ? [name] : [],
      );
      const { account, region } = target;
      return unpolled.length === 0 ? [] : [`${account.name}/${region} (${unpolled.join(', ')})`];
    });
  }

  /** The times of one collector as they are now. */
  timingOf(name: string): Timing {
    return this.#timings.get(name) ?? this.#config.poll;
  }

  /** What is known now, target by target. */
  get targets(): readonly TargetState[] {
    return this.#store.list();
  }

  /** What /metrics serves, as of now. */
  render(format: Format, encoding: Encoding): Promise<Rendition> {
    return this.#exposition.render(format, encoding);
  }

  /**
   * Polls every target once, without starting any loop.
   * @returns whether all polls succeeded.
   */
  async pollOnce(signal: AbortSignal): Promise<boolean> {
    this.#createApi = this.#deps.apiFactory(this.#config);
    const done = new Set<string>();
    // Discovery brings new jobs, hence the second round.
    for (let jobs = this.#plan(); jobs.length > 0;) {
      this.#open(jobs);
      await Promise.all(
        jobs.map((job) => {
          done.add(job.fingerprint);
          const { target, collectors } = job;
          const { poll } = this.#config;
          const api = this.#apiOf(job);
          return pollTarget(target, collectors, api, poll, this.#pollDependencies(), signal);
        }),
      );
      for (const { target } of jobs) this.#closedRegions.check(target);
      this.#deps.own.recordTargets(this.targets);
      jobs = this.#plan().filter((job) => !done.has(job.fingerprint));
    }
    return (
      !signal.aborted &&
      this.targets.every(({ collectors }) =>
        Object.values(collectors).every(({ lastPoll }) => lastPoll?.failure === undefined),
      )
    );
  }

  #plan(): readonly JobPlan[] {
    return planJobs(this.#config, this.#store.list(), this.#deps.isOwn);
  }

  #open(plans: readonly JobPlan[]): void {
    for (const { target, collectors } of plans) this.#store.open(target, collectors);
    this.#deps.own.recordTargets(this.targets);
  }

  #reconcile(): void {
    this.#poller.reconcile(this.#plan().map((plan) => this.#jobOf(plan)));
    this.#deps.own.recordTargets(this.targets);
  }

  #jobOf(plan: JobPlan): Job {
    const job = {
      ...plan,
      poll: this.#config.poll,
      createApi: () => this.#apiOf(plan),
      afterPoll: () => {
        this.#checkCapacity(plan.target);
        if (plan.target.account.regions === 'all' && this.#closedRegions.check(plan.target)) {
          this.#reconcile();
        }
        this.#logFirstRound();
      },
    };
    if (!plan.collectors.includes('regions')) return job;
    return {
      ...job,
      isDue: () => this.#isDiscoveryDue(plan.target),
      afterPoll: () => {
        this.#closedRegions.reopen(plan.target);
        this.#reconcile();
        this.#logFirstRound();
      },
    };
  }

  #logFirstRound(): void {
    if (this.#isFirstRoundLogged || !this.isReady) return;
    this.#isFirstRoundLogged = true;
    logFirstRound(this.#deps.log, this.targets);
  }

  #checkCapacity(target: Target): void {
    const { connections } = this.#store.get(target)?.collectors ?? {};
    const reported = connections?.lastSuccess?.reported;
    this.#capacityWarnings.check(target, reported, connectionsHeld(this.#config));
  }

  #isDiscoveryDue(target: Target): boolean {
    const last = this.#store.get(target)?.collectors.regions?.lastSuccess;
    const { clock } = this.#deps;
    return last === undefined || clock.monotonic() - last.finishedMs >= DISCOVERY_INTERVAL_MS;
  }

  #apiOf({ target, endpointRegion }: JobPlan): ReturnType<CreateApi> {
    const { own, log } = this.#deps;
    if (this.#createApi === undefined) throw new Error('the exporter is not started');
    return this.#createApi({ ...target, region: endpointRegion }, (attempt) => {
      this.#store.countRequest(target, attempt.action, attempt.code);
      own.observeRequest(attempt.action, attempt.durationSeconds);
      if (attempt.clockOffsetMs !== undefined) own.recordClockOffset(attempt.clockOffsetMs);
      logAttempt(log, target, attempt);
    });
  }

  #pollDependencies(): PollDependencies {
    const { clock, log, own } = this.#deps;
    return {
      clock,
      log,
      store: this.#store,
      onUnknownValue: (field) => {
        own.countUnknownValue(field);
      },
    };
  }

  #createExposition(): Exposition {
    const { clock, own } = this.#deps;
    return new Exposition({
      sections: createSections({
        staleAfterMs: (name) => this.timingOf(name).staleAfterMs,
        tagLabels: this.#config.tagLabels,
        collectors: this.#config.collectors,
      }),
      targets: () => this.#store.list(),
      own: (format) => own.render(format),
      now: () => clock.monotonic(),
    });
  }
}
