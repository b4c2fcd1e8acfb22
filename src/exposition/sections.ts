/** Which metrics are made of which part of the state, in the order of the page. */

import { connectionFamilies, type ConnectionSubject } from '../metrics/connection.ts';
import { cryptoFamilies } from '../metrics/crypto.ts';
import { failureFamilies, type FailureSubject } from '../metrics/failure.ts';
import { gatewayFamilies, type GatewaySubject } from '../metrics/gateway.ts';
import { requestFamilies, type RequestsSubject } from '../metrics/requests.ts';
import { routesFamilies, type RoutesSubject } from '../metrics/routes.ts';
import { targetFamilies, type TargetSubject } from '../metrics/target.ts';
import { tunnelFamilies } from '../metrics/tunnel.ts';
import { current, type CollectorState } from '../state.ts';
import type { Items, RequestCounts, TargetState } from '../store.ts';
import { createExpectedSection } from './expected.ts';
import { createSection, type PageSection, type SectionDefinition } from './section.ts';

/** What the page depends on besides the state. */
export interface SectionOptions {
  /** Age of an item in milliseconds past which it is not shown. */
  readonly staleAfterMs: number;
  /** Keys of the tags copied onto the *_info series. */
  readonly tagLabels: readonly string[];
  /** Whether there are metrics of how tunnels are protected. */
  readonly crypto: boolean;
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
}: SectionOptions): SectionDefinition<CollectorState<Items['connections']>, ConnectionSubject> {
  return {
    families: [
      ...connectionFamilies(tagLabels),
      ...tunnelFamilies,
      ...(crypto ? cryptoFamilies : []),
    ],
    parts: partOf('connections'),
    subjects: (state, _name, scope, nowMs) => {
      const { items, validUntilMs } = current(state, staleAfterMs, nowMs);
      const subjects = items.map((connection) => ({
        key: { ...scope, vpn_connection_id: connection.id },
        connection,
      }));
      return { subjects, items, validUntilMs };
    },
  };
}

function gateways({
  staleAfterMs,
  tagLabels,
}: SectionOptions): SectionDefinition<CollectorState<Items['gateways']>, GatewaySubject> {
  return {
    families: gatewayFamilies(tagLabels),
    parts: partOf('gateways'),
    subjects: (state, _name, scope, nowMs) => {
      const { items, validUntilMs } = current(state, staleAfterMs, nowMs);
      const subjects = items.map((gateway) => ({
        key: { ...scope, vpn_gateway_id: gateway.id },
        gateway,
      }));
      return { subjects, items, validUntilMs };
    },
  };
}

function failures({
  staleAfterMs,
}: SectionOptions): SectionDefinition<CollectorState<Items['diagnosis']>, FailureSubject> {
  return {
    families: failureFamilies,
    parts: partOf('diagnosis'),
    subjects: (state, _name, scope, nowMs) => {
      const { items, validUntilMs } = current(state, staleAfterMs, nowMs);
      const found = items.flatMap((item) => {
        const { connectionId, tunnelId, fault } = item;
        const key = { ...scope, vpn_connection_id: connectionId, tunnel_id: tunnelId };
        return fault === undefined ? [] : [{ item, subject: { key, fault } }];
      });
      return {
        subjects: found.map(({ subject }) => subject),
        items: found.map(({ item }) => item),
        validUntilMs,
      };
    },
  };
}

function routes({
  staleAfterMs,
}: SectionOptions): SectionDefinition<CollectorState<Items['routes']>, RoutesSubject> {
  return {
    families: routesFamilies,
    parts: partOf('routes'),
    subjects: (state, _name, scope, nowMs) => {
      const { items, validUntilMs } = current(state, staleAfterMs, nowMs);
      const subjects = items.map(({ id, counts }) => ({
        key: { ...scope, vpn_connection_id: id },
        counts,
      }));
      return { subjects, items, validUntilMs };
    },
  };
}

/** These series tell of the exporter's own work, so they do not age. */
const targets: SectionDefinition<CollectorState<unknown>, TargetSubject> = {
  families: targetFamilies,
  parts: ({ collectors }) => Object.entries(collectors),
  subjects: (state, collector, scope) => ({
    subjects: [{ key: { ...scope, collector }, state }],
    validUntilMs: Infinity,
  }),
};

const requests: SectionDefinition<RequestCounts, RequestsSubject> = {
  families: requestFamilies,
  parts: (target) => [['requests', target.requests]],
  subjects: (counts, _name, key) => ({
    subjects: [{ key, requests: counts }],
    validUntilMs: Infinity,
  }),
};

/** All sections of the page but the process' own metrics. */
export function createSections(options: SectionOptions): readonly PageSection[] {
  return [
    createSection(connections(options)),
    createSection(failures(options)),
    createSection(routes(options)),
    createExpectedSection(options.staleAfterMs),
    createSection(gateways(options)),
    createSection(targets),
    createSection(requests),
  ];
}
