/** What a metric is: a row of a table that says name, help and labels, and how one subject yields samples. */

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

/** Types a table row by its own list of labels: a sample that misses one of them does not compile. */
export function familyOf<Subject>() {
  return <const Label extends string>(family: Family<Subject, Label>): Family<Subject> => family;
}

/** Families of one kind of subject as families of what that is made of; none of them applies where there is no subject. */
export function familiesOf<Whole, Subject>(
  families: readonly Family<Subject>[],
  subjectOf: (whole: Whole) => Subject | undefined,
): readonly Family<Whole>[] {
  // All families are asked about one whole before the next: what they share is made once for each.
  let last: { readonly whole: Whole; readonly subject: Subject | undefined } | undefined;
  return families.map((family) => ({
    ...family,
    samples: (whole) => {
      if (last?.whole !== whole) last = { whole, subject: subjectOf(whole) };
      const { subject } = last;
      return subject === undefined ? [] : family.samples(subject);
    },
  }));
}

/** The members of a state set: one for each documented value and for `unknown`, exactly one of them 1. */
export function stateSet(
  documented: readonly string[],
  current: string,
): readonly (readonly [value: 0 | 1, state: string])[] {
  return [...documented, 'unknown'].map((state) => [state === current ? 1 : 0, state]);
}

/** The members of a state set that may be missing. */
export function stateSetOf(
  documented: readonly string[],
  current: string | undefined,
): ReturnType<typeof stateSet> {
  return current === undefined ? [] : stateSet(documented, current);
}

/** A boolean that may not apply, as a value that may be missing. */
export function whenKnown(value: boolean | number | undefined): readonly number[] {
  return value === undefined ? [] : [Number(value)];
}
