/** Which metrics are made of which part of the state, in the order of the exposition. */

import {
  COLLECTOR_NAMES,
  COLLECTORS,
  type CollectedItems,
  type CollectorName,
  type CollectorsConfig,
} from '../collectors/index.ts';
import type { AccountConfig } from '../model/account.ts';
import { familyOf, type Family } from '../model/family.ts';
import type { TagLabel } from '../model/tags.ts';
import { current } from '../polling/state.ts';
import type { TargetState } from '../polling/store.ts';
import { findExpected, type ExpectedSubject } from '../views/expected.ts';
import { sampleLines } from './format.ts';
import { createSection, type Section } from './section.ts';
import { requestFamilies, targetFamilies } from './target-metrics.ts';

/** What the exposition depends on besides the state. */
export interface SectionOptions {
  /** Age of an item in milliseconds past which it is not shown, by collector. */
  readonly staleAfterMs: (collector: string) => number;
  /** The tags copied onto the *_info series. */
  readonly tagLabels: readonly TagLabel[];
  readonly collectors: CollectorsConfig;
}

/** What one collector keeps of each target. */
function collectorSection<Name extends CollectorName>(
  name: Name,
  settings: CollectorsConfig[Name],
  { staleAfterMs, tagLabels }: SectionOptions,
): Section {
  const families = COLLECTORS[name].families(settings, tagLabels);
  return createSection(families, ({ collectors }, scope, nowMs) => {
    const state = collectors[name];
    if (state === undefined) return [];
    const subjectOf = (item: CollectedItems[Name]) => ({ scope, item });
    return [{ ...current(state, staleAfterMs(name), nowMs), subjectOf }];
  });
}

/** Series that tell of the exporter's own work do not age. */
const AGELESS = { validUntilMs: Infinity };

function targetSection(): Section {
  return createSection(targetFamilies, ({ collectors }, scope) =>
    Object.entries(collectors).map(([collector, state]) => ({
      ...AGELESS,
      items: [state],
      subjectOf: () => ({ key: { ...scope, collector }, state }),
    })),
  );
}

function requestSection(): Section {
  return createSection(requestFamilies, ({ requests }, key) => [
    { ...AGELESS, items: [requests], subjectOf: () => ({ key, requests }) },
  ]);
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

/** The accounts of the targets that expect connections, each once. */
function expectingAccounts(targets: readonly TargetState[]): readonly AccountConfig[] {
  const accounts = targets.map(({ target }) => target.account);
  const expecting = accounts.filter(({ expectedConnections }) => expectedConnections.length > 0);
  return [...new Map(expecting.map((account) => [account.name, account])).values()];
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

/** The only section that looks at all regions of an account together; its few lines are made each time. */
export function expectedSection(staleAfterMs: number): Section {
  return {
    families: expectedFamilies,
    show(targets, nowMs) {
      const items = expectingAccounts(targets).flatMap((account) =>
        findExpected(account, targets, staleAfterMs, nowMs),
      );
      return {
        items,
        texts: items.map((item) => expectedFamilies.map((family) => sampleLines(family, item))),
        validUntilMs: goodUntilMs(targets, staleAfterMs, nowMs),
      };
    },
  };
}

/**
 * All sections but the exporter's own metrics, in two groups that are kept apart: what the API shows, which is the most
 * text by far and the same after most polls; and how polls went, which is new after each of them.
 */
export function createSections(options: SectionOptions): readonly (readonly Section[])[] {
  return [
    COLLECTOR_NAMES.map((name) => collectorSection(name, options.collectors[name], options)),
    [expectedSection(options.staleAfterMs('connections')), targetSection(), requestSection()],
  ];
}
