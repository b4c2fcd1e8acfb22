/** Which metrics are made of which part of the state, in the order of the exposition: of what the collectors list, of what is expected, and of polls and calls. */

import type { Scope } from '../collectors/collector.ts';
import {
  type CollectedItems,
  COLLECTOR_NAMES,
  type CollectorName,
  COLLECTORS,
  type CollectorsConfig,
} from '../collectors/index.ts';
import { sampleLines } from './format.ts';
import { createSection, type Section } from './exposition.ts';
import { FAILURE_REASONS } from '../model/failure.ts';
import type { AccountConfig } from '../model/account.ts';
import { rowsOf, type Family } from '../model/family.ts';
import type { TagLabel } from '../model/tags.ts';
import { type CollectorState, current } from '../polling/state.ts';
import type { RequestCounts, TargetState } from '../polling/store.ts';
import { type ExpectedSubject, findExpected } from '../views/expected.ts';

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

/** One collector of one target. */
export interface TargetSubject {
  readonly scope: Scope;
  readonly collector: string;
  readonly state: CollectorState<unknown>;
}

const { gauge, row } = rowsOf(
  ['account', 'region', 'collector'],
  ({ scope, collector, state }: TargetSubject) => [[{ ...scope, collector }, state]],
);

/** All families of a collector of a target. */
export const targetFamilies: readonly Family<TargetSubject>[] = [
  gauge(
    'alicloud_vpn_target_up',
    'Whether the last poll of the target succeeded completely (1) or not (0).',
    ({ lastPoll }) => lastPoll && lastPoll.failure === undefined,
  ),
  gauge(
    'alicloud_vpn_target_last_success_timestamp_seconds',
    'When the last complete poll of the target ended, in seconds since the epoch.',
    ({ lastSuccess }) => lastSuccess && lastSuccess.wallMs / 1000,
  ),
  gauge(
    'alicloud_vpn_target_last_poll_duration_seconds',
    'How long the last poll of the target took, in seconds.',
    ({ lastPoll }) => lastPoll && lastPoll.durationMs / 1000,
  ),
  gauge(
    'alicloud_vpn_target_resources',
    'Resources seen in the last complete poll of the target.',
    ({ lastSuccess }) => lastSuccess?.resources,
  ),
  gauge(
    'alicloud_vpn_target_reported_resources',
    'Resources that the API reported in the last complete poll of the target (TotalCount).',
    ({ lastSuccess }) => lastSuccess?.reported,
  ),
  gauge(
    'alicloud_vpn_target_rejected_rows',
    'Rows of the last complete poll of the target that could not be decoded.',
    ({ lastSuccess }) => lastSuccess?.rejected.length,
  ),
  row(
    'alicloud_vpn_exporter_polls_total',
    'Finished polls of the target.',
    [],
    (key, { polls }) => [[polls, key]],
    'counter',
  ),
  row(
    'alicloud_vpn_exporter_poll_failures_total',
    'Failed polls of the target, by reason.',
    ['reason'],
    (key, { failures }) =>
      FAILURE_REASONS.map((reason) => [failures[reason] ?? 0, { ...key, reason }]),
    'counter',
  ),
  row(
    'alicloud_vpn_exporter_rows_rejected_total',
    'Rows of the API that could not be decoded, by the field at fault.',
    ['field'],
    (key, { rejectedRows }) =>
      Object.entries(rejectedRows).map(([field, count]) => [count ?? 0, { ...key, field }]),
    'counter',
  ),
];

/** The calls of one target. */
export interface RequestsSubject {
  readonly scope: Scope;
  readonly requests: RequestCounts;
}

/** All families of API calls that are kept per target. */
export const requestFamilies: readonly Family<RequestsSubject>[] = [
  rowsOf(['account', 'region'], ({ scope, requests }: RequestsSubject) => [
    [{ ...scope }, requests],
  ]).row(
    'alicloud_vpn_exporter_api_requests_total',
    'Attempts of API calls, by action and by outcome: OK, the error code of the API, or a class of transport failure.',
    ['action', 'code'],
    (key, requests) =>
      Object.entries(requests).flatMap(([action, codes]) =>
        Object.entries(codes).map(
          ([code, count]) => [count ?? 0, { ...key, action, code }] as const,
        ),
      ),
    'counter',
  ),
];

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
