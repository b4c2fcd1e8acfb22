/** The kinds of effects: what can be wrong with an answer, as data that scenarios and the control API speak of. */

import { z } from 'zod';
import { mapping, text as textThat } from '../../config/fields.ts';
import { amount, json, record, status, text, whole } from '../fields.ts';
import { REFUSALS, type RefusalCode } from '../wire.ts';

/** What Node's server accepts; names in lower case, so that none comes twice. */
const headerName = textThat('a lower-case header name', (name) => /^[a-z0-9-]+$/.test(name));
const headerValue = textThat('printable ASCII', (value) => /^[ -~]*$/.test(value));
const anyText = z.string({ error: 'a text' });
const count = whole(0);

const code = z.custom<RefusalCode>(
  (value) => typeof value === 'string' && Object.hasOwn(REFUSALS, value),
  { error: 'an error code that the simulator knows' },
);

function effect<Kind extends string, Shape extends z.ZodRawShape>(kind: Kind, shape: Shape) {
  return mapping({ kind: z.literal(kind), ...shape });
}

/** Effects on how the bytes get onto the wire; of several the first counts, except for delays, which add up. */
const delivering = [
  effect('delay', { ms: amount }),
  /** Never answers. */
  effect('hang', {}),
  /** Sends the headers and this many bytes of the body (default: half), then nothing more. */
  effect('stall', { afterBytes: count.optional() }),
  /** Sends the body piece by piece. */
  effect('drip', { bytes: whole(1).default(1), everyMs: amount }),
  /** Resets the connection: before the headers, or after this many bytes of the body. */
  effect('reset', { afterBytes: count.optional() }),
  /** Ends the connection before the headers. */
  effect('fin', {}),
  /** Ends the connection after this many bytes of the body (default: half). */
  effect('truncate', {
    framing: z.enum(['content_length', 'chunked', 'close'], {
      error: 'content_length, chunked or close',
    }),
    afterBytes: count.optional(),
  }),
  /** Sends something that is not HTTP and ends the connection. */
  effect('garbage', { text: anyText.default('This is no HTTP.\r\n\r\n') }),
] as const;

/** Any effect, as data. */
export const effectSchema = z.discriminatedUnion(
  'kind',
  [
    /** An error body in place of the answer; `status` and `message` default to the code's own. The call is not even authenticated. */
    effect('error', {
      code,
      status: status.optional(),
      message: anyText.optional(),
      /** Sent as x-acs-retry-after. */
      retryAfterMs: count.optional(),
    }),
    /** Any status, body and headers in place of the answer. */
    effect('reply', {
      status,
      body: anyText.default(''),
      contentType: headerValue.default('application/json;charset=utf-8'),
      headers: record(headerValue, headerName).default({}),
    }),
    /** The page starts `by` rows later (a row went away meanwhile) or, negative, earlier (a row was added). */
    effect('shift_page', { by: whole() }),
    /** The page shows its first `rows` rows only; 0 makes it empty. */
    effect('short_page', { rows: count }),
    /** From the second page on, the first row is the last row of the page before. */
    effect('repeat_row', {}),
    /** Edits the body of a good answer. Paths are dotted; with `id` they start at that row. */
    effect('set', { path: text, value: json, id: anyText.optional() }),
    effect('remove', { path: text, id: anyText.optional() }),
    /** TotalCount is off by this much. */
    effect('total_count', { by: whole() }),
    /** Changes the bytes of any answer. */
    effect('byte_order_mark', {}),
    effect('gzip', { declared: z.boolean({ error: 'true or false' }) }),
    ...delivering,
  ],
  { error: 'a mapping with the kind of an effect' },
);

export type Effect = z.output<typeof effectSchema>;
export type DeliveringEffect = z.output<(typeof delivering)[number]>;
