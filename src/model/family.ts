/** What a metric is: a row of a table that says name, help and labels, and how one subject yields samples. */

import { tagLabels, type TagLabel, type Tags } from './tags.ts';

/** Label values by label name. */
export type Labels<Label extends string = string> = Readonly<Record<Label, string>>;

/** One sample: the value, and its labels. */
export type Sample<Label extends string = string> = readonly [value: number, labels: Labels<Label>];

/** A metric family of one kind of subject. */
export interface Family<Subject, Label extends string = string> {
  readonly name: string;
  readonly type: 'gauge' | 'counter';
  /** Names the API field the value comes from. */
  readonly help: string;
  readonly labels: readonly Label[];
  /** The samples of one subject; none when the metric does not apply to it. */
  readonly samples: (subject: Subject) => readonly Sample<Label>[];
}

/** The members of a state set: one for each documented value and for `unknown`, exactly one of them 1. */
function stateSet(
  documented: readonly string[],
  current: string,
): readonly (readonly [value: 0 | 1, state: string])[] {
  return [...documented, 'unknown'].map((state) => [state === current ? 1 : 0, state]);
}

/** A boolean that may not apply, as a value that may be missing. */
export function whenKnown(value: boolean | number | undefined): readonly number[] {
  return value === undefined ? [] : [Number(value)];
}

/** A resource, or a part of one, with the labels that identify it. */
type Identified<Thing> = readonly [key: Labels, thing: Thing];

/**
 * Makes rows of a table of metrics.
 * @param keyLabels the labels that identify a thing; every sample has them
 * @param thingsOf what the samples of a subject are about: mostly the subject itself, or each of its parts
 */
export function rowsOf<Subject, Thing>(
  keyLabels: readonly string[],
  thingsOf: (subject: Subject) => readonly Identified<Thing>[],
) {
  // All rows are asked about one subject before the next: what they share is made once for each.
  let last:
    { readonly subject: Subject; readonly things: readonly Identified<Thing>[] } | undefined;
  const things = (subject: Subject): readonly Identified<Thing>[] => {
    if (last?.subject !== subject) last = { subject, things: thingsOf(subject) };
    return last.things;
  };
  const row = (
    name: string,
    help: string,
    labels: readonly string[],
    samples: (key: Labels, thing: Thing) => readonly Sample[],
    type: Family<Subject>['type'] = 'gauge',
  ): Family<Subject> => ({
    name,
    type,
    help,
    labels: [...keyLabels, ...labels],
    samples: (subject) => things(subject).flatMap(([key, thing]) => samples(key, thing)),
  });
  return {
    row,
    /** A number or truth value; no sample where it is undefined. */
    gauge: (
      name: string,
      help: string,
      value: (thing: Thing) => number | boolean | undefined,
    ): Family<Subject> =>
      row(name, help, [], (key, thing) => whenKnown(value(thing)).map((known) => [known, key])),
    /** A state set; no sample where the state is undefined. */
    states: (
      name: string,
      help: string,
      label: string,
      documented: readonly string[],
      stateOf: (thing: Thing) => string | undefined,
    ): Family<Subject> =>
      row(name, help, [label], (key, thing) => {
        const current = stateOf(thing);
        if (current === undefined) return [];
        return stateSet(documented, current).map(([value, state]) => [
          value,
          { ...key, [label]: state },
        ]);
      }),
    /** Facts, each a label by its name, then the `copied` tags; always 1. */
    info: (
      name: string,
      help: string,
      facts: Readonly<Record<string, (thing: Thing) => string>>,
      copied: readonly TagLabel[] = [],
      tagsOf: (thing: Thing) => Tags = () => ({}),
    ): Family<Subject> => {
      const labels = [...Object.keys(facts), ...copied.map(({ label }) => label)];
      const read = Object.entries(facts);
      return row(name, help, labels, (key, thing) => {
        const values: Record<string, string> = { ...key, ...tagLabels(copied, tagsOf(thing)) };
        for (const [label, valueOf] of read) values[label] = valueOf(thing);
        return [[1, values]];
      });
    },
  };
}
