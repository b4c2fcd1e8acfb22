/** A cloud that answers as a test says, and remembers what it was asked. */

import type { Listing } from '../../src/alicloud/api.ts';
import { ApiError, type Failure } from '../../src/model/failure.ts';
import { sleep, type Clock } from '../../src/model/clock.ts';
import type { Connection, Link } from '../../src/collectors/connections/item.ts';
import type { Diagnosis } from '../../src/collectors/diagnosis/item.ts';
import type { CustomerGateway } from '../../src/collectors/customer-gateways/item.ts';
import type { Gateway } from '../../src/collectors/gateways/item.ts';
import type { Routes } from '../../src/collectors/routes/item.ts';
import type { Region } from '../../src/alicloud/regions.ts';
import type { Lists, TargetApi } from '../../src/polling/polled.ts';
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
export class FakeApi implements TargetApi {
  connections: Answer<Connection> = lists<Connection>([]);
  gateways: Answer<Gateway> = lists<Gateway>([]);
  customerGateways: Answer<CustomerGateway> = lists<CustomerGateway>([]);
  regions: Answer<Region> = lists<Region>([]);
  diagnoses: (links: readonly Link[]) => Answer<Diagnosis> = () => lists<Diagnosis>([]);
  routes: (ids: readonly string[]) => Answer<Routes> = () => lists<Routes>([]);
  /** The calls in order, each with the ids it was given. */
  readonly calls: (readonly [name: string, ...ids: readonly string[]])[] = [];

  /** How often a call was made. */
  count(name: string): number {
    return this.calls.filter(([each]) => each === name).length;
  }

  readonly lists: Lists = {
    connections: ({ known }, signal) => {
      this.calls.push(['connections', ...known.keys()]);
      return this.connections(signal);
    },
    gateways: ({ known }, signal) => {
      this.calls.push(['gateways', ...known.keys()]);
      return this.gateways(signal);
    },
    customer_gateways: ({ known }, signal) => {
      this.calls.push(['customer_gateways', ...known.keys()]);
      return this.customerGateways(signal);
    },
    regions: (_ask, signal) => {
      this.calls.push(['regions']);
      return this.regions(signal);
    },
    diagnosis: ({ subjects }, signal) => {
      this.calls.push(['diagnose', ...subjects.map((link) => link.tunnelId || link.connectionId)]);
      return this.diagnoses(subjects)(signal);
    },
    routes: ({ subjects }, signal) => {
      const ids = subjects.map((each) =>
        'connection' in each ? each.connection.id : each.gateway.id,
      );
      this.calls.push(['routes', ...ids]);
      return this.routes(ids)(signal);
    },
  };
}
