/** What numbers are called, and how they are coloured. */

import {
  MappingType,
  SpecialValueMatch,
  type ValueMapping,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { COLOURS } from './colours.ts';

/** Value to name and colour. */
export type Names = Readonly<Record<string, readonly [text: string, colour: string]>>;

/** Shows values by name. */
export function named(names: Names): ValueMapping[] {
  const options = Object.fromEntries(
    Object.entries(names).map(([value, [text, color]], index) => [value, { text, color, index }]),
  );
  return [{ type: MappingType.ValueToText, options }];
}

/** Shows texts in colours. */
export function coloured(colours: Readonly<Record<string, string>>): ValueMapping[] {
  const options = Object.fromEntries(
    Object.entries(colours).map(([value, color], index) => [value, { text: value, color, index }]),
  );
  return [{ type: MappingType.ValueToText, options }];
}

/** Shows a missing value as a text, and without the colour that thresholds would give it. */
export function missing(text: string): ValueMapping[] {
  const result = { text, color: 'transparent', index: 100 };
  return [
    { type: MappingType.SpecialValue, options: { match: SpecialValueMatch.NullAndNan, result } },
  ];
}

/** 1 and 0 of what is up or down. */
export const UP_DOWN = named({ 1: ['Up', COLOURS.good], 0: ['Down', COLOURS.bad] });

/** 1 and 0 of what succeeds or fails. */
export const PASSES_FAILS = named({ 1: ['Passes', COLOURS.good], 0: ['Fails', COLOURS.bad] });

/** 1 and 0 of what can be read or not. */
export const READABLE = named({ 1: ['Read', COLOURS.good], 0: ['Failing', COLOURS.bad] });
