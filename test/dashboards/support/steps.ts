/** How Grafana fills in times: the step of a range, and what queries get of it. */

import type { Substitutes } from './substitute.ts';

/** Points that a panel of the usual width asks for. */
const POINTS = 1_000;

/** Steps that Grafana rounds to, in seconds, each from the first number of seconds on. */
const STEPS = [
  [0, 15],
  [22.5, 30],
  [45, 60],
  [90, 120],
  [210, 300],
  [450, 600],
  [900, 1_200],
  [1_350, 1_800],
  [2_700, 3_600],
  [5_400, 7_200],
] as const;

/** The step of a range, not shorter than `least`, all in seconds. */
export function stepOf(range: number, least: number): number {
  const [, step] = STEPS.findLast(([from]) => range / POINTS >= from) ?? STEPS[0];
  return Math.max(step, least);
}

/** What stands for the variables of time; `scrape` is the interval that the data source names. */
export function timesOf(range: number, step: number, scrape: number): Substitutes {
  return {
    __range: `${range}s`,
    __interval: `${step}s`,
    __rate_interval: `${Math.max(step + scrape, 4 * scrape)}s`,
  };
}
