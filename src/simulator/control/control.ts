/** The control API over HTTP: drives a simulator that runs in another process. */

import { ZodError } from 'zod';
import type { Controls } from '../controls.ts';
import type { WireRequest } from '../wire-request.ts';
import { UnknownTargetError } from '../world.ts';
import { ROUTES } from './routes.ts';

/** Where the control API lives; the API itself only has /. */
export const CONTROL_PREFIX = '/_simulator/';

/** An answer of the control API: JSON, or nothing. */
export interface ControlAnswer {
  readonly status: number;
  readonly body: unknown;
}

const KNOWN_NAMES = new Set([...ROUTES.keys()].map((key) => key.split(' ')[1]));

function problem(status: number, faults: readonly string[]): ControlAnswer {
  return { status, body: { faults } };
}

function problemOf(error: unknown): ControlAnswer {
  if (error instanceof UnknownTargetError) return problem(404, [error.message]);
  if (error instanceof SyntaxError) return problem(400, ['the body is not JSON']);
  if (error instanceof ZodError) {
    return problem(
      400,
      error.issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`),
    );
  }
  throw error;
}

/** Answers a request to the control API. */
export function control(controls: Controls, request: WireRequest): ControlAnswer {
  const name = request.path.slice(CONTROL_PREFIX.length);
  const route = ROUTES.get(`${request.method} ${name}`);
  if (route === undefined) {
    return KNOWN_NAMES.has(name)
      ? problem(405, [`${request.method} does not apply to ${name}`])
      : problem(404, [`there is no ${name}`]);
  }
  try {
    const text = request.body.toString('utf8');
    const body: unknown = text === '' ? undefined : JSON.parse(text);
    const answer = route(controls, { body, query: Object.fromEntries(request.query) });
    return answer === undefined ? { status: 204, body: undefined } : { status: 200, body: answer };
  } catch (error) {
    return problemOf(error);
  }
}
