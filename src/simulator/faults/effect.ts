/** The kinds of faults: what can be wrong with an answer, as data that also travels over the control API. */

import { z } from 'zod';
import type { Json } from '../json.ts';
import { REFUSALS, type RefusalCode } from '../refusals.ts';

const bytes = z.int().nonnegative();
const milliseconds = z.number().nonnegative();
/** What Node's server accepts; names in lower case, so that none comes twice. */
const headerName = z.string().regex(/^[a-z0-9-]+$/, 'expected a lower-case header name');
const headerValue = z.string().regex(/^[ -~]*$/, 'expected printable ASCII');

const path = z.string().min(1);
const json = z.custom<Json>((value) => value !== undefined, { error: 'expected a JSON value' });
const code = z.custom<RefusalCode>((value) => typeof value === 'string' && value in REFUSALS, {
  error: 'expected an error code that the simulator knows',
});

/** Effects that answer in place of the API; the call is not even authenticated. */
const answering = [
  /** An error body; `status` and `message` default to the code's own. */
  z.strictObject({
    kind: z.literal('error'),
    code,
    status: z.int().min(200).max(999).optional(),
    message: z.string().optional(),
    /** Sent as x-acs-retry-after. */
    retryAfterMs: z.int().nonnegative().optional(),
  }),
  /** Any status, body and headers. */
  z.strictObject({
    kind: z.literal('reply'),
    status: z.int().min(200).max(999),
    body: z.string().default(''),
    contentType: headerValue.default('application/json;charset=utf-8'),
    headers: z.record(headerName, headerValue).default({}),
  }),
] as const;

/** Effects on which rows a page shows. */
const paging = [
  /** The page starts `by` rows later (a row went away meanwhile) or, negative, earlier (a row was added). */
  z.strictObject({ kind: z.literal('shift_page'), by: z.int() }),
  /** The page shows its first `rows` rows only; 0 makes it empty. */
  z.strictObject({ kind: z.literal('short_page'), rows: z.int().nonnegative() }),
  /** From the second page on, the first row is the last row of the page before. */
  z.strictObject({ kind: z.literal('repeat_row') }),
] as const;

/** Effects on the body of a good answer. Paths are dotted; with `id` they start at that row. */
const editing = [
  z.strictObject({ kind: z.literal('set'), path, value: json, id: z.string().optional() }),
  z.strictObject({ kind: z.literal('remove'), path, id: z.string().optional() }),
  /** TotalCount is off by this much. */
  z.strictObject({ kind: z.literal('total_count'), by: z.int() }),
] as const;

/** Effects on the bytes of any answer. */
const encoding = [
  z.strictObject({ kind: z.literal('byte_order_mark') }),
  z.strictObject({ kind: z.literal('gzip'), declared: z.boolean() }),
] as const;

/** Effects on how the bytes get onto the wire; of several the first counts, except for delays, which add up. */
const delivering = [
  z.strictObject({ kind: z.literal('delay'), ms: milliseconds }),
  /** Never answers. */
  z.strictObject({ kind: z.literal('hang') }),
  /** Sends the headers and this many bytes of the body (default: half), then nothing more. */
  z.strictObject({ kind: z.literal('stall'), afterBytes: bytes.optional() }),
  /** Sends the body piece by piece. */
  z.strictObject({
    kind: z.literal('drip'),
    bytes: z.int().positive().default(1),
    everyMs: milliseconds,
  }),
  /** Resets the connection: before the headers, or after this many bytes of the body. */
  z.strictObject({ kind: z.literal('reset'), afterBytes: bytes.optional() }),
  /** Ends the connection before the headers. */
  z.strictObject({ kind: z.literal('fin') }),
  /** Ends the connection after this many bytes of the body (default: half). */
  z.strictObject({
    kind: z.literal('truncate'),
    framing: z.enum(['content_length', 'chunked', 'close']),
    afterBytes: bytes.optional(),
  }),
  /** Sends something that is not HTTP and ends the connection. */
  z.strictObject({
    kind: z.literal('garbage'),
    text: z.string().default('This is no HTTP.\r\n\r\n'),
  }),
] as const;

/** Any effect, as data. */
export const effectSchema = z.discriminatedUnion('kind', [
  ...answering,
  ...paging,
  ...editing,
  ...encoding,
  ...delivering,
]);

export type DeliveringEffect = z.output<(typeof delivering)[number]>;
export type Effect = z.output<typeof effectSchema>;

/** What authors write: settings with a default may be left out. */
export type EffectInput = z.input<typeof effectSchema>;
