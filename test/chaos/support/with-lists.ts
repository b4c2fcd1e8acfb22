/** Stands between the poller and the lists of a target. */

import type { List } from '../../../src/collectors/collector.ts';
import type { Items, Lists, Subjects, TargetApi } from '../../../src/polling/polled.ts';

/** What stands around each list. */
type Around = {
  readonly [Name in keyof Items]?: (
    list: List<Items[Name], Subjects[Name]>,
  ) => List<Items[Name], Subjects[Name]>;
};

/** What stands around any list. */
type AroundAny = <Found, Subject>(list: List<Found, Subject>) => List<Found, Subject>;

/** The same API, without a budget of its own, with `around` its lists what is named for them, and `others` for the rest. */
export function withLists(
  { lists }: TargetApi,
  around: Around,
  others: AroundAny = (list) => list,
): TargetApi {
  const wrapped = <Name extends keyof Items>(
    name: Name,
  ): List<Items[Name], Subjects[Name]> | undefined => {
    const list: List<Items[Name], Subjects[Name]> | undefined = lists[name];
    return list === undefined ? undefined : (around[name] ?? others)(list);
  };
  const names = Object.keys(lists) as (keyof Items)[];
  const all: Lists = Object.fromEntries(names.map((name) => [name, wrapped(name)]));
  return { lists: all };
}
