/** Starts the simulator: the API on a loopback port, with controls for tests. */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { systemClock, type Clock } from '../clock.ts';
import { Alarms } from './alarms.ts';
import { Api } from './api.ts';
import { deliver } from './faults/delivery.ts';
import { FaultRegistry, type FaultInput, type FaultState } from './faults/registry.ts';
import type { Json, JsonObject } from './json.ts';
import { isLoopback, urlOf } from './loopback.ts';
import { RequestLog } from './request-log.ts';
import { parseScenario, type ScenarioInput } from './scenario-schema.ts';
import type { AccessKey } from './scenario.ts';
import { readRequest } from './wire-request.ts';
import { World, type RegionTarget, type RowTarget } from './world.ts';

/** How long the real API keeps idle connections; it says so in `keep-alive: timeout=25`. */
const KEEP_ALIVE_MS = 25_000;

const DEFAULT_LOG_CAPACITY = 10_000;

/** How to start. */
export interface SimulatorOptions {
  readonly scenario: ScenarioInput;
  /** The scenario's time: timeline, quotas, request log. Default: the machine's. */
  readonly clock?: Clock;
  /** The time of the wire: signed dates, sessions' ends, delays of faults. Default: the machine's, as in the SDK. */
  readonly wireClock?: Clock;
  /** A loopback host; default 127.0.0.1. */
  readonly host?: string;
  /** Default 0: any free port. */
  readonly port?: number;
  /** Calls the request log keeps. */
  readonly logCapacity?: number;
}

/** The faults in force. */
export interface FaultControls {
  /** Puts a fault in force; returns its id. Throws when it is not well formed. */
  add(fault: FaultInput): string;
  /** Lifts a fault; whether it was in force. */
  remove(id: string): boolean;
  /** Lifts every fault. */
  clear(): void;
  list(): readonly FaultState[];
}

/** A running simulator. */
export interface Simulator {
  /** http://host:port, the endpoint of every account and region. */
  readonly url: string;
  readonly port: number;
  readonly faults: FaultControls;
  readonly requests: Pick<RequestLog, 'list' | 'counters' | 'clear'>;
  /** Sets one field of a row by dotted path; undefined removes it. Throws UnknownTargetError. */
  patch(target: RowTarget, path: string, value: Json | undefined): void;
  /** Adds or replaces a row. Throws UnknownTargetError. */
  putRow(target: RegionTarget, row: JsonObject): void;
  /** Removes a row. Throws UnknownTargetError. */
  removeRow(target: RowTarget): void;
  /** Adds a (session) key to an account. Throws UnknownTargetError. */
  addKey(account: string, key: AccessKey): void;
  /** Back to the start: scenario, timeline, keys, quotas; no faults, an empty request log. */
  reset(): void;
  /** Ends every connection and delay, and stops listening. */
  close(): Promise<void>;
}

interface Parts {
  readonly api: Api;
  readonly log: RequestLog;
  readonly alarms: Alarms;
}

async function serve(
  { api, log, alarms }: Parts,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  log.begin();
  response.once('close', () => {
    log.end();
  });
  const { reply, effects } = api.answer(await readRequest(message));
  deliver(reply, response, effects, alarms);
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/**
 * Starts a simulator.
 * @throws ScenarioError for a bad scenario, RangeError for a host that is not loopback, and what listening throws.
 */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const { clock = systemClock, wireClock = systemClock, host = '127.0.0.1' } = options;
  if (!isLoopback(host)) throw new RangeError(`${host}: the simulator listens on loopback only`);
  const world = new World(parseScenario(options.scenario), clock);
  const faults = new FaultRegistry();
  const log = new RequestLog(options.logCapacity ?? DEFAULT_LOG_CAPACITY);
  const alarms = new Alarms(wireClock);
  const api = new Api({ world, faults, log, clock, wireClock });
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (message, response) => {
    serve({ api, log, alarms }, message, response).catch(() => response.destroy());
  });
  await listen(server, host, options.port ?? 0);
  return {
    url: urlOf(host, portOf(server)),
    port: portOf(server),
    faults,
    requests: log,
    patch: (target, path, value) => {
      world.patch(target, path, value);
    },
    putRow: (target, row) => {
      world.putRow(target, row);
    },
    removeRow: (target) => {
      world.removeRow(target);
    },
    addKey: (account, key) => {
      world.addKey(account, key);
    },
    reset: () => {
      world.reset();
      api.reset();
      faults.clear();
      log.clear();
    },
    close: async () => {
      alarms.clear();
      await closeServer(server);
    },
  };
}
