/** Values of the API that may be none of the documented ones. */

/** A documented value, or `unknown` for one that is missing or not documented. */
export type OrUnknown<Values extends readonly string[]> = Values[number] | 'unknown';
