/** The simulator as a process of its own, and its control API. */

import { stringify } from 'yaml';
import type { ScenarioInput } from '../../../src/simulator/scenario-schema.ts';
import type { Cleanup } from './cleanup.ts';
import { run, stopDaemon, until } from './daemon.ts';
import type { Folder } from './files.ts';

/** A field of a row. */
export interface Field {
  readonly account: string;
  readonly region: string;
  readonly id: string;
  readonly path: string;
}

/** A running simulator. */
export interface SimulatorProcess {
  /** http://127.0.0.1:port */
  readonly url: string;
  readonly patch: (field: Field, value: string) => Promise<void>;
  /** Lets every call of the region fail with a preset of the simulator. */
  readonly fail: (region: string, preset: string) => Promise<void>;
  /** Lifts all faults. */
  readonly heal: () => Promise<void>;
}

/** Starts `alicloud-vpn-exporter simulate` on a free port. */
export async function startSimulatorProcess(
  scenario: ScenarioInput,
  folder: Folder,
  cleanup: Cleanup,
): Promise<SimulatorProcess> {
  const file = folder.write('scenario.yml', stringify(scenario));
  const running = run(['simulate', '--listen=127.0.0.1:0', `--scenario=${file}`]);
  cleanup.add(() => stopDaemon(running));
  const url = await until(() => {
    if (running.child.exitCode !== null) throw new Error(`it ended: ${running.stderr()}`);
    return /http:\/\/127\.0\.0\.1:\d+/.exec(running.stdout() + running.stderr())?.[0];
  });
  const control = async (method: string, path: string, body?: object): Promise<void> => {
    const response = await fetch(`${url}/_simulator/${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  };
  return {
    url,
    patch: (field, value) => control('PATCH', 'rows', { ...field, value }),
    fail: (region, preset) => control('POST', 'faults', { effect: preset, match: { region } }),
    heal: () => control('DELETE', 'faults'),
  };
}
