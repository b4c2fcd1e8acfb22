/** Starts the simulator: one loopback port for the API of every account and region, and for its controls. */

import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { authorityOf, isLoopback } from '../model/address.ts';
import { systemClock, type Clock } from '../model/clock.ts';
import { Api } from './api.ts';
import { control, CONTROL_PREFIX, controlsOf, type Controls } from './control.ts';
import { deliver } from './faults/delivery.ts';
import { FaultRegistry } from './faults/faults.ts';
import { RequestLog } from './request-log.ts';
import { parseScenario, type ScenarioInput } from './scenario.ts';
import { readRequest, type WireRequest } from './wire.ts';
import { World } from './world.ts';

/** How long the real API keeps idle connections; it says so in `keep-alive: timeout=25`. */
const KEEP_ALIVE_MS = 25_000;

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
  /** Stops listening and ends every connection, answered or not, with its delays. */
  close(): Promise<void>;
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json;charset=utf-8' });
  response.end(body === undefined ? '' : JSON.stringify(body));
}

/**
 * Starts a simulator.
 * @throws ConfigError for a bad scenario, RangeError for a host that is not loopback, and what listening throws.
 */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const { clock = systemClock, wireClock = systemClock, host = '127.0.0.1' } = options;
  if (!isLoopback(host)) throw new RangeError(`${host}: the simulator listens on loopback only`);
  const world = new World(parseScenario(options.scenario), clock);
  const faults = new FaultRegistry();
  const log = new RequestLog(options.logCapacity ?? 10_000);
  const api = new Api({ world, faults, log, clock, wireClock });
  for (const fault of world.faults) faults.add(fault);
  const controls = controlsOf({ world, api, faults, log });
  const serve = (request: WireRequest, response: ServerResponse): void => {
    if (request.path.startsWith(CONTROL_PREFIX)) {
      const { status, body } = control(controls, request);
      sendJson(response, status, body);
      return;
    }
    log.begin();
    response.once('close', () => {
      log.end();
    });
    const { reply, effects } = api.answer(request);
    deliver(reply, response, effects, wireClock);
  };
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (message, response) => {
    readRequest(message).then(
      (request) => serve(request, response),
      // The client went away, or the body was too long: there is nobody to answer.
      () => response.destroy(),
    );
  });
  await once(server.listen({ host, port: options.port ?? 0 }), 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    ...controls,
    url: `http://${authorityOf(host, port)}`,
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
