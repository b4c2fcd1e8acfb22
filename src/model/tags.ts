/** Tags of a resource. */

/** Tags as key to value; only what the API returned. */
export type Tags = Readonly<Record<string, string>>;
