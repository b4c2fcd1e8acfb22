/** Starts the simulator: the API on a loopback port, with controls for tests. */

import { systemClock, type Clock } from '../model/clock.ts';
import { Alarms } from './alarms.ts';
import { Api } from './api.ts';
import { controlsOf, type Controls } from './controls.ts';
import { FaultRegistry } from './faults/registry.ts';
import { isLoopback, urlOf } from './loopback.ts';
import { RequestLog } from './request-log.ts';
import { parseScenario, type ScenarioInput } from './scenario-schema.ts';
import { closeServer, listen, portOf, simulatorServer } from './server.ts';
import { World } from './world.ts';

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
  /** Calls the request log keeps; default 10,000. */
  readonly logCapacity?: number;
}

/** A running simulator. */
export interface Simulator extends Controls {
  /** http://host:port, the endpoint of every account and region. */
  readonly url: string;
  readonly port: number;
  /** Ends every connection and delay, and stops listening. */
  close(): Promise<void>;
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
  const controls = controlsOf({ world, api, faults, log });
  const server = simulatorServer({ api, log, alarms, controls });
  await listen(server, host, options.port ?? 0);
  const port = portOf(server);
  return {
    ...controls,
    url: urlOf(host, port),
    port,
    close: async () => {
      alarms.clear();
      await closeServer(server);
    },
  };
}
