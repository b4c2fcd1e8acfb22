/**
 * Every incident of the table, played with real software all the way: simulator, exporter, Prometheus and Alertmanager
 * with the shipped files, and a webhook for whoever is notified. All of them at once and ten times as fast as in
 * production; what is judged is what came and what it said, never when.
 */

import { writeFileSync } from 'node:fs';
import { env } from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Cleanup } from '../e2e/support/cleanup.ts';
import { firstRelease } from '../e2e/support/releases.ts';
import { textFaults } from '../alerts/text-faults.ts';
import { shortName } from './support/inbox.ts';
import { runLab, type Findings } from './support/lab.ts';
import { OF_THE_MACHINE, type Outcome } from './support/play.ts';
import { TABLE } from './table.ts';

/** Some rows only, while one works on them: a regular expression that their names match. */
const ONLY = new RegExp(env['INCIDENTS'] ?? '');
const CHAPTERS = TABLE.map(({ title, incidents }) => ({
  title,
  incidents: incidents.filter(({ id, provenBy }) => ONLY.test(id) && provenBy === undefined),
})).filter(({ incidents }) => incidents.length > 0);

const release = firstRelease();

function report({ outcomes, strays, ruleErrors }: Findings): string {
  const parts = outcomes.map(({ incident, faults, heard }) =>
    [
      `${faults.length === 0 ? 'met' : 'NOT MET'}  ${incident.id}: ${incident.what}`,
      ...heard.map((line) => `    ${line}`),
      ...faults.map((fault) => `    ! ${fault}`),
    ].join('\n'),
  );
  const rest = strays.map(({ receiver, status, labels, atMs }) =>
    [new Date(atMs).toISOString(), receiver, status, JSON.stringify(labels)].join(' '),
  );
  return [...parts, 'about no incident:', ...rest, 'rules:', ...ruleErrors, ''].join('\n');
}

(release === undefined ? describe.skip : describe)('incidents', () => {
  const cleanup = new Cleanup();
  let findings: Findings | undefined;

  beforeAll(async () => {
    if (release === undefined) return;
    const incidents = CHAPTERS.flatMap((chapter) => chapter.incidents);
    findings = await runLab(incidents, release, cleanup);
    const { LAB_REPORT: file } = env;
    if (file !== undefined) writeFileSync(file, report(findings));
  }, 20 * 60_000);

  afterAll(() => cleanup.run());

  const outcomeOf = (id: string): Outcome => {
    const outcome = findings?.outcomes.find(({ incident }) => incident.id === id);
    if (outcome === undefined) throw new Error(`${id} was not played`);
    return outcome;
  };

  describe.each(CHAPTERS)('$title', ({ incidents }) => {
    it.each(incidents)('$id: $what', ({ id, limitation }) => {
      const { faults, heard } = outcomeOf(id);
      const isMet = faults.length === 0;
      if (limitation !== undefined && isMet) throw new Error('it is met: delete its limitation');
      const told = limitation === undefined && !isMet ? { faults, heard } : {};
      expect(told).toEqual({});
    });
  });

  it('evaluates every rule without an error', () => {
    expect(findings?.ruleErrors).toEqual([]);
  });

  it('sends texts in which nothing is missing', () => {
    const firing = (findings?.received ?? []).filter(({ status }) => status === 'firing');
    expect(firing).not.toEqual([]);
    expect([...new Set(firing.flatMap(({ annotations }) => textFaults(annotations)))]).toEqual([]);
  });

  it('notifies of nothing but the incidents', () => {
    const strays = (findings?.strays ?? [])
      .filter(({ receiver }) => receiver !== 'watchdog')
      .filter((notice) => !OF_THE_MACHINE.includes(shortName(notice)));
    expect(strays.map(({ receiver, labels }) => [receiver, labels])).toEqual([]);
  });
});
