/** The section of expected connections: the only one that looks at all regions of an account together. */

import type { AccountConfig } from '../model/account.ts';
import { current } from '../polling/state.ts';
import type { TargetState } from '../polling/store.ts';
import { type ExpectedSubject, findExpected } from '../views/expected.ts';
import { sampleLines } from './format.ts';
import type { Section } from './section.ts';
import { familyOf, type Family } from '../model/family.ts';

/** The accounts of the targets that expect connections, each once. */
function accountsOf(targets: readonly TargetState[]): readonly AccountConfig[] {
  const byName = new Map<string, AccountConfig>();
  for (const { target } of targets) {
    if (target.account.expectedConnections.length > 0) {
      byName.set(target.account.name, target.account);
    }
  }
  return [...byName.values()];
}

/** How long what is found is the same if no target changes: until something known or seen grows too old. */
function goodUntilMs(targets: readonly TargetState[], staleAfterMs: number, nowMs: number): number {
  const ends = targets.flatMap(({ target, collectors: { connections } }) => {
    if (target.account.expectedConnections.length === 0 || connections === undefined) return [];
    const { finishedMs = -Infinity } = connections.lastSuccess ?? {};
    return [finishedMs + staleAfterMs, current(connections, staleAfterMs, nowMs).validUntilMs];
  });
  return ends.reduce((least, end) => (end < nowMs ? least : Math.min(least, end)), Infinity);
}

/** The section; its few lines are made each time. */
export function createExpectedSection(staleAfterMs: number): Section {
  return {
    families: expectedFamilies,
    show(targets, nowMs) {
      const subjects = accountsOf(targets).flatMap((account) =>
        findExpected(account, targets, staleAfterMs, nowMs),
      );
      return {
        texts: subjects.map((subject) =>
          expectedFamilies.map((family) => sampleLines(family, subject)),
        ),
        validUntilMs: goodUntilMs(targets, staleAfterMs, nowMs),
      };
    },
  };
}

/** All families of expected connections. */
export const expectedFamilies: readonly Family<ExpectedSubject>[] = [
  familyOf<ExpectedSubject>()({
    name: 'alicloud_vpn_connection_expected',
    type: 'gauge',
    help: 'Whether the connection listed in expected_connections exists (1) or not (0), by VpnConnectionId; absent while that cannot be told.',
    labels: ['account', 'vpn_connection_id'],
    samples: ({ account, vpnConnectionId, found }) =>
      found === undefined ? [] : [[Number(found), { account, vpn_connection_id: vpnConnectionId }]],
  }),
];
