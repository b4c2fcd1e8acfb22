/** The exporter without a process, with its real client, talking over real sockets to the simulator, on a clock that jumps. */

import { createCredentialSource } from '../../../src/alicloud/credentials/source.ts';
import { identityTransport } from '../../../src/alicloud/credentials/transport.ts';
import { createApiFactory, type CreateApi } from '../../../src/alicloud/factory.ts';
import { createTransport, type Transport } from '../../../src/alicloud/transport.ts';
import type { Config } from '../../../src/config/config.ts';
import { parseConfig } from '../../../src/config/schema.ts';
import { secretReader } from '../../../src/config/secret-file.ts';
import { Exporter } from '../../../src/exporter.ts';
import type { Logger } from '../../../src/log.ts';
import { OwnMetrics } from '../../../src/own-metrics.ts';
import type { ScenarioInput } from '../../../src/simulator/scenario-schema.ts';
import { startSimulator, type Simulator } from '../../../src/simulator/simulator.ts';
import { MemoryLog } from '../../support/memory-log.ts';
import { countedIdentity, countedTransport, Exchanges } from './counted.ts';
import { JumpClock } from './jump-clock.ts';

/** When the clock starts. */
export const START_MS = Date.UTC(2026, 0, 2, 3, 4, 5);

/** What is in the room. */
export interface RoomOptions {
  readonly scenario: ScenarioInput;
  /** The configuration as YAML would give it. @param url endpoint of the simulator */
  readonly config: (url: string) => object;
  /** Uniform in [0, 1). */
  readonly random?: () => number;
  readonly log?: Logger;
  /** Calls that others than the exporter's client see as under way at identity services. */
  readonly openIdentityCalls?: () => number;
  /** How far the machine's clock is off, in milliseconds, as the simulator sees it. */
  readonly skewMs?: () => number;
  /** Calls the simulator remembers. */
  readonly logCapacity?: number;
  /** What calls pass on their way to the socket. @param simulator where they end up */
  readonly transport?: (real: Transport, simulator: Simulator) => Transport;
  /** What sees the poller's calls before the client. */
  readonly api?: (create: CreateApi) => CreateApi;
}

/** Everything running. */
export interface Room {
  readonly clock: JumpClock;
  readonly simulator: Simulator;
  readonly exporter: Exporter;
  /** API calls on the wire. */
  readonly calls: Exchanges;
  /** The text page as it is now. */
  readonly page: () => Promise<string>;
  /** Reloads another configuration. */
  readonly reconfigure: (document: object) => Promise<void>;
  /** Ends everything. Timers and exchanges that are left then are leaks. */
  readonly close: () => Promise<void>;
}

const BUILD = { version: '0.0.0', revision: 'test', nodeVersion: process.version };

/** Puts everything together; the exporter is not started. */
export async function openRoom(options: RoomOptions): Promise<Room> {
  const { random = () => 0.5, log = new MemoryLog(), openIdentityCalls = () => 0 } = options;
  const calls = new Exchanges();
  const identityCalls = new Exchanges();
  let inFlight = (): number => 0;
  const clock = new JumpClock(
    START_MS,
    () => calls.underWay === inFlight() && identityCalls.underWay === openIdentityCalls(),
  );
  const { skewMs = () => 0 } = options;
  const simulator = await startSimulator({
    scenario: options.scenario,
    clock,
    // Signatures carry the machine's time.
    wireClock: {
      now: () => Date.now() - skewMs(),
      after: (ms, callback) => clock.after(ms, callback),
    },
    ...(options.logCapacity !== undefined && { logCapacity: options.logCapacity }),
  });
  inFlight = () => simulator.requests.counters().inFlight;

  const real = createTransport();
  const stop = new AbortController();
  const factory = createApiFactory({
    clock,
    random,
    transport: countedTransport(options.transport?.(real, simulator) ?? real, calls),
    userAgent: 'test',
    createCredentials: ({ credentials }) =>
      createCredentialSource(credentials, {
        clock,
        log,
        random,
        readSecret: secretReader(),
        env: {},
        stop: stop.signal,
        transport: countedIdentity(identityTransport(), identityCalls),
      }),
  });
  const apiFactory = (config: Config): Promise<CreateApi> => {
    const create = factory(config);
    return Promise.resolve(options.api?.(create) ?? create);
  };
  const exporter = new Exporter(parseConfig(options.config(simulator.url)), {
    clock,
    random,
    log,
    own: new OwnMetrics(BUILD),
    apiFactory,
    isOwn: () => true,
  });
  return {
    clock,
    simulator,
    exporter,
    calls,
    page: async () => (await exporter.page('text', false)).body.toString(),
    reconfigure: (document) => exporter.reconfigure(parseConfig(document)),
    close: async () => {
      const stopped = exporter.stop();
      stop.abort();
      await clock.settle();
      await stopped;
      real.close();
      await simulator.close();
    },
  };
}
