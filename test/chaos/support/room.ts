/** The exporter without a process, with its real client and a simulator behind it, on a clock that jumps. */

import { createCredentialSource } from '../../../src/alicloud/credentials/source.ts';
import {
  identityTransport,
  type IdentityTransport,
} from '../../../src/alicloud/credentials/transport.ts';
import type { CreateApi } from '../../../src/commands/wiring.ts';
import type { Transport } from '../../../src/alicloud/transport.ts';
import type { Clock } from '../../../src/model/clock.ts';
import { parseConfig } from '../../../src/config/schema.ts';
import { secretReader } from '../../../src/config/secrets.ts';
import type { Exporter } from '../../../src/commands/exporter.ts';
import type { Logger } from '../../../src/model/log.ts';
import type { Controls } from '../../../src/simulator/control.ts';
import type { IdentityServer } from '../../support/identity/server.ts';
import type { ScenarioInput } from '../../../src/simulator/scenario.ts';
import { clientsOver, createExporter, pageOf } from '../../support/exporter.ts';
import { MemoryLog } from '../../support/memory-log.ts';
import { socketCloud, type Cloud, type CloudOptions } from './cloud.ts';
import { countedIdentity, countedSource, Exchanges } from './counted.ts';
import { FakeClock } from '../../support/fake-clock.ts';

/** When the clock starts. */
export const START_MS = Date.UTC(2026, 0, 2, 3, 4, 5);

/** What is in the room. */
export interface RoomOptions {
  readonly scenario: ScenarioInput;
  /** The configuration as YAML would give it. @param url endpoint of the cloud */
  readonly config: (url: string) => object;
  /** Default: over real sockets. */
  readonly openCloud?: (options: CloudOptions) => Cloud | Promise<Cloud>;
  /** Uniform in [0, 1). */
  readonly random?: () => number;
  readonly log?: Logger;
  /** Where accounts get their sessions, if any do. */
  readonly identity?: Pick<IdentityServer, 'heldCalls'>;
  /** The environment of the process, where the default chain looks. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Whether time stands still while credentials are looked for: where files are read, and nothing hangs. */
  readonly waitsForCredentials?: boolean;
  /** How identity services are reached. */
  readonly identityTransport?: IdentityTransport;
  /** How far the machine's clock is off, in milliseconds, as the cloud sees it. */
  readonly skewMs?: () => number;
  /** Calls the simulator remembers. */
  readonly logCapacity?: number;
  /** What calls pass on their way to the wire. @param wire where they end up */
  readonly transport?: (wire: Transport, room: Pick<Room, 'clock' | 'simulator'>) => Transport;
  /** What sees the poller's calls before the client. */
  readonly api?: (create: CreateApi, room: Pick<Room, 'clock' | 'simulator'>) => CreateApi;
}

/** Everything running. */
export interface Room {
  readonly clock: FakeClock;
  readonly simulator: Controls;
  readonly exporter: Exporter;
  /** API calls on the wire. */
  readonly calls: Exchanges;
  /** For `endpoint` of an account. */
  readonly url: string;
  /** The text page as it is now. */
  readonly page: () => Promise<string>;
  /** Takes over another configuration, as YAML would give it. */
  readonly reconfigure: (document: object) => Promise<void>;
  /** Ends everything. Timers and exchanges that are left then are leaks. */
  readonly close: () => Promise<void>;
}

/** Signatures carry the machine's time; everything else takes the time of `clock`. */
function wireClockOf(clock: Clock, skewMs: () => number): Clock {
  return {
    now: () => Date.now() - skewMs(),
    monotonic: () => performance.now(),
    after: (ms, callback) => clock.after(ms, callback),
  };
}

/** Puts everything together; the exporter is not started. */
export async function openRoom(options: RoomOptions): Promise<Room> {
  const { random = () => 0.5, log = new MemoryLog(), skewMs = () => 0 } = options;
  const identityCalls = new Exchanges();
  let isCloudWaiting = (): boolean => true;
  const clock = new FakeClock(START_MS, {
    isQuiet: () =>
      isCloudWaiting() && identityCalls.underWay === (options.identity?.heldCalls() ?? 0),
  });
  const cloud = await (options.openCloud ?? socketCloud)({
    ...options,
    clock,
    wireClock: wireClockOf(clock, skewMs),
  });
  isCloudWaiting = () => cloud.isWaiting();

  const around = { clock, simulator: cloud.controls };
  const stop = new AbortController();
  const clients = clientsOver({
    clock,
    log,
    random,
    transport: options.transport?.(cloud.transport, around) ?? cloud.transport,
    createCredentials: ({ credentials }) => {
      const source = createCredentialSource(credentials, {
        clock,
        log,
        random,
        readSecret: secretReader(),
        env: options.env ?? {},
        stop: stop.signal,
        transport: countedIdentity(options.identityTransport ?? identityTransport(), identityCalls),
      });
      return options.waitsForCredentials === true ? countedSource(source, identityCalls) : source;
    },
  });
  const exporter = createExporter(parseConfig(options.config(cloud.url)), {
    clock,
    random,
    log,
    apiFactory: (config) => options.api?.(clients(config), around) ?? clients(config),
  });
  return {
    ...around,
    exporter,
    calls: cloud.calls,
    url: cloud.url,
    page: async () => {
      // Whoever comes while a page is made is given that one, which may be of a moment ago.
      await pageOf(exporter);
      return pageOf(exporter);
    },
    reconfigure: async (document) => {
      exporter.reconfigure(parseConfig(document));
    },
    close: async () => {
      const stopped = exporter.stop();
      stop.abort();
      await clock.settle();
      try {
        await stopped;
      } finally {
        await cloud.close();
      }
    },
  };
}
