/** Puts each incident before the exporters, the Prometheus and the Alertmanager that watch it. */

import type { Cleanup } from '../../e2e/support/cleanup.ts';
import type { Release } from '../../e2e/support/releases.ts';
import type { SimulatorProcess } from '../../e2e/support/simulator.ts';
import type { Notice } from '../../e2e/support/webhook.ts';
import type { Incident } from '../incident.ts';
import { LAB } from '../watch.ts';
import { labelsOf, sharedLabels, startHouse, type House } from './house.ts';
import { Inbox } from './inbox.ts';
import { Scene } from './scene.ts';
import { startStack, type Stack } from './stack.ts';
import { ownValues } from './world.ts';

/** An incident that can be played. */
export interface Staged {
  readonly incident: Incident;
  readonly scene: Scene;
  readonly inbox: Inbox;
}

/** What all incidents have in common. */
export interface Parts {
  readonly simulator: SimulatorProcess;
  /** The lab's own Prometheus and Alertmanager. */
  readonly common: Stack;
  readonly release: Release;
  readonly signal: AbortSignal;
  readonly cleanup: Cleanup;
}

/** Houses that many incidents share. */
const SHARED = {
  lab: [{ name: 'exporter' }],
  /** For incidents with Prometheis of their own. */
  monitored: [{ name: 'exporter' }],
  pair: [{ name: 'first' }, { name: 'second' }],
} as const;

/** Name of a shared house. */
type SharedName = keyof typeof SHARED;

function sharedHouse({ watch = LAB }: Incident): SharedName | undefined {
  if (typeof watch.by === 'object') return undefined;
  return watch.prometheis === undefined ? watch.by : 'monitored';
}

async function startOne(
  name: SharedName,
  incidents: readonly Incident[],
  { simulator, cleanup }: Parts,
): Promise<House | undefined> {
  const own = incidents.filter((incident) => sharedHouse(incident) === name);
  if (own.length === 0) return undefined;
  return startHouse(SHARED[name], own, simulator.url, sharedLabels(name), cleanup);
}

/** The shared houses that are needed. */
export type SharedHouses = ReadonlyMap<SharedName, House | undefined>;

/** Starts the exporters that many incidents share. */
export async function startShared(
  incidents: readonly Incident[],
  parts: Parts,
): Promise<SharedHouses> {
  const houses = new Map<SharedName, House | undefined>();
  for (const name of Object.keys(SHARED) as SharedName[]) {
    houses.set(name, await startOne(name, incidents, parts));
  }
  return houses;
}

/** The house that watches an incident: a shared one, or exporters of its own. */
async function houseOf(
  incident: Incident,
  shared: SharedHouses,
  { simulator, cleanup }: Parts,
): Promise<House> {
  const name = sharedHouse(incident);
  const house = name && shared.get(name);
  if (house !== undefined) return house;
  const by = incident.watch?.by;
  const own = typeof by === 'object' ? by : [];
  return startHouse(own, [incident], simulator.url, labelsOf(incident), cleanup);
}

/** Starts what only this incident has. */
export async function stage(
  incident: Incident,
  shared: SharedHouses,
  parts: Parts,
): Promise<Staged> {
  const { by, prometheis } = incident.watch ?? LAB;
  const { common, simulator, cleanup, release, signal } = parts;
  const stack = prometheis === undefined ? common : await startStack(release, prometheis, cleanup);
  const house = await houseOf(incident, shared, parts);
  const late = typeof by === 'object' ? by.filter(({ starts }) => starts === false) : [];
  const names = new Set(late.map(({ name }) => name));
  stack.watch(
    house,
    [...house.targets.keys()].filter((exporter) => !names.has(exporter)),
  );
  const scene = new Scene({ incident, simulator, stack, house, signal });
  const own = ownValues(incident);
  const isOwn = ({ labels }: Notice): boolean =>
    Object.values(labels).some((value) => own.has(value)) ||
    (prometheis !== undefined && labels['alertname'] === 'AlicloudVpnWatchdog') ||
    incident.owns === labels['alertname']?.replace('AlicloudVpn', '');
  return { incident, scene, inbox: new Inbox(stack.webhook, isOwn, scene.resolve) };
}

/** What is so from the beginning. */
export async function prepare(incidents: readonly Incident[], { simulator }: Parts): Promise<void> {
  for (const { id, before = [] } of incidents) {
    for (const { effect, calls, rhythm } of before) {
      await simulator.fail(effect, { account: id, ...calls }, rhythm);
    }
  }
}
