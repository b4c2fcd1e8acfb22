/** The building blocks of the schema: documented keys, closed mappings, and the kinds of text. */

import { z } from 'zod';
import { formatDuration, parseDuration } from './duration.ts';
import { hasControl, nearest } from './text.ts';

/** What the reference says about a key. */
export interface KeyDoc {
  /** In Markdown, as everything but the example. */
  readonly type: string;
  /** `required` where there is none. */
  readonly default: string;
  readonly meaning: string;
  /** In YAML, without the key. */
  readonly example: string;
}

/** The documentation of every key of the schema. */
export const keyDocs = z.registry<KeyDoc>();

type PartialDoc = Omit<KeyDoc, 'default'> & Partial<KeyDoc>;

/** A key that may be left out, which means nothing unless `default` says what. */
export function optional<Schema extends z.ZodType>(schema: Schema, doc: PartialDoc) {
  const key = schema.nullish();
  keyDocs.add(key, { default: 'none', ...doc });
  return key;
}

/** A key that must be there. */
export function required<Schema extends z.ZodType>(schema: Schema, doc: PartialDoc): Schema {
  keyDocs.add(schema, { default: 'required', ...doc });
  return schema;
}

/** What is expected where a key is not known. */
export function knownKey(key: string, known: readonly string[]): string {
  const guess = nearest(key, known);
  if (guess !== undefined) return `a known key (did you mean ${guess}?)`;
  return `one of the keys ${known.join(', ')}`;
}

/**
 * A mapping that has no other keys than these.
 * @param unknownKey what is expected in place of a key that is not among them
 */
export function mapping<Shape extends z.core.$ZodLooseShape>(
  shape: Shape,
  unknownKey: (key: string) => string = (key) => knownKey(key, Object.keys(shape)),
) {
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys' ? issue.keys.map(unknownKey).join('\n') : 'a mapping',
  });
}

/** Whether a key has a value; YAML's null is none. */
export function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** What a rule between the keys of a mapping is given. */
export interface RuleContext {
  /** Whether the value under a key is right in itself; a rule says nothing about one that is not. */
  readonly isSound: (key: string) => boolean;
  /** Reports a fault; what was found is the value at the path unless given. */
  readonly report: (path: readonly PropertyKey[], expected: string, found?: string) => void;
}

/** Adds a rule between the parts of a mapping or list, which is checked although parts are wrong: all faults are to be listed. */
export function withRule<Schema extends z.ZodType<object>>(
  schema: Schema,
  rule: (value: z.output<Schema>, context: RuleContext) => void,
): Schema {
  return schema.superRefine(
    (value, refinement) => {
      const wrong = new Set(refinement.issues.map(({ path }) => path?.[0]));
      rule(value, {
        isSound: (key) => !wrong.has(key),
        report: (path, message, found) => {
          refinement.addIssue({ code: 'custom', message, path: [...path], params: { found } });
        },
      });
    },
    {
      when: ({ issues }) =>
        !issues.some(({ code, path }) => code === 'invalid_type' && !path?.length),
    },
  );
}

/** Tells valid texts from others. */
type TextForm = RegExp | ((text: string) => boolean);

function isOf(form: TextForm): (text: string) => boolean {
  return form instanceof RegExp ? (text) => form.test(text) : form;
}

/** A text; `expected` says what it must be. */
export function text(expected: string, form: TextForm) {
  return z.string({ error: expected }).refine(isOf(form), { error: expected });
}

export function flag() {
  return z.boolean({ error: 'true or false' });
}

/** What YAML takes for something else than the text that it would be in quotes. */
const KINDS: Readonly<Record<string, string>> = {
  number: 'a text: this is a number, put it into quotes',
  boolean: 'a text: this is a truth value, put it into quotes',
};

/** What was expected, where a number or truth value may have been meant as a text. */
export function unlessQuoted(expected: string) {
  return ({ input }: { readonly input?: unknown }): string => KINDS[typeof input] ?? expected;
}

/** A text that may well look like a number, as ids of accounts do. */
export function freeText(expected: string, form: TextForm) {
  return z.string({ error: unlessQuoted(expected) }).refine(isOf(form), { error: expected });
}

/** A text of characters that can be seen. */
export function name(expected: string) {
  return freeText(
    expected,
    (value) => value.trim() === value && value !== '' && !hasControl(value),
  );
}

/** The id of a resource. Documentation and consoles mask ids with `*`, and whoever polls a copy of theirs has such ids. */
export function resourceId(example: string) {
  return text(`an id such as ${example}`, /^[\w.*-]{1,128}$/);
}

/** A timer of Node.js cannot be much longer. */
export const MAX_DURATION_MS = 24 * 86_400_000;

/** A duration, in milliseconds, of 1 ms to `maxMs`. */
export function duration(minMs: number, maxMs: number) {
  const range = `a duration from ${formatDuration(minMs)} to ${formatDuration(maxMs)}`;
  const form = 'a duration with its unit, such as 30s or 1h30m';
  return z.string({ error: form }).transform((value, context) => {
    const ms = parseDuration(value);
    if (ms !== undefined && ms >= minMs && ms <= maxMs) return ms;
    context.addIssue({ code: 'custom', message: ms === undefined ? form : range });
    return z.NEVER;
  });
}

export function count() {
  const error = 'a whole number of at least 1';
  return z.int({ error }).min(1, { error });
}

/** The values of a list that are in it before, each with both places; what is not known yet is none. */
export function repetitions<Value>(values: readonly Value[]) {
  return values.flatMap((value, index) => {
    const earlier = values.indexOf(value);
    return earlier === index || value === undefined ? [] : [{ value, index, earlier }];
  });
}

export const REPEATED = 'a value that is not in the list yet';

export function uniqueList(item: z.ZodType<string>, expected: string) {
  return withRule(z.array(item, { error: expected }), (values, { report }) => {
    for (const { index } of repetitions(values)) report([index], REPEATED);
  });
}
