/** The control API's routes: method and path to what they do and answer. */

import type { Controls } from '../controls.ts';
import { PRESETS } from '../faults/catalogue.ts';
import { faultSchema } from '../faults/registry.ts';
import { UnknownTargetError } from '../world.ts';
import { keyBody, patchBody, putBody, regionQuery, requestQuery, rowQuery } from './bodies.ts';

/** What a route is given: the JSON of the body, and the query. */
interface ControlRequest {
  readonly body: unknown;
  readonly query: Readonly<Record<string, string>>;
}

/** What a route does; it returns the body of the answer, undefined for none. */
export type Route = (controls: Controls, request: ControlRequest) => unknown;

const describeAccounts: Route = ({ accounts }) =>
  accounts.map(({ name, accessKeys, regions, refusedRegions }) => ({
    name,
    accessKeyIds: accessKeys.map(({ id }) => id),
    regions: Object.keys(regions),
    refusedRegions,
  }));

const listRequests: Route = ({ requests }, { query }) => ({
  counters: requests.counters(),
  requests: requests.list(requestQuery.parse(query)),
});

const listRows: Route = (controls, { query }) => {
  const view = controls.view(regionQuery.parse(query));
  if (view === undefined) throw new UnknownTargetError('there is no such account or region');
  return { connections: view.connections, gateways: view.gateways };
};

const removeFault: Route = ({ faults }, { query }) => {
  const { id } = query;
  if (id === undefined) faults.clear();
  else if (!faults.remove(id)) throw new UnknownTargetError(`there is no fault ${id}`);
};

/** `METHOD name` to route; the path is /_simulator/name. */
export const ROUTES: ReadonlyMap<string, Route> = new Map<string, Route>([
  ['GET accounts', describeAccounts],
  ['GET requests', listRequests],
  ['DELETE requests', ({ requests }) => requests.clear()],
  ['GET presets', () => PRESETS],
  ['GET faults', ({ faults }) => faults.list()],
  ['POST faults', ({ faults }, { body }) => ({ id: faults.add(faultSchema.parse(body)) })],
  ['DELETE faults', removeFault],
  ['GET rows', listRows],
  [
    'PATCH rows',
    (controls, { body }) => {
      const { path, value, ...target } = patchBody.parse(body);
      controls.patch(target, path, value);
    },
  ],
  [
    'PUT rows',
    (controls, { body }) => {
      const { row, ...target } = putBody.parse(body);
      controls.putRow(target, row);
    },
  ],
  ['DELETE rows', (controls, { query }) => controls.removeRow(rowQuery.parse(query))],
  [
    'POST keys',
    (controls, { body }) => {
      const { account, ...key } = keyBody.parse(body);
      controls.addKey(account, key);
    },
  ],
  ['POST reset', (controls) => controls.reset()],
]);
