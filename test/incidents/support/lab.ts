/** The lab: one simulated world for all incidents, its exporters, Prometheis and Alertmanagers, all at once. */

import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Cleanup } from '../../e2e/support/cleanup.ts';
import type { Release } from '../../e2e/support/releases.ts';
import { startSimulatorProcess } from '../../e2e/support/simulator.ts';
import type { Notice } from '../../e2e/support/webhook.ts';
import type { Incident } from '../incident.ts';
import { inLab, pause } from './pace.ts';
import { play, type Outcome } from './play.ts';
import { prepare, stage, startShared } from './stage.ts';
import { startStack, type Stack } from './stack.ts';
import { scenarioOf } from './world.ts';
import { until } from '../../support/until.ts';
import { temporaryFolder } from '../../support/folder.ts';

/** How long everything is well before anything happens: connections count as in service then. */
const WELL_BEFORE = '10m';
/** Longest time for a story: notices come in a digest once an hour. */
const STORY_ENDS = '78m';

/** What the lab found. */
export interface Findings {
  readonly outcomes: readonly Outcome[];
  /** What was heard of the lab's own Prometheus that is about no incident. */
  readonly strays: readonly Notice[];
  /** Everything that was received. */
  readonly received: readonly Notice[];
  /** Rules that could not be evaluated. */
  readonly ruleErrors: readonly string[];
}

/** Does this with each, two at a time: that many cores are busy then. */
async function inPairs<Item, Result>(
  items: readonly Item[],
  act: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (let index = 0; index < items.length; index += 2) {
    results.push(...(await Promise.all(items.slice(index, index + 2).map(act))));
  }
  return results;
}

/** Prometheus looks up its targets and Alertmanagers some seconds after it is ready. */
async function untilWatched(stacks: ReadonlySet<Stack>): Promise<void> {
  for (const stack of stacks) {
    for (const prometheus of stack.prometheis) {
      await until(async () => {
        const [scraped] = await prometheus.query('count(up)');
        return scraped?.values[0] === stack.targets() && (await prometheus.alertmanagers()) === 1;
      });
    }
  }
}

/** Starts everything, plays all stories at once, and says what came of them. */
export async function runLab(
  incidents: readonly Incident[],
  release: Release,
  cleanup: Cleanup,
): Promise<Findings> {
  const folder = temporaryFolder();
  cleanup.add(() => {
    folder.remove();
  });
  const end = new AbortController();
  const parts = {
    simulator: await startSimulatorProcess(scenarioOf(incidents, Date.now()), folder, cleanup),
    common: await startStack(release, 1, cleanup),
    release,
    signal: end.signal,
    cleanup,
  };
  setMaxListeners(0, end.signal);
  await prepare(incidents, parts);
  const shared = await startShared(incidents, parts);
  const scenes = await inPairs(incidents, (incident) => stage(incident, shared, parts));
  await untilWatched(new Set(scenes.map(({ scene }) => scene.stack)));
  await pause(WELL_BEFORE);

  const timer = setTimeout(() => {
    end.abort();
  }, inLab(STORY_ENDS));
  const played = await Promise.all(
    scenes.map(({ incident, scene, inbox }) => play(incident, scene, inbox, end.signal)),
  );
  clearTimeout(timer);
  // What the last notifications bring with them.
  await delay(1000);
  const outcomes = played.map(({ judge }) => judge());
  const owned = new Set(scenes.flatMap(({ inbox }) => [...inbox.raw()]));
  const received = new Set([...owned, ...parts.common.webhook.notices]);
  return {
    outcomes,
    received: [...received],
    ruleErrors: (
      await Promise.all(parts.common.prometheis.map((each) => each.ruleErrors()))
    ).flat(),
    strays: parts.common.webhook.notices.filter((notice) => !owned.has(notice)),
  };
}
