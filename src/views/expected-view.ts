/** Which of the connections that ought to exist do. */

import type { AccountConfig } from '../config/config.ts';
import { findExpected } from '../exposition/expected.ts';
import { ALL_REGIONS } from '../polling/jobs.ts';
import type { ExpectedSubject } from '../exposition/families/expected.ts';
import type { TargetState } from '../polling/store.ts';
import type { ViewContext } from './age.ts';
import { groupBy } from './group.ts';

/** The regions an account has; undefined while they are not known. */
function regionsOf(
  account: AccountConfig,
  targets: readonly TargetState[],
): readonly string[] | undefined {
  if (account.regions !== 'all') return account.regions;
  const discovery = targets.find(({ target }) => target.region === ALL_REGIONS);
  const found = discovery?.collectors.regions;
  if (found?.lastSuccess === undefined) return undefined;
  return [...found.entries.keys()].filter((region) => !account.excludeRegions.includes(region));
}

/** Whether this process polls every region of an account: another shard may poll one of them. */
function isWhole(account: AccountConfig, targets: readonly TargetState[]): boolean {
  const polled = new Set(targets.map(({ target }) => target.region));
  return regionsOf(account, targets)?.every((region) => polled.has(region)) ?? false;
}

function expectedOf(
  account: AccountConfig,
  targets: readonly TargetState[],
  { monotonicMs, staleAfterMs }: ViewContext,
): readonly ExpectedSubject[] {
  const subjects = findExpected(account, targets, staleAfterMs('connections'), monotonicMs);
  if (isWhole(account, targets)) return subjects;
  return subjects.map((subject) => ({
    ...subject,
    found: subject.found === false ? undefined : subject.found,
  }));
}

/** The expected connections of all accounts; what another shard may see is not called missing. */
export function judgeExpected(
  targets: readonly TargetState[],
  context: ViewContext,
): readonly ExpectedSubject[] {
  const byAccount = groupBy(targets, ({ target }) => target.account.name);
  return [...byAccount.values()].flatMap((own) => {
    const account = own[0]?.target.account;
    return account === undefined ? [] : expectedOf(account, own, context);
  });
}
