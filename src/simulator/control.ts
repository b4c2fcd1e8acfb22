/** What may be done to a running simulator: by tests through handles, from another process by the control API over HTTP. */

import { z } from 'zod';
import { ConfigError, renderFault } from '../config/error.ts';
import { mapping } from '../config/fields.ts';
import type { Api } from './api.ts';
import { faultSchema, PRESETS, type FaultRegistry } from './faults/faults.ts';
import { checked, json, number, text } from './fields.ts';
import { isObject, type JsonObject } from './json.ts';
import type { RequestLog } from './request-log.ts';
import type { WireRequest } from './wire.ts';
import { UnknownTargetError, type World } from './world.ts';

/** Where the control API lives; the API itself only has /. */
export const CONTROL_PREFIX = '/_simulator/';

type Changes = 'accounts' | 'view' | 'patch' | 'putRow' | 'removeRow' | 'addKey';

/** Handles on a running simulator. What names something that is not there throws UnknownTargetError. */
export interface Controls extends Pick<World, Changes> {
  /** The faults in force. */
  readonly faults: Pick<FaultRegistry, 'add' | 'remove' | 'clear' | 'list'>;
  readonly requests: Pick<RequestLog, 'list' | 'counters' | 'clear'>;
  /** Back to the start: scenario, timeline, keys, quotas and faults as they were, an empty request log. */
  reset(): void;
}

/** The parts that the handles reach. */
interface ControlledParts {
  readonly world: World;
  readonly api: Api;
  readonly faults: FaultRegistry;
  readonly log: RequestLog;
}

/** Makes the handles on a simulator. */
export function controlsOf({ world, api, faults, log }: ControlledParts): Controls {
  const reset = () => {
    world.reset();
    api.reset();
    faults.clear();
    for (const fault of world.faults) faults.add(fault);
    log.clear();
  };
  return {
    faults,
    requests: log,
    accounts: world.accounts,
    view: world.view.bind(world),
    patch: world.patch.bind(world),
    putRow: world.putRow.bind(world),
    removeRow: world.removeRow.bind(world),
    addKey: world.addKey.bind(world),
    reset,
  };
}

const regionShape = { account: text, region: text };
const regionTarget = mapping(regionShape);
const rowTarget = mapping({ ...regionShape, id: text });
const newRow = mapping({
  ...regionShape,
  row: z.custom<JsonObject>(isObject, { error: 'an object' }),
});

/** The value of one field; left out, the field is removed. */
const rowPatch = mapping({ ...regionShape, id: text, path: text, value: json.optional() });

/** With `securityToken` the key of a session. */
const newKey = mapping({
  account: text,
  id: text,
  secret: text,
  securityToken: text.optional(),
  expiresAtMs: number.optional(),
});

const requestFilter = mapping({
  account: text.optional(),
  region: text.optional(),
  action: text.optional(),
  code: text.optional(),
});

/** What a route does with the JSON of the body and the query; it returns the body of the answer, undefined for none. */
type Route = (
  controls: Controls,
  request: { readonly body: unknown; readonly query: Readonly<Record<string, string>> },
) => unknown;

/** `METHOD name` to route; the path is /_simulator/name. */
export const ROUTES: ReadonlyMap<string, Route> = new Map<string, Route>([
  [
    'GET accounts',
    ({ accounts }) =>
      accounts.map(({ accessKeys, regions, refusedRegions, ...account }) => ({
        name: account.name,
        accessKeyIds: accessKeys.map(({ id }) => id),
        regions: Object.keys(regions),
        refusedRegions,
      })),
  ],
  [
    'GET requests',
    ({ requests }, { query }) => ({
      counters: requests.counters(),
      requests: requests.list(checked(requestFilter, query)),
    }),
  ],
  ['DELETE requests', ({ requests }) => requests.clear()],
  ['GET presets', () => PRESETS],
  ['GET faults', ({ faults }) => faults.list()],
  ['POST faults', ({ faults }, { body }) => ({ id: faults.add(checked(faultSchema, body)) })],
  [
    'DELETE faults',
    ({ faults }, { query: { id } }) => {
      if (id === undefined) faults.clear();
      else if (!faults.remove(id)) throw new UnknownTargetError(`there is no fault ${id}`);
    },
  ],
  [
    'GET rows',
    (controls, { query }) => {
      const view = controls.view(checked(regionTarget, query));
      if (view === undefined) throw new UnknownTargetError('there is no such account or region');
      return { connections: view.connections, gateways: view.gateways };
    },
  ],
  [
    'PATCH rows',
    (controls, { body }) => {
      const { path, value, ...target } = checked(rowPatch, body);
      controls.patch(target, path, value);
    },
  ],
  [
    'PUT rows',
    (controls, { body }) => {
      const { row: put, ...target } = checked(newRow, body);
      controls.putRow(target, put);
    },
  ],
  ['DELETE rows', (controls, { query }) => controls.removeRow(checked(rowTarget, query))],
  [
    'POST keys',
    (controls, { body }) => {
      const { account, ...key } = checked(newKey, body);
      controls.addKey(account, key);
    },
  ],
  ['POST reset', (controls) => controls.reset()],
]);

/** An answer of the control API: JSON, or nothing. */
interface ControlAnswer {
  readonly status: number;
  readonly body: unknown;
}

function problem(status: number, faults: readonly string[]): ControlAnswer {
  return { status, body: { faults } };
}

function problemOf(error: unknown): ControlAnswer {
  if (error instanceof UnknownTargetError) return problem(404, [error.message]);
  if (error instanceof SyntaxError) return problem(400, ['the body is not JSON']);
  if (!(error instanceof ConfigError)) throw error;
  const inBody = error.faults.map(({ path, ...fault }) =>
    renderFault({ ...fault, path: path === 'configuration' ? 'body' : path }),
  );
  return problem(400, inBody);
}

/** Answers a request to the control API. */
export function control(controls: Controls, { method, path, ...request }: WireRequest) {
  const asked = path.slice(CONTROL_PREFIX.length);
  const route = ROUTES.get(`${method} ${asked}`);
  if (route === undefined) {
    const isKnown = [...ROUTES.keys()].some((key) => key.split(' ')[1] === asked);
    return isKnown
      ? problem(405, [`${method} does not apply to ${asked}`])
      : problem(404, [`there is no ${asked}`]);
  }
  try {
    const text = request.body.toString('utf8');
    const body: unknown = text === '' ? undefined : JSON.parse(text);
    const answer = route(controls, { body, query: Object.fromEntries(request.query) });
    return { status: answer === undefined ? 204 : 200, body: answer };
  } catch (error) {
    return problemOf(error);
  }
}
