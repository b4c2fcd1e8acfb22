/** Values from outside, of which little is known. */

/** Whether a value is a mapping of YAML, as opposed to a list or a scalar. */
export function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A documented value, or `unknown` for one that is missing or not documented. */
export type OrUnknown<Values extends readonly string[]> = Values[number] | 'unknown';
