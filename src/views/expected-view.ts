/** Which of the connections that ought to exist do. */

import { findExpected, type ExpectedSubject } from './expected.ts';
import type { TargetState } from '../polling/store.ts';
import type { ViewContext } from './age.ts';
import { groupBy } from './group.ts';

/** The expected connections of all accounts; what another shard may see is not called missing. */
export function judgeExpected(
  targets: readonly TargetState[],
  context: ViewContext,
): readonly ExpectedSubject[] {
  const byAccount = groupBy(targets, ({ target }) => target.account.name);
  return [...byAccount.values()].flatMap((own) => {
    const account = own[0]?.target.account;
    return account === undefined
      ? []
      : findExpected(account, own, context.staleAfterMs('connections'), context.monotonicMs);
  });
}
