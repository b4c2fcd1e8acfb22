/** Which metrics are made of which part of the state, in the order of the exposition; text is kept as long as its item is the same object. */

import type { Scope } from '../collectors/collector.ts';
import {
  type CollectedItems,
  COLLECTOR_NAMES,
  type CollectorName,
  COLLECTORS,
  type CollectorsConfig,
} from '../collectors/index.ts';
import { sampleLines } from './format.ts';
import { requestFamilies, targetFamilies } from './target-metrics.ts';
import type { AccountConfig } from '../model/account.ts';
import { rowsOf, type Family } from '../model/family.ts';
import type { TagLabel } from '../model/tags.ts';
import { current } from '../polling/state.ts';
import type { TargetState } from '../polling/store.ts';
import { type ExpectedSubject, findExpected } from '../views/expected.ts';

/** What one target has to show in a section. An item belongs to one section of one target. */
export interface Shown<Item extends object, Subject> {
  /** Immutable values: the samples of one are made once. */
  readonly items: readonly Item[];
  /** What the samples of an item are made of. */
  readonly subjectOf: (item: Item) => Subject;
  /** How long the items may be shown, on the monotonic clock in milliseconds. */
  readonly validUntilMs: number;
}

/** The sample lines of one item for each family of the section; empty where a family does not apply to it. */
export type ItemText = readonly string[];

/** What a section shows at one moment. */
export interface SectionContent {
  /** What the text is made of: of the very same items it is the very same text. */
  readonly items: readonly object[];
  /** The text of each item, made or looked up as it is read. */
  readonly texts: Iterable<ItemText>;
  /** How long this is right if no target changes, on the monotonic clock in milliseconds. */
  readonly validUntilMs: number;
}

/** A part of the exposition. */
export interface Section {
  readonly families: readonly Family<never>[];
  show(targets: readonly TargetState[], nowMs: number): SectionContent;
}

/** A section over all targets. */
export function createSection<Item extends object, Subject>(
  families: readonly Family<Subject>[],
  show: (target: TargetState, scope: Scope, nowMs: number) => readonly Shown<Item, Subject>[],
): Section {
  const made = new WeakMap<Item, ItemText>();
  const textOf = (item: Item, subjectOf: (item: Item) => Subject): ItemText => {
    const old = made.get(item);
    if (old !== undefined) return old;
    const subject = subjectOf(item);
    const text = families.map((family) => sampleLines(family, subject));
    made.set(item, text);
    return text;
  };
  function* textsOf(all: readonly Shown<Item, Subject>[]): Generator<ItemText> {
    for (const { items, subjectOf } of all) {
      for (const item of items) yield textOf(item, subjectOf);
    }
  }
  return {
    families,
    show(targets, nowMs) {
      const all = targets.flatMap((state) => {
        const { account, region } = state.target;
        return show(state, { account: account.name, region }, nowMs);
      });
      return {
        items: all.flatMap(({ items }) => items),
        texts: textsOf(all),
        validUntilMs: all.reduce((end, each) => Math.min(end, each.validUntilMs), Infinity),
      };
    },
  };
}

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
      subjectOf: () => ({ scope, collector, state }),
    })),
  );
}

function requestSection(): Section {
  return createSection(requestFamilies, ({ requests }, scope) => [
    { ...AGELESS, items: [requests], subjectOf: () => ({ scope, requests }) },
  ]);
}

/** All families of expected connections. */
export const expectedFamilies: readonly Family<ExpectedSubject>[] = [
  rowsOf(
    ['account', 'vpn_connection_id'],
    ({ account, vpnConnectionId, found }: ExpectedSubject) => [
      [{ account, vpn_connection_id: vpnConnectionId }, found],
    ],
  ).gauge(
    'alicloud_vpn_connection_expected',
    'Whether the connection listed in expected_connections exists (1) or not (0), by VpnConnectionId; absent while that cannot be told.',
    (found) => found,
  ),
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
