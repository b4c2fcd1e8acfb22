/** The families of one kind of subject, rendered per target and kept until that part of its state changes. */

import type { Family } from '../metrics/family.ts';
import type { TargetState } from '../store.ts';
import { targetKey } from '../target.ts';
import { header, sampleLines, type Format } from './format.ts';

/** The labels that every cloud series carries. */
export interface Scope {
  readonly account: string;
  readonly region: string;
}

/** The subjects found in a part of a target's state. */
export interface Subjects<Subject> {
  readonly subjects: readonly Subject[];
  /** How long they may be shown, in milliseconds since the epoch. */
  readonly validUntilMs: number;
}

/** Which metrics are made of which part of a target's state. Parts are immutable values. */
export interface SectionDefinition<Part extends object, Subject> {
  readonly families: readonly Family<Subject>[];
  /** The parts of one target, each with a name of its own. */
  readonly parts: (target: TargetState) => readonly (readonly [name: string, part: Part])[];
  readonly subjects: (part: Part, name: string, scope: Scope, nowMs: number) => Subjects<Subject>;
}

/** A piece of the page. */
export interface PageSection {
  readonly families: readonly Family<never>[];
  /** Brings the text up to date; returns whether it changed. */
  update(targets: readonly TargetState[], nowMs: number): boolean;
  /** The families with samples, as text. */
  text(format: Format): string;
}

interface Rendered {
  readonly part: object;
  readonly validUntilMs: number;
  /** One text for each family. */
  readonly texts: readonly string[];
}

function renderTexts<Subject>(
  families: readonly Family<Subject>[],
  subjects: readonly Subject[],
): readonly string[] {
  return families.map((family) => subjects.map((each) => sampleLines(family, each)).join(''));
}

/** Joins the texts of all sources family by family: the samples of a family must stand together. */
export function joinFamilies(
  families: readonly Family<never>[],
  texts: readonly (readonly string[])[],
  format: Format,
): string {
  return families
    .map((family, index) => {
      const samples = texts.map((text) => text[index]).join('');
      return samples === '' ? '' : header(family, format) + samples;
    })
    .join('');
}

/** A section over all targets: as long as a part is the same object and not too old, its text is not made again. */
export function createSection<Part extends object, Subject>(
  definition: SectionDefinition<Part, Subject>,
): PageSection {
  let rendered: ReadonlyMap<string, Rendered> = new Map();

  const render = (
    key: string,
    name: string,
    part: Part,
    target: TargetState,
    nowMs: number,
  ): Rendered => {
    const old = rendered.get(key);
    if (old?.part === part && nowMs <= old.validUntilMs) return old;
    const scope = { account: target.target.account.name, region: target.target.region };
    const { subjects, validUntilMs } = definition.subjects(part, name, scope, nowMs);
    return { part, validUntilMs, texts: renderTexts(definition.families, subjects) };
  };

  return {
    families: definition.families,
    update: (targets, nowMs) => {
      const next = new Map(
        targets.flatMap((target) =>
          definition.parts(target).map(([name, part]) => {
            const key = `${targetKey(target.target)} ${name}`;
            return [key, render(key, name, part, target, nowMs)] as const;
          }),
        ),
      );
      const isSame =
        next.size === rendered.size && [...next].every(([key, each]) => rendered.get(key) === each);
      rendered = next;
      return !isSame;
    },
    text: (format) => {
      const texts = [...rendered.values()].map((each) => each.texts);
      return joinFamilies(definition.families, texts, format);
    },
  };
}
