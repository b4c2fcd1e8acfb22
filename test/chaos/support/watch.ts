/** Watches the poller's calls: what was asked, what befell it, what came of it, and whether that was right. */

import type { Listing } from '../../../src/alicloud/api.ts';
import type { CreateApi } from '../../../src/commands/wiring.ts';
import type { Transport } from '../../../src/alicloud/transport.ts';
import { sleep, type Clock } from '../../../src/model/clock.ts';
import type { List } from '../../../src/collectors/collector.ts';
import type { Connection } from '../../../src/collectors/connections/item.ts';
import type { Controls } from '../../../src/simulator/control.ts';
import type { PresetName } from '../../../src/simulator/faults/faults.ts';
import { codeOf, isExplained, isMisleading, isRefusal, type Open } from './explain.ts';
import { reasonOf, TargetModel, type ListedName } from './model.ts';
import { targetName } from './page.ts';
import { withLists } from './with-lists.ts';
import { between, type Random } from './random.ts';
import { emptyTally, type Credentials, type Watched, type WatchSettings } from './tally.ts';
import { differences, gatewayDifferences, inventions, type Place } from './truth.ts';
import type { Weather } from './weather.ts';

const LISTED: Readonly<Record<string, ListedName>> = {
  DescribeVpnConnections: 'connections',
  DescribeVpnGateways: 'gateways',
};

/** The watcher of all targets. */
export class Watch {
  readonly targets = new Map<string, Watched>();
  readonly tally = emptyTally();
  readonly #settings: WatchSettings;
  readonly #random: Random;
  readonly #startMs: number;
  #isOver = false;

  /** @param startMs when the exporter is started */
  constructor(settings: WatchSettings, random: Random, startMs: number) {
    this.#settings = settings;
    this.#random = random;
    this.#startMs = startMs;
  }

  add(place: Place, weather: Weather, credentials: Credentials | undefined): void {
    this.targets.set(targetName(place.account, place.region), {
      place,
      weather,
      credentials,
      model: new TargetModel(this.#settings.staleAfterMs),
      open: new Map(),
      startedMs: { connections: this.#startMs, gateways: this.#startMs },
      refusedMs: -Infinity,
      isChanged: true,
      hasPolled: false,
    });
  }

  /** From now on calls are cut short, which proves nothing. A target that has not been polled for long counts, too. */
  end(nowMs: number): void {
    this.#isOver = true;
    for (const watched of this.targets.values()) {
      this.#pause(watched, 'connections', nowMs);
      this.#pause(watched, 'gateways', nowMs);
    }
  }

  /** Sends calls through the weather of their targets. @param accountOf whose access key signs a call */
  transport(
    wire: Transport,
    { clock, simulator }: { readonly clock: Clock; readonly simulator: Controls },
    accountOf: (accessKeyId: string) => string,
  ): Transport {
    return {
      close: () => {
        wire.close();
      },
      post: async (endpoint, path, headers, signal, limits) => {
        const query = new URLSearchParams(path.slice(path.indexOf('?')));
        const action = headers['x-acs-action'] ?? '';
        const key = /Credential=([^,]*),/.exec(headers['authorization'] ?? '')?.[1] ?? '';
        const place = { account: accountOf(key), region: query.get('RegionId') ?? '' };
        const watched = this.#watched(place);
        const fault = watched.weather.fault(action, clock.now());
        this.#count(watched, action, fault, clock.now());
        const match = { ...place, action, page: Number(query.get('PageNumber') ?? 1) };
        try {
          if (this.#random() < 0.5) await sleep(clock, between(20, 800, this.#random), signal);
          const id = fault && simulator.faults.add({ effect: fault, match, times: 1 });
          try {
            return await wire.post(endpoint, path, headers, signal, limits);
          } finally {
            if (id !== undefined) simulator.faults.remove(id);
          }
        } finally {
          watched.model.attempt(action, codeOf(fault, signal));
          watched.isChanged = true;
        }
      },
    };
  }

  /** Looks over the shoulder of the poller. */
  api(
    create: CreateApi,
    { clock, simulator }: { readonly clock: Clock; readonly simulator: Controls },
  ): CreateApi {
    return (target, onAttempt) => {
      const api = create(target, onAttempt);
      const watched = this.#watched({ account: target.account.name, region: target.region });
      // Whatever ends is on the page, even where no call of it reached the API.
      const noted =
        <Found, Subject>(list: List<Found, Subject>): List<Found, Subject> =>
        async (ask, signal) => {
          try {
            return await list(ask, signal);
          } finally {
            watched.isChanged = true;
          }
        };
      return withLists(
        api,
        {
          connections: (list) => (ask, signal) =>
            this.#list(watched, 'connections', clock, async () => {
              const found = await list(ask, signal);
              this.#compare(watched, simulator, found.items);
              return found;
            }),
          gateways: (list) => (ask, signal) =>
            this.#list(watched, 'gateways', clock, async () => {
              const found = await list(ask, signal);
              this.#objectAll(watched, gatewayDifferences(simulator, watched.place, found.items));
              return found;
            }),
        },
        noted,
      );
    };
  }

  #watched({ account, region }: Place): Watched {
    const watched = this.targets.get(targetName(account, region));
    if (watched === undefined) throw new Error(`nobody watches ${account}/${region}`);
    return watched;
  }

  #count(watched: Watched, action: string, fault: PresetName | undefined, nowMs: number): void {
    this.tally.calls += 1;
    if (fault === undefined) return;
    if (isRefusal(fault)) {
      watched.credentials?.refused(nowMs);
      watched.refusedMs = nowMs;
    }
    this.tally.faults[fault] = (this.tally.faults[fault] ?? 0) + 1;
    const name = LISTED[action];
    if (name !== undefined) watched.open.get(name)?.faults.push(fault);
  }

  async #list<Found extends Listing<{ readonly id: string }>>(
    watched: Watched,
    name: ListedName,
    clock: Clock,
    call: () => Promise<Found>,
  ): Promise<Found> {
    const open: Open = { startMs: clock.now(), faults: [] };
    if (watched.open.has(name)) this.#object(watched, `two polls of ${name} at once`);
    watched.open.set(name, open);
    if (name === 'connections') this.tally.polls += 1;
    this.#pause(watched, name, open.startMs);
    watched.startedMs[name] = open.startMs;
    try {
      const found = await call();
      this.#succeeded(watched, name, found, clock.now());
      return found;
    } catch (error) {
      if (!this.#isOver) this.#failed(watched, name, open, error, clock.now());
      throw error;
    } finally {
      this.#ended(watched, name, open, clock.now());
    }
  }

  #pause(watched: Watched, name: ListedName, endMs: number): void {
    const gapMs = endMs - watched.startedMs[name];
    this.tally.longestUnpolledMs = Math.max(this.tally.longestUnpolledMs, gapMs);
  }

  #succeeded(
    { model }: Watched,
    name: ListedName,
    found: Listing<{ readonly id: string }>,
    nowMs: number,
  ): void {
    const collector: { succeed(found: Listing<{ readonly id: string }>, nowMs: number): void } =
      model[name];
    collector.succeed(found, nowMs);
  }

  #failed(watched: Watched, name: ListedName, open: Open, error: unknown, nowMs: number): void {
    const reason = reasonOf(error);
    if (reason === undefined) {
      this.#object(watched, `${name} failed on ${String(error)}`);
      return;
    }
    watched.model[name].fail(reason);
    this.tally.failedPolls += 1;
    const facts = {
      isLate: nowMs - open.startMs >= this.#settings.timeoutMs,
      credentialsAgeMs:
        nowMs - Math.max(watched.refusedMs, watched.credentials?.badMs(nowMs) ?? -Infinity),
    };
    if (!isExplained(reason, open.faults, facts)) {
      const cause = open.faults.join(' ') || 'nothing';
      this.#object(watched, `${name} failed with ${reason} under ${cause}`);
    }
  }

  #ended(watched: Watched, name: ListedName, open: Open, nowMs: number): void {
    watched.open.delete(name);
    watched.isChanged = true;
    watched.hasPolled ||= watched.open.size === 0;
    if (open.faults.length > 0 || watched.credentials !== undefined) return;
    this.tally.longestUnhitMs = Math.max(this.tally.longestUnhitMs, nowMs - open.startMs);
  }

  /** The cloud stands still while it is read, so what is read has to be right. */
  #compare(watched: Watched, simulator: Controls, items: readonly Connection[]): void {
    const faults = watched.open.get('connections')?.faults ?? [];
    const wrong = faults.some(isMisleading)
      ? inventions(simulator, watched.place, items)
      : differences(simulator, watched.place, items);
    this.#objectAll(watched, wrong, faults);
  }

  #objectAll(watched: Watched, wrong: readonly string[], faults: readonly PresetName[] = []): void {
    if (wrong.length > 0) this.#object(watched, `${wrong.join('; ')} under ${faults.join(' ')}`);
  }

  #object({ place }: Watched, what: string): void {
    this.tally.wrong.push(`${place.account}/${place.region}: ${what}`);
  }
}
