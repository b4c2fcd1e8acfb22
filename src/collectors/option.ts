/** What the configuration file may say of one collector besides whether and how often it runs. */

import { z } from 'zod';

/** One key of a collector's section. */
export interface Option<Value> {
  /** For the reference, in Markdown. */
  readonly type: string;
  readonly default: Value;
  readonly meaning: string;
  /** In YAML, without the key. */
  readonly example: string;
  /** Its error says what is expected. */
  readonly schema: z.ZodType<Value>;
}

/** The keys of a collector's section. */
export type Options<Values> = { readonly [Key in keyof Values]: Option<Values[Key]> };

/** A switch. */
export function flag(fallback: boolean, meaning: string): Option<boolean> {
  return {
    type: '`true` or `false`',
    default: fallback,
    meaning,
    example: String(!fallback),
    schema: z.boolean({ error: 'true or false' }),
  };
}
