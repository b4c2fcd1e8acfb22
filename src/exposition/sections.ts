/** Which metrics are made of which part of the state, in the order of the exposition. */

import type { Diagnosis } from '../model/domain.ts';
import { bgpFamilies } from '../collectors/connections/bgp-metrics.ts';
import {
  connectionFamilies,
  type ConnectionSubject,
} from '../collectors/connections/connection-metrics.ts';
import { cryptoFamilies } from '../collectors/connections/crypto-metrics.ts';
import { failureFamilies, type FailureSubject } from '../collectors/diagnosis/metrics.ts';
import { gatewayFamilies, type GatewaySubject } from '../collectors/gateways/metrics.ts';
import { requestFamilies, type RequestsSubject } from './families/requests.ts';
import { routesFamilies, type RoutesSubject } from '../collectors/routes/metrics.ts';
import { targetFamilies, type TargetSubject } from './families/target.ts';
import { tunnelFamilies } from '../collectors/connections/tunnel-metrics.ts';
import type { TagLabel } from '../model/tag-label.ts';
import { current, type CollectorState } from '../polling/state.ts';
import type { Items, RequestCounts, TargetState } from '../polling/store.ts';
import { createExpectedSection } from './expected.ts';
import { createSection, type Section, type SectionDefinition } from './section.ts';

/** What the exposition depends on besides the state. */
export interface SectionOptions {
  /** Age of an item in milliseconds past which it is not shown, by collector. */
  readonly staleAfterMs: (collector: string) => number;
  /** The tags copied onto the *_info series. */
  readonly tagLabels: readonly TagLabel[];
  /** Whether there are metrics of how tunnels are protected. */
  readonly crypto: boolean;
}

/** A section of what one collector keeps. */
type Definition<
  Name extends keyof Items,
  Subject,
  Item extends Items[Name] = Items[Name],
> = SectionDefinition<CollectorState<Items[Name]>, Item, Subject>;

/** A diagnosis that found something. */
type FaultDiagnosis = Diagnosis & { readonly fault: NonNullable<Diagnosis['fault']> };

function isFault(diagnosis: Diagnosis): diagnosis is FaultDiagnosis {
  return diagnosis.fault !== undefined;
}

type Parts<Part> = readonly (readonly [name: string, part: Part])[];

/** The state of one collector, where it runs for the target. */
function partOf<Name extends keyof Items>(
  name: Name,
): (target: TargetState) => Parts<CollectorState<Items[Name]>> {
  return ({ collectors }) => {
    const state = collectors[name];
    return state === undefined ? [] : [[name, state]];
  };
}

function connections({
  staleAfterMs,
  tagLabels,
  crypto,
}: SectionOptions): Definition<'connections', ConnectionSubject> {
  return {
    families: [
      ...connectionFamilies(tagLabels),
      ...tunnelFamilies,
      ...bgpFamilies,
      ...(crypto ? cryptoFamilies : []),
    ],
    parts: partOf('connections'),
    show: (state, _name, scope, nowMs) => ({
      ...current(state, staleAfterMs('connections'), nowMs),
      subjectOf: (connection) => ({
        key: { ...scope, vpn_connection_id: connection.id },
        connection,
      }),
    }),
  };
}

function gateways({
  staleAfterMs,
  tagLabels,
}: SectionOptions): Definition<'gateways', GatewaySubject> {
  return {
    families: gatewayFamilies(tagLabels),
    parts: partOf('gateways'),
    show: (state, _name, scope, nowMs) => ({
      ...current(state, staleAfterMs('gateways'), nowMs),
      subjectOf: (gateway) => ({ key: { ...scope, vpn_gateway_id: gateway.id }, gateway }),
    }),
  };
}

function failures({
  staleAfterMs,
}: SectionOptions): Definition<'diagnosis', FailureSubject, FaultDiagnosis> {
  return {
    families: failureFamilies,
    parts: partOf('diagnosis'),
    show: (state, _name, scope, nowMs) => {
      const { items, validUntilMs } = current(state, staleAfterMs('diagnosis'), nowMs);
      return {
        items: items.filter(isFault),
        subjectOf: ({ connectionId, tunnelId, fault }) => ({
          key: { ...scope, vpn_connection_id: connectionId, tunnel_id: tunnelId },
          fault,
        }),
        validUntilMs,
      };
    },
  };
}

function routes({ staleAfterMs }: SectionOptions): Definition<'routes', RoutesSubject> {
  return {
    families: routesFamilies,
    parts: partOf('routes'),
    show: (state, _name, scope, nowMs) => ({
      ...current(state, staleAfterMs('routes'), nowMs),
      subjectOf: ({ id, counts }) => ({ key: { ...scope, vpn_connection_id: id }, counts }),
    }),
  };
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
    createSection(connections(options)),
    createSection(failures(options)),
    createSection(routes(options)),
    createExpectedSection(options.staleAfterMs('connections')),
    createSection(gateways(options)),
    createSection(targets),
    createSection(requests),
  ];
}
