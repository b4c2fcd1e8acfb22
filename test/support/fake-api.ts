/** A cloud that answers as a test says, and remembers what it was asked. */

import type { CloudApi, Listing } from '../../src/alicloud/api.ts';
import { ApiError, type Failure } from '../../src/model/failure.ts';
import { sleep, type Clock } from '../../src/model/clock.ts';
import type {
  Connection,
  ConnectionRoutes,
  Diagnosis,
  Gateway,
  Link,
  Region,
} from '../../src/model/domain.ts';
import type { Known } from '../../src/model/known.ts';
import { failure, listing } from './samples.ts';

/** How one call is answered. */
export type Answer<Item> = (signal: AbortSignal) => Promise<Listing<Item>>;

/** A page walk that adds up. */
export function lists<Item>(
  items: readonly Item[],
  changes: Partial<Listing<Item>> = {},
): Answer<Item> {
  return () => Promise.resolve(listing(items, changes));
}

/** A failure of the API. */
export function refuses(changes: Partial<Failure> = {}): Answer<never> {
  return () => Promise.reject(new ApiError(failure(changes)));
}

/** No answer until the call is cancelled. */
export const hangs: Answer<never> = (signal) =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => {
      reject(signal.reason);
    });
  });

/** No answer even then. */
export const deaf: Answer<never> = () => new Promise(() => undefined);

/** A defect of the exporter, with a text that nobody may see. */
export const breaks: Answer<never> = () => {
  throw new TypeError('cannot read TOP-SECRET');
};

/** An answer that takes its time. */
export function after<Item>(clock: Clock, ms: number, answer: Answer<Item>): Answer<Item> {
  return async (signal) => {
    await sleep(clock, ms, signal);
    return answer(signal);
  };
}

/** Empty of everything, unless a test says otherwise. */
export class FakeApi implements CloudApi {
  connections: Answer<Connection> = lists<Connection>([]);
  gateways: Answer<Gateway> = lists<Gateway>([]);
  regions: Answer<Region> = lists<Region>([]);
  diagnoses: (links: readonly Link[]) => Answer<Diagnosis> = () => lists<Diagnosis>([]);
  routes: (connections: readonly Connection[]) => Answer<ConnectionRoutes> = () =>
    lists<ConnectionRoutes>([]);
  /** The calls in order, each with the ids it was given. */
  readonly calls: (readonly [name: string, ...ids: readonly string[]])[] = [];

  /** How often a call was made. */
  count(name: string): number {
    return this.calls.filter(([each]) => each === name).length;
  }

  listConnections(known: Known<Connection>, signal: AbortSignal): Promise<Listing<Connection>> {
    this.calls.push(['connections', ...known.keys()]);
    return this.connections(signal);
  }

  listGateways(known: Known<Gateway>, signal: AbortSignal): Promise<Listing<Gateway>> {
    this.calls.push(['gateways', ...known.keys()]);
    return this.gateways(signal);
  }

  listRegions(signal: AbortSignal): Promise<Listing<Region>> {
    this.calls.push(['regions']);
    return this.regions(signal);
  }

  diagnose(links: readonly Link[], signal: AbortSignal): Promise<Listing<Diagnosis>> {
    this.calls.push(['diagnose', ...links.map((link) => link.tunnelId || link.connectionId)]);
    return this.diagnoses(links)(signal);
  }

  countRoutes(
    connections: readonly Connection[],
    signal: AbortSignal,
  ): Promise<Listing<ConnectionRoutes>> {
    this.calls.push(['routes', ...connections.map(({ id }) => id)]);
    return this.routes(connections)(signal);
  }
}
