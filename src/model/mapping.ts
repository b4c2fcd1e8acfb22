/** JSON and YAML objects of which nothing else is known. */

/** Whether a value is a mapping of YAML, as opposed to a list or a scalar. */
export function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
