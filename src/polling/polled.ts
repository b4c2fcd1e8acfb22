/** What is polled of a target: the collectors, and of an account's own the look-up of its regions. */

import type { Api } from '../alicloud/api.ts';
import { listRegions, type Region } from '../alicloud/regions.ts';
import type { Collector, List } from '../collectors/collector.ts';
import {
  COLLECTOR_NAMES,
  COLLECTORS,
  type CollectedItems,
  type CollectorName,
  type CollectorsConfig,
  type CollectorSubjects,
} from '../collectors/index.ts';
import type { Clock } from '../model/clock.ts';

/** What is listed by each name. `regions` belongs to the discovery of an account's regions. */
export type Items = CollectedItems & { readonly regions: Region };

/** What is asked about by each name. */
export type Subjects = CollectorSubjects & { readonly regions: never };

type Needs = { readonly [Name in keyof Items]: readonly Items[Name][] };

/** What a poll has to know of each name. */
export const POLLED: {
  readonly [Name in keyof Items]: Pick<
    Collector<Items[Name], Subjects[Name], unknown, Needs>,
    'isOptional' | 'followUp'
  >;
} = { ...COLLECTORS, regions: { isOptional: false, followUp: undefined } };

/** How each of them is listed for one target; those that do not run are missing. */
export type Lists = { readonly [Name in keyof Items]?: List<Items[Name], Subjects[Name]> };

/** The API of one target, as its polls need it. */
export interface TargetApi {
  /** What to measure the budget of a poll with; all time counts without it. */
  readonly budget?: Clock;
  /** What calls failed with lately, for a poll that ends while they are tried again. */
  readonly troubles?: () => readonly string[];
  readonly lists: Lists;
}

/** Everything that is polled, bound to the API of one target. */
export function listsOf(api: Api, settings: CollectorsConfig): Lists {
  const bind = <Name extends CollectorName>(name: Name) =>
    COLLECTORS[name].lister(api, settings[name]);
  const bound: Lists = Object.fromEntries(COLLECTOR_NAMES.map((name) => [name, bind(name)]));
  return { ...bound, regions: (_ask, signal) => listRegions(api, signal) };
}
