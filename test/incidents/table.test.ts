/** The table of incidents as a document, and the copies of the shipped files that the lab runs with. */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { readGroups } from '../../scripts/alerts-rules.ts';
import { incidentsPage, INCIDENTS_PAGE } from '../../scripts/docs-incidents.ts';
import { durationsIn, numbersIn, withoutDurations } from './support/durations.ts';
import { FACTOR } from './support/pace.ts';
import { FAST, SHIPPED } from './support/shipped.ts';
import { TABLE } from './table.ts';

const incidents = TABLE.flatMap((chapter) => chapter.incidents);

describe('the table of incidents', () => {
  it('has at least sixty rows, each with a name of its own', () => {
    expect(incidents.length).toBeGreaterThanOrEqual(60);
    expect(new Set(incidents.map(({ id }) => id)).size).toBe(incidents.length);
  });

  it('names alerts that exist', () => {
    const known = new Set(readGroups().flatMap(({ rules }) => rules.map(({ alert }) => alert)));
    const named = incidents.flatMap(({ story, never, mayCome = [] }) => [
      ...story.flatMap((step) => (step.kind === 'heard' ? [step.expected.alert] : [])),
      ...never,
      ...mayCome,
    ]);
    const unknown = named.filter((name) => !known.has(`AlicloudVpn${name}`));
    expect([...new Set(unknown)]).toEqual([]);
  });

  it('does not let come what must never come', () => {
    const torn = incidents.filter(({ never, mayCome = [] }) =>
      mayCome.some((name) => never.includes(name)),
    );
    expect(torn.map(({ id }) => id)).toEqual([]);
  });

  it('names promtool tests that are about the alerts of their rows', () => {
    const missing = incidents.flatMap(({ provenBy, story }) => {
      if (provenBy === undefined) return [];
      const tests = readFileSync(provenBy, 'utf8');
      return story.filter((step) => step.kind === 'heard' && !tests.includes(step.expected.alert));
    });
    expect(missing).toEqual([]);
  });

  it('has every row that docs/ha.md says was tried', () => {
    const page = readFileSync(new URL('../../docs/ha.md', import.meta.url), 'utf8');
    const tried = [...page.matchAll(/\| tried: ([^|]+)\|$/gm)].flatMap(([, cell = '']) =>
      [...cell.matchAll(/`([a-z-]+)`/g)].map(([, name = '']) => name),
    );
    const known = new Set(['pair', ...incidents.map(({ id }) => id)]);
    expect(tried.length).toBeGreaterThan(8);
    expect(tried.filter((name) => !known.has(name))).toEqual([]);
  });

  it('is docs/incidents.md', () => {
    expect(readFileSync(INCIDENTS_PAGE, 'utf8')).toBe(incidentsPage());
  });
});

describe('the copy of the shipped configuration', () => {
  it.each(Object.keys(FAST) as (keyof typeof FAST)[])(
    'differs from it in its durations only: %s',
    (name) => {
      expect(withoutDurations(FAST[name])).toBe(withoutDurations(SHIPPED[name]));
      expect(durationsIn(FAST[name])).toEqual(
        durationsIn(SHIPPED[name]).map((ms) => Math.round(ms / FACTOR)),
      );
    },
  );

  it('leaves no duration behind that is written as a number of seconds', () => {
    // Samples and weights; days, since subscriptions end in real days; seconds that clocks differ by; bytes per second; routes.
    const known = new Set(['72', '1000', '30', '60', '86400', '120', '64', '45']);
    expect(numbersIn(SHIPPED.rules).filter((number) => !known.has(number))).toEqual([]);
  });
});
