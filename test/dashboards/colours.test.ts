/** Whoever cannot tell red from green can read the dashboards. */

import { expect, it } from '@jest/globals';
import { COLOURS, seriesColour } from '../../dashboards/kit/colours.ts';
import { readBoards } from './support/boards.ts';

const ALLOWED = new Set<unknown>([
  ...Object.values(COLOURS),
  ...Array.from({ length: 7 }, (_, index) => seriesColour(index)),
  // No colour at all.
  'transparent',
]);

/** Every object in a value, however deep. */
function objectsIn(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.values(value).flatMap(objectsIn);
  return Array.isArray(value) ? inner : [{ ...value }, ...inner];
}

const objects = readBoards().flatMap(objectsIn);

it('uses the colours of the palette only', () => {
  const used = objects
    .flatMap(({ color, fixedColor }) => [color, fixedColor])
    .filter((colour) => typeof colour === 'string');
  expect(used.length).toBeGreaterThan(50);
  for (const colour of used) expect(ALLOWED).toContain(colour);
});

it('says in words what each colour of a mapping says', () => {
  const results = objects.filter(
    (object) => 'color' in object && 'index' in object && object['color'] !== 'transparent',
  );
  expect(results.length).toBeGreaterThan(20);
  for (const { text } of results) expect(text).toMatch(/\w/);
});

/** Brightness from 0 to 1, as the eye weighs the colours. */
function brightness(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map(
    (from) => Number.parseInt(colour.slice(from, from + 2), 16) / 255,
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

it('tells good from degraded by brightness alone', () => {
  expect(brightness(COLOURS.degraded) - brightness(COLOURS.good)).toBeGreaterThan(0.2);
});
