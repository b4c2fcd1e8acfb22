/** The control API over HTTP: drives a simulator that runs in another process. */

import { z, ZodError } from 'zod';
import type { Controls } from './controls.ts';
import { PRESETS } from './faults/catalogue.ts';
import { faultSchema } from './faults/registry.ts';
import { isObject, type Json, type JsonObject } from './json.ts';
import type { WireRequest } from './wire-request.ts';
import { UnknownTargetError } from './world.ts';

/** Where the control API lives; the API itself only has /. */
export const CONTROL_PREFIX = '/_simulator/';

const name = z.string().min(1);
const row = z.custom<JsonObject>(isObject, { error: 'expected an object' });
const regionTarget = z.strictObject({ account: name, region: name });
const rowTarget = regionTarget.extend({ id: name });

/** The value of one field; left out, the field is removed. */
const rowPatch = rowTarget.extend({ path: name, value: z.custom<Json>().optional() });

/** With `securityToken` the key of a session. */
const newKey = z.strictObject({
  account: name,
  id: name,
  secret: name,
  securityToken: name.optional(),
  expiresAtMs: z.number().optional(),
});

const requestFilter = z
  .strictObject({ account: name, region: name, action: name, code: name })
  .partial();

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
      requests: requests.list(requestFilter.parse(query)),
    }),
  ],
  ['DELETE requests', ({ requests }) => requests.clear()],
  ['GET presets', () => PRESETS],
  ['GET faults', ({ faults }) => faults.list()],
  ['POST faults', ({ faults }, { body }) => ({ id: faults.add(faultSchema.parse(body)) })],
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
      const view = controls.view(regionTarget.parse(query));
      if (view === undefined) throw new UnknownTargetError('there is no such account or region');
      return { connections: view.connections, gateways: view.gateways };
    },
  ],
  [
    'PATCH rows',
    (controls, { body }) => {
      const { path, value, ...target } = rowPatch.parse(body);
      controls.patch(target, path, value);
    },
  ],
  [
    'PUT rows',
    (controls, { body }) => {
      const { row: put, ...target } = regionTarget.extend({ row }).parse(body);
      controls.putRow(target, put);
    },
  ],
  ['DELETE rows', (controls, { query }) => controls.removeRow(rowTarget.parse(query))],
  [
    'POST keys',
    (controls, { body }) => {
      const { account, ...key } = newKey.parse(body);
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
  if (!(error instanceof ZodError)) throw error;
  const faults = error.issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`);
  return problem(400, faults);
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
