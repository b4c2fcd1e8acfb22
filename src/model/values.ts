/** Values from outside, of which little is known. */

/** Whether a value is a mapping of YAML, as opposed to a list or a scalar. */
export function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A documented value, or `unknown` for one that is missing or not documented. */
export type OrUnknown<Values extends readonly string[]> = Values[number] | 'unknown';

/** A field of a value that may be anything; undefined where there is none. */
export function fieldOf(value: unknown, key: PropertyKey): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

/** A field that is a text; '' where there is none. */
export function textOf(value: unknown, key: PropertyKey): string {
  const field = fieldOf(value, key);
  return typeof field === 'string' ? field : '';
}
