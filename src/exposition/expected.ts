/** The section of expected connections: the only one that looks at all regions of an account together. */

import type { AccountConfig } from '../config/config.ts';
import { expectedFamilies, type ExpectedSubject } from '../metrics/expected.ts';
import { current, isCurrent } from '../state.ts';
import type { TargetState } from '../store.ts';
import { sampleLines } from './format.ts';
import { joinFamilies, type PageSection } from './section.ts';

/** Accounts of the targets, each once. */
function accountsOf(targets: readonly TargetState[]): readonly AccountConfig[] {
  const byName = new Map(targets.map(({ target }) => [target.account.name, target.account]));
  return [...byName.values()];
}

/**
 * Looks for the expected connections of an account. One that no region shows is missing only if all regions can be
 * seen: an outage must not look like a deletion.
 */
export function findExpected(
  account: AccountConfig,
  targets: readonly TargetState[],
  staleAfterMs: number,
  nowMs: number,
): readonly ExpectedSubject[] {
  const states = targets
    .filter(({ target }) => target.account.name === account.name)
    .flatMap(({ collectors }) => collectors.connections ?? []);
  const ids = new Set(
    states.flatMap((state) => current(state, staleAfterMs, nowMs).items.map(({ id }) => id)),
  );
  const canTell =
    states.length > 0 && states.every((state) => isCurrent(state, staleAfterMs, nowMs));
  return account.expectedConnections.map((vpnConnectionId) => ({
    account: account.name,
    vpnConnectionId,
    found: ids.has(vpnConnectionId) || (canTell ? false : undefined),
  }));
}

/** The section; its few lines are made anew at each update. */
export function createExpectedSection(staleAfterMs: number): PageSection {
  let texts: readonly string[] = [];
  return {
    update: (targets, nowMs) => {
      const subjects = accountsOf(targets).flatMap((account) =>
        findExpected(account, targets, staleAfterMs, nowMs),
      );
      const next = expectedFamilies.map((family) =>
        subjects.map((subject) => sampleLines(family, subject)).join(''),
      );
      const isSame = next.join() === texts.join();
      texts = next;
      return !isSame;
    },
    text: (format) => joinFamilies(expectedFamilies, [texts], format),
  };
}
