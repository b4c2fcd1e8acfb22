/** Exporters that watch together, for one incident or for many, and what Prometheus is told of them. */

import type { Cleanup } from '../../e2e/support/cleanup.ts';
import type { Incident } from '../incident.ts';
import type { ExporterOf } from '../watch.ts';
import { startGate, type Gate } from './gate.ts';
import { prepareExporter, type LabExporter } from './lab-exporter.ts';
import { fastPoll } from './shipped.ts';
import type { ScrapeTarget } from './stack.ts';
import { accountOf, clusterOf, instanceOf } from './world.ts';

/** The configuration file of an exporter. */
export interface ExporterConfig {
  readonly accounts: readonly object[];
}

/** Exporters by the names that stories use. */
export interface House {
  readonly exporters: ReadonlyMap<string, LabExporter>;
  readonly targets: ReadonlyMap<string, ScrapeTarget>;
  readonly configs: ReadonlyMap<string, ExporterConfig>;
  /** The way of an exporter to the API of an incident's account, where it can be cut. */
  readonly gate: (exporter: string, incident: string) => Gate;
}

const JOB = 'alicloud-vpn';

/** How the exporters of a house are labelled. */
export type Labels = (exporter: ExporterOf) => Readonly<Record<string, string>>;

/** Labels of exporters that belong to one incident. */
export function labelsOf(incident: Incident): Labels {
  return (exporter) => ({
    cluster: clusterOf(incident, exporter),
    job: JOB,
    instance: instanceOf(incident, exporter.name),
    ...exporter.dishonored,
  });
}

/** Labels of exporters that many incidents share. */
export function sharedLabels(house: string): Labels {
  return ({ name }) => ({ cluster: house, job: JOB, instance: `${house}.${name}` });
}

/** Starts the exporters of a house for the accounts of these incidents. */
export async function startHouse(
  exporters: readonly ExporterOf[],
  incidents: readonly Incident[],
  simulator: string,
  labels: Labels,
  cleanup: Cleanup,
): Promise<House> {
  const gates = new Map<string, Gate>();
  const house = {
    exporters: new Map<string, LabExporter>(),
    targets: new Map<string, ScrapeTarget>(),
    configs: new Map<string, ExporterConfig>(),
  };
  const endpointOf = async (exporter: string, { id, watch }: Incident): Promise<string> => {
    if (watch === undefined || (watch.by === 'lab' && watch.canBeCut !== true)) return simulator;
    const gate = await startGate(Number(new URL(simulator).port), cleanup);
    gates.set(`${exporter} ${id}`, gate);
    return `http://${gate.address}`;
  };
  for (const each of exporters) {
    const accounts = [];
    for (const incident of incidents) {
      accounts.push(accountOf(incident, await endpointOf(each.name, incident), each.account));
    }
    const config = { poll: fastPoll(), accounts, ...each.config };
    const exporter = await prepareExporter(each, config, cleanup);
    if (each.starts !== false) await exporter.start();
    house.exporters.set(each.name, exporter);
    house.configs.set(each.name, config);
    house.targets.set(each.name, {
      address: exporter.address,
      labels: labels(each),
      isHonored: each.dishonored === undefined,
    });
  }
  return {
    ...house,
    gate: (exporter, incident) => {
      const gate = gates.get(`${exporter} ${incident}`);
      if (gate === undefined) throw new Error(`the API of ${exporter} cannot be cut`);
      return gate;
    },
  };
}
