/** Which metrics are made of which part of the state, in the order of the exposition. */

import type { Shown } from '../collectors/collector.ts';
import {
  COLLECTOR_NAMES,
  COLLECTORS,
  type CollectedItems,
  type CollectorName,
  type CollectorsConfig,
} from '../collectors/index.ts';
import type { TagLabel } from '../model/tags.ts';
import { current, type CollectorState } from '../polling/state.ts';
import type { RequestCounts } from '../polling/store.ts';
import { createExpectedSection } from './expected.ts';
import {
  requestFamilies,
  type RequestsSubject,
  targetFamilies,
  type TargetSubject,
} from './families/target.ts';
import { createSection, type Section, type SectionDefinition } from './section.ts';

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
  type Item = CollectedItems[Name];
  return createSection<CollectorState<Item>, Item, Shown<Item>>({
    families: COLLECTORS[name].families(settings, tagLabels),
    parts: (target) => {
      const state = target.collectors[name];
      return state === undefined ? [] : [[name, state]];
    },
    show: (state, _name, scope, nowMs) => ({
      ...current(state, staleAfterMs(name), nowMs),
      subjectOf: (item) => ({ scope, item }),
    }),
  });
}

/** These series tell of the exporter's own work, so they do not age. */
const targets: SectionDefinition<
  CollectorState<unknown>,
  CollectorState<unknown>,
  TargetSubject
> = {
  families: targetFamilies,
  parts: ({ collectors }) => Object.entries(collectors),
  show: (state, collector, scope) => ({
    items: [state],
    subjectOf: () => ({ key: { ...scope, collector }, state }),
    validUntilMs: Infinity,
  }),
};

const requests: SectionDefinition<RequestCounts, RequestCounts, RequestsSubject> = {
  families: requestFamilies,
  parts: (target) => [['requests', target.requests]],
  show: (counts, _name, key) => ({
    items: [counts],
    subjectOf: () => ({ key, requests: counts }),
    validUntilMs: Infinity,
  }),
};

/** All sections of the exposition but the exporter's own metrics. */
export function createSections(options: SectionOptions): readonly Section[] {
  return [
    ...COLLECTOR_NAMES.map((name) => collectorSection(name, options.collectors[name], options)),
    createExpectedSection(options.staleAfterMs('connections')),
    createSection(targets),
    createSection(requests),
  ];
}
