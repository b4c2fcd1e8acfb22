/** The simulator as the exporter's client reaches it: over real sockets, or by a call of a function. */

import { gunzipSync } from 'node:zlib';
import { createTransport, type Answer, type Transport } from '../../../src/alicloud/transport.ts';
import { sleep, type Clock } from '../../../src/model/clock.ts';
import { Api } from '../../../src/simulator/api.ts';
import { controlsOf, type Controls } from '../../../src/simulator/control.ts';
import type { DeliveringEffect, Effect } from '../../../src/simulator/faults/effect.ts';
import { FaultRegistry } from '../../../src/simulator/faults/faults.ts';
import type { Reply } from '../../../src/simulator/wire.ts';
import { RequestLog } from '../../../src/simulator/request-log.ts';
import { parseScenario, type ScenarioInput } from '../../../src/simulator/scenario.ts';
import { startSimulator } from '../../../src/simulator/simulator.ts';
import { World } from '../../../src/simulator/world.ts';
import { countedTransport, Exchanges } from './counted.ts';

/** A cloud to talk to. */
export interface Cloud {
  readonly controls: Controls;
  /** For `endpoint` of an account. */
  readonly url: string;
  readonly transport: Transport;
  /** Calls so far. */
  readonly calls: Exchanges;
  /** Whether calls that have not ended wait for nothing but time. */
  isWaiting(): boolean;
  close(): Promise<void>;
}

/** What a cloud is made of. */
export interface CloudOptions {
  readonly scenario: ScenarioInput;
  readonly clock: Clock;
  /** The time that signatures are compared with, and that faults take. */
  readonly wireClock: Clock;
  /** Calls the simulator remembers. */
  readonly logCapacity?: number;
}

/** Over real sockets, on loopback. */
export async function socketCloud(options: CloudOptions): Promise<Cloud> {
  const simulator = await startSimulator(options);
  const calls = new Exchanges();
  const transport = createTransport();
  return {
    controls: simulator,
    url: simulator.url,
    calls,
    transport: countedTransport(transport, calls),
    // What the client waits for has not been sent completely, or has been given up by neither side.
    isWaiting: () => calls.underWay === simulator.requests.counters().inFlight,
    close: async () => {
      transport.close();
      await simulator.close();
    },
  };
}

const DELIVERING = new Set<Effect['kind']>([
  'delay',
  'hang',
  'stall',
  'drip',
  'reset',
  'fin',
  'truncate',
  'garbage',
]);

function isDelivering(effect: Effect): effect is DeliveringEffect {
  return DELIVERING.has(effect.kind);
}

function broken(code: string): Error {
  return Object.assign(new Error('the exchange broke off'), { code });
}

/** No answer until the call is given up. */
function silence(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => {
      reject(signal.reason);
    });
  });
}

function toAnswer({ status, headers, body }: Reply): Answer {
  const text = headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
  return { status, headers, body: text.toString('utf8') };
}

/** What becomes of an answer on its way, as the client sees it: the same that `deliver` of the simulator does to sockets. */
async function deliver(
  reply: Reply,
  effects: readonly Effect[],
  clock: Clock,
  signal: AbortSignal,
): Promise<Answer> {
  for (const effect of effects.filter(isDelivering)) {
    switch (effect.kind) {
      case 'delay':
        await sleep(clock, effect.ms, signal);
        break;
      case 'hang':
      case 'stall':
        return silence(signal);
      case 'drip':
        await sleep(clock, (reply.body.length / effect.bytes) * effect.everyMs, signal);
        break;
      case 'reset':
      case 'fin':
        throw broken('ECONNRESET');
      case 'truncate': {
        if (effect.framing !== 'close') throw broken('ECONNRESET');
        return toAnswer({ ...reply, body: reply.body.subarray(0, reply.body.length / 2) });
      }
      case 'garbage':
        throw broken('HPE_INVALID_CONSTANT');
    }
  }
  return toAnswer(reply);
}

const CALLS_PER_API = 500;

/** Without sockets, five times as quick; what the API answers is the same to the byte. */
export function directCloud(options: CloudOptions): Cloud {
  const { clock, wireClock } = options;
  const world = new World(parseScenario(options.scenario), clock);
  const faults = new FaultRegistry();
  const log = new RequestLog(options.logCapacity ?? 1000);
  const parts = { world, faults, log, clock, wireClock };
  let api = new Api(parts);
  const calls = new Exchanges();
  const transport: Transport = {
    post: async (_endpoint, path, headers, signal) => {
      signal.throwIfAborted();
      const query = [...new URLSearchParams(path.slice(path.indexOf('?')))];
      const body = Buffer.alloc(0);
      const request = { method: 'POST', path: '/', query, headers, body };
      // It remembers every nonce for half an hour of the machine's time, which is not the exporter's memory.
      if (calls.begun % CALLS_PER_API === 0) api = new Api(parts);
      const { reply, effects } = api.answer(request);
      // Nothing arrives in the same moment.
      await Promise.resolve();
      return deliver(reply, effects, wireClock, signal);
    },
    close: () => undefined,
  };
  return {
    controls: controlsOf({ world, api, faults, log }),
    url: 'http://127.0.0.1:1',
    calls,
    transport: countedTransport(transport, calls),
    isWaiting: () => true,
    close: () => Promise.resolve(),
  };
}
