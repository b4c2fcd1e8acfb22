/** The world of all incidents: what the simulator is given, and what exporters are told of it. */

import type { ScenarioInput } from '../../../src/simulator/scenario.ts';
import { generatedKey } from '../../support/scenarios/generate.ts';
import { Ids, rowOfConnection, rowOfGateway } from '../cloud.ts';
import type { Incident } from '../incident.ts';
import type { ExporterOf } from '../watch.ts';

/** The scenario with one account for each incident. */
export function scenarioOf(incidents: readonly Incident[], nowMs: number): ScenarioInput {
  const regionOf = (incident: Incident, region: string) => {
    const ids = new Ids(incident.id);
    const things = incident.cloud[region] ?? [];
    return {
      connections: things
        .filter((thing) => thing.kind === 'connection')
        .map((thing) => rowOfConnection(thing, region, ids)),
      gateways: things
        .filter((thing) => thing.kind === 'gateway')
        .map((thing) => rowOfGateway(thing, ids, nowMs)),
      diagnoses: [...(incident.diagnoses?.(ids) ?? [])],
    };
  };
  return {
    accounts: incidents.map((incident) => ({
      name: incident.id,
      accessKeys: [generatedKey(incident.id)],
      regions: Object.fromEntries(
        Object.keys(incident.cloud).map((region) => [region, regionOf(incident, region)]),
      ),
    })),
  };
}

/** The account of an incident in the configuration of an exporter. */
export function accountOf(incident: Incident, endpoint: string, name = incident.id): object {
  const { id: access_key_id, secret: access_key_secret } = generatedKey(incident.id);
  const ids = new Ids(incident.id);
  return {
    name,
    endpoint,
    credentials: { type: 'access_key', access_key_id, access_key_secret },
    regions: Object.keys(incident.cloud),
    ...(incident.expected && {
      expected_connections: incident.expected.map((each) => ids.connection(each)),
    }),
  };
}

/** Label `cluster` of an exporter that only this incident has. */
export function clusterOf({ id }: Incident, { cluster }: ExporterOf): string {
  return cluster === undefined ? id : `${id}-${cluster}`;
}

/** Label `instance` of an exporter that only this incident has. */
export function instanceOf(incident: Incident, name: string): string {
  return `${incident.id}.${name}`;
}

/** The values of labels that say that an alert is about this incident. */
export function ownValues(incident: Incident): ReadonlySet<string> {
  const ids = new Ids(incident.id);
  const things = Object.values(incident.cloud).flat();
  const by = incident.watch?.by;
  const exporters = typeof by === 'object' ? by : [];
  return new Set([
    incident.id,
    ...exporters.flatMap((exporter) => [
      clusterOf(incident, exporter),
      instanceOf(incident, exporter.name),
    ]),
    ...things.map(({ kind, name }) =>
      kind === 'connection' ? ids.connection(name) : ids.gateway(name),
    ),
  ]);
}
