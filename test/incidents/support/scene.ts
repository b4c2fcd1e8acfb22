/** What a story can do: change its cloud, the API's answers, its exporters, its Prometheis. */

import type { Rhythm, SimulatorProcess } from '../../e2e/support/simulator.ts';
import { rowOfConnection, rowOfGateway, type ConnectionOf, type GatewayOf, Ids } from '../cloud.ts';
import type { Incident } from '../incident.ts';
import type { Calls } from '../steps.ts';
import type { Gate } from './gate.ts';
import type { ExporterConfig, House } from './house.ts';
import type { LabExporter } from './lab-exporter.ts';
import { pause } from './pace.ts';
import type { Stack } from './stack.ts';

interface Parts {
  readonly incident: Incident;
  readonly simulator: SimulatorProcess;
  readonly stack: Stack;
  /** The exporters that watch the incident. */
  readonly house: House;
  readonly signal: AbortSignal;
}

/** One incident as it is played. */
export class Scene {
  readonly ids: Ids;
  readonly stack: Stack;
  readonly #parts: Parts;
  #faults: string[] = [];

  constructor(parts: Parts) {
    this.#parts = parts;
    this.ids = new Ids(parts.incident.id);
    this.stack = parts.stack;
  }

  #find(name: string): { readonly region: string; readonly thing: ConnectionOf | GatewayOf } {
    for (const [region, things] of Object.entries(this.#parts.incident.cloud)) {
      const thing = things.find((each) => each.name === name);
      if (thing !== undefined) return { region, thing };
    }
    throw new Error(`${this.#parts.incident.id} has no ${name}`);
  }

  #place(name: string): { readonly account: string; readonly region: string } {
    return { account: this.#parts.incident.id, region: this.#find(name).region };
  }

  /** The id of a connection, gateway, tunnel (`office/0`) or site; what is none of these is itself. */
  readonly resolve = (name: string): string => {
    const [connection = '', index] = name.split('/');
    if (index !== undefined) return this.ids.tunnel(connection, Number(index));
    const things = Object.values(this.#parts.incident.cloud).flat();
    const thing = things.find((each) => each.name === name);
    if (thing?.kind === 'connection') return this.ids.connection(name);
    if (thing?.kind === 'gateway') return this.ids.gateway(name);
    const exporter = this.#parts.house.targets.get(name);
    if (exporter !== undefined) return exporter.labels['instance'] ?? name;
    const isSite = things.some((each) => each.kind === 'connection' && each.site === name);
    return isSite ? this.ids.site(name) : name;
  };

  /** Sets a field of a connection or gateway; undefined removes it. */
  async set(name: string, path: string, value: unknown): Promise<void> {
    await this.#parts.simulator.patch(this.#place(name), this.resolve(name), path, value);
  }

  /** Sets a field of a tunnel. */
  async setTunnel(name: string, index: number, path: string, value: unknown): Promise<void> {
    await this.set(name, `TunnelOptionsSpecification.TunnelOptions.${index}.${path}`, value);
  }

  /** Sets the status of the connection, or of both its tunnels. */
  async setStatus(name: string, value: string): Promise<void> {
    const { thing } = this.#find(name);
    if (thing.kind === 'connection' && thing.mode === 'single') {
      await this.set(name, 'Status', value);
      return;
    }
    for (const index of [0, 1]) await this.setTunnel(name, index, 'Status', value);
  }

  /** The API no longer returns it. */
  async remove(name: string): Promise<void> {
    await this.#parts.simulator.remove(this.#place(name), this.resolve(name));
  }

  /** It is as in the beginning, or as `changed` says. */
  async restore(name: string, changed: Partial<ConnectionOf> = {}): Promise<void> {
    const { region, thing } = this.#find(name);
    const row =
      thing.kind === 'connection'
        ? rowOfConnection({ ...thing, ...changed }, region, this.ids)
        : rowOfGateway(thing, this.ids, Date.now());
    await this.#parts.simulator.put(this.#place(name), row);
  }

  /** Lets calls of the incident's account fail. */
  async fault(effect: string | object, calls: Calls, rhythm: Rhythm): Promise<void> {
    const match = { account: this.#parts.incident.id, ...calls };
    this.#faults.push(await this.#parts.simulator.fail(effect, match, rhythm));
  }

  /** Ends all faults. */
  async heal(): Promise<void> {
    const faults = this.#faults;
    this.#faults = [];
    for (const fault of faults) await this.#parts.simulator.heal(fault);
  }

  /** One of the exporters that watch the incident. */
  exporter(name: string): LabExporter {
    const exporter = this.#parts.house.exporters.get(name);
    if (exporter === undefined) throw new Error(`${this.#parts.incident.id} has no ${name}`);
    return exporter;
  }

  /** The configuration file that an exporter was started with. */
  configOf(exporter: string): ExporterConfig {
    return this.#parts.house.configs.get(exporter) ?? { accounts: [] };
  }

  /** The way of an exporter to the API of the incident's account. */
  gate(exporter: string): Gate {
    return this.#parts.house.gate(exporter, this.#parts.incident.id);
  }

  /** From now on Prometheus scrapes only these of the incident's exporters. */
  scrapeOnly(exporters: readonly string[]): void {
    this.stack.watch(this.#parts.house, exporters);
  }

  /** Waits as long as this takes in the lab. */
  async pause(time: string): Promise<void> {
    await pause(time, this.#parts.signal);
  }
}
