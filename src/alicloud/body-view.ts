/** Shows a body to decoders and takes notes: which fields it has, and which of them are read. */

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
export function viewOf(body: unknown): BodyView {
  const reading = new Reading();
  return {
    seen: reading.view(body, ''),
    read: isCollection(body) ? reading.shadowOf(body) : undefined,
    fields: namesIn(body, '', new Set()),
    readFields: reading.readFields,
  };
}
