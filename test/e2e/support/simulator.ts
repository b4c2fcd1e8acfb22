/** The simulator as a process of its own, and its control API. */

import type { ScenarioInput } from '../../../src/simulator/scenario.ts';
import type { Cleanup } from './cleanup.ts';
import { run, stopDaemon } from './daemon.ts';
import { until } from '../../support/until.ts';
import { type Folder } from '../../support/folder.ts';

/** A region of an account. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

/** Which calls a fault is about; what is left out matches every call. */
export interface Match extends Partial<Place> {
  readonly action?: string;
}

/** Which of the matching calls a fault strikes; left out: all. */
export interface Rhythm {
  readonly after?: number;
  readonly every?: number;
  readonly times?: number;
}

/** A running simulator. */
export interface SimulatorProcess {
  /** http://127.0.0.1:port */
  readonly url: string;
  /** Sets a field of a row; undefined removes it. */
  readonly patch: (place: Place, id: string, path: string, value: unknown) => Promise<void>;
  /** Adds a row, or replaces the one with the same id. */
  readonly put: (place: Place, row: object) => Promise<void>;
  readonly remove: (place: Place, id: string) => Promise<void>;
  /** Puts a fault in force: a preset of the simulator, or an effect. @returns its id */
  readonly fail: (effect: string | object, match: Match, rhythm?: Rhythm) => Promise<string>;
  /** Lifts a fault. */
  readonly heal: (fault: string) => Promise<void>;
}

/** Starts `alicloud-vpn-exporter simulate` on a free port. */
export async function startSimulatorProcess(
  scenario: ScenarioInput,
  folder: Folder,
  cleanup: Cleanup,
): Promise<SimulatorProcess> {
  const file = folder.write('scenario.json', JSON.stringify(scenario));
  const running = run(['simulate', '--listen=127.0.0.1:0', `--scenario=${file}`]);
  cleanup.add(() => stopDaemon(running));
  const url = await until(() => {
    if (running.child.exitCode !== null) throw new Error(`it ended: ${running.stderr()}`);
    return /http:\/\/127\.0\.0\.1:\d+/.exec(running.stdout() + running.stderr())?.[0];
  });
  const control = async (method: string, path: string, body?: object): Promise<unknown> => {
    const response = await fetch(`${url}/_simulator/${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  };
  return {
    url,
    patch: async (place, id, path, value) => {
      await control('PATCH', 'rows', { ...place, id, path, value });
    },
    put: async (place, row) => {
      await control('PUT', 'rows', { ...place, row });
    },
    remove: async (place, id) => {
      await control('DELETE', `rows?${new URLSearchParams({ ...place, id }).toString()}`);
    },
    fail: async (effect, match, rhythm) => {
      const fault = { effect, match, ...rhythm };
      const { id } = (await control('POST', 'faults', fault)) as { id: string };
      return id;
    },
    heal: async (fault) => {
      await control('DELETE', `faults?${new URLSearchParams({ id: fault }).toString()}`);
    },
  };
}
