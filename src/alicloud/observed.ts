/** Looks at calls while collectors make them: which fields an answer has, which of them are read, and which the SDK documents. */

import type { Api } from './api.ts';
import type { Request } from './request.ts';
import { fieldOf } from '../model/values.ts';

/** JSON of which only what was read is there. */
export type Shadow = { [name: string]: unknown } | unknown[];

/** A body under observation. */
export interface BodyView {
  /** What decoders are given in place of the body. */
  readonly seen: unknown;
  /** What was read so far, in the structure of the body; undefined where it is neither object nor list. */
  readonly read: Shadow | undefined;
  /** The dotted paths of all fields, without the indices of lists. */
  readonly fields: ReadonlySet<string>;
  /** Those of the fields that were read so far. */
  readonly readFields: ReadonlySet<string>;
}

function isCollection(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** What a name of a field looks like; anything else is not shown: it may be data. */
const NAME = /^[A-Za-z]\w{0,63}$/;
const OTHER = '(other)';

function below(path: string, name: string): string {
  const shown = NAME.test(name) ? name : OTHER;
  return path === '' ? shown : `${path}.${shown}`;
}

/** All fields of a body; answers are bounded in depth and size before they come here. */
function namesIn(value: unknown, path: string, names: Set<string>): Set<string> {
  if (Array.isArray(value)) {
    for (const element of value) namesIn(element, path, names);
  } else if (isCollection(value)) {
    for (const [name, child] of Object.entries(value)) {
      names.add(below(path, name));
      namesIn(child, below(path, name), names);
    }
  }
  return names;
}

/** The views of one body. */
class Reading {
  readonly readFields = new Set<string>();
  readonly #shadows = new WeakMap<object, Shadow>();
  readonly #proxies = new WeakMap<object, object>();

  shadowOf(value: object): Shadow {
    const shadow = this.#shadows.get(value) ?? (Array.isArray(value) ? [] : {});
    this.#shadows.set(value, shadow);
    return shadow;
  }

  view(value: unknown, path: string): unknown {
    if (!isCollection(value)) return value;
    const proxy =
      this.#proxies.get(value) ??
      new Proxy(value, { get: (_target, key) => this.#get(value, key, path) });
    this.#proxies.set(value, proxy);
    return proxy;
  }

  #get(value: object, key: string | symbol, path: string): unknown {
    const child: unknown = Reflect.get(value, key);
    if (typeof key === 'symbol' || !Object.hasOwn(value, key) || key === '__proto__') return child;
    const shadow = this.shadowOf(value);
    if (Array.isArray(value) && key === 'length') {
      Reflect.set(shadow, 'length', child);
      return child;
    }
    const childPath = Array.isArray(value) ? path : below(path, key);
    this.readFields.add(childPath);
    Reflect.set(shadow, key, isCollection(child) ? this.shadowOf(child) : child);
    return this.view(child, childPath);
  }
}

/** A view of the JSON of a body. */
function viewOf(body: unknown): BodyView {
  const reading = new Reading();
  return {
    seen: reading.view(body, ''),
    read: isCollection(body) ? reading.shadowOf(body) : undefined,
    fields: namesIn(body, '', new Set()),
    readFields: reading.readFields,
  };
}

/** One call and what came of it. */
export interface ObservedCall {
  readonly request: Request;
  /** The last answer with status 200; decoders may go on to read it after the call. */
  readonly view: BodyView | undefined;
  /** What the call rejected with; undefined for a success. */
  readonly error: unknown;
}

/** The same API; each call is told when it is over. */
export function observed<Observed extends Api>(
  api: Observed,
  onCall: (call: ObservedCall) => void,
): Pick<Observed, keyof Api> {
  return {
    target: api.target,
    clock: api.clock,
    log: api.log,
    call: async (request, decode, signal) => {
      let view: BodyView | undefined;
      let error: unknown;
      try {
        return await api.call(
          request,
          (body, bytes) => {
            view = viewOf(body);
            return decode(view.seen, bytes);
          },
          signal,
        );
      } catch (cause) {
        error = cause;
        throw cause;
      } finally {
        onCall({ request, view, error });
      }
    },
  };
}

type Names = Readonly<Record<string, string>>;

/** A generated model class of the SDK. */
interface Model {
  names(): Names;
  types(): Readonly<Record<string, unknown>>;
}

function isModel(value: unknown): value is Model {
  return typeof value === 'function' && 'names' in value && 'types' in value;
}

/** The model behind the type of a field: itself, or that of a list's elements. */
function modelOf(type: unknown): Model | undefined {
  if (isModel(type)) return type;
  if (typeof type !== 'object' || type === null || !('itemType' in type)) return undefined;
  return modelOf(type.itemType);
}

function addFields(model: Model, path: string, fields: Set<string>): Set<string> {
  const types = model.types();
  for (const [property, name] of Object.entries(model.names())) {
    const field = path === '' ? name : `${path}.${name}`;
    fields.add(field);
    const inner = modelOf(types[property]);
    if (inner !== undefined) addFields(inner, field, fields);
  }
  return fields;
}

/** Dotted paths of the documented fields of an action's answer; undefined where the SDK has no model of it. */
export async function documentedFields(action: string): Promise<ReadonlySet<string> | undefined> {
  const name = `${action}ResponseBody`;
  try {
    const module: unknown = await import(`@alicloud/vpc20160428/dist/models/${name}.js`);
    const model = fieldOf(module, name);
    return isModel(model) ? addFields(model, '', new Set()) : undefined;
  } catch {
    return undefined;
  }
}

/** Those of the fields that are not documented; of an unknown object only itself. */
export function undocumented(
  fields: Iterable<string>,
  documented: ReadonlySet<string>,
): readonly string[] {
  const unknown = [...fields].filter((field) => !documented.has(field));
  const names = new Set(unknown);
  return unknown
    .filter((field) => {
      const parent = field.slice(0, Math.max(0, field.lastIndexOf('.')));
      return !names.has(parent);
    })
    .sort();
}
