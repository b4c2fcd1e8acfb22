/** What tests and the control API may do to a running simulator. */

import type { Api } from './api.ts';
import type { FaultInput, FaultRegistry, FaultState } from './faults/registry.ts';
import type { Json, JsonObject } from './json.ts';
import type { RegionView } from './region-view.ts';
import type { RequestLog } from './request-log.ts';
import type { AccessKey, ScenarioAccount } from './scenario.ts';
import type { RegionTarget, RowTarget, World } from './world.ts';

/** The faults in force. */
interface FaultControls {
  /** Puts a fault in force; returns its id. Throws ZodError when it is not well formed. */
  add(fault: FaultInput): string;
  /** Lifts a fault; whether it was in force. */
  remove(id: string): boolean;
  /** Lifts every fault. */
  clear(): void;
  /** The faults in force and how often each was met. */
  list(): readonly FaultState[];
}

/** Handles on a running simulator. What names something that is not there throws UnknownTargetError. */
export interface Controls {
  readonly faults: FaultControls;
  readonly requests: Pick<RequestLog, 'list' | 'counters' | 'clear'>;
  readonly accounts: readonly ScenarioAccount[];
  /** The rows of a region as the API would show them now; undefined when there is no such region. */
  view(target: RegionTarget): RegionView | undefined;
  /** Sets one field of a row by dotted path; undefined removes it. */
  patch(target: RowTarget, path: string, value: Json | undefined): void;
  /** Adds a row, or replaces the one with the same id. */
  putRow(target: RegionTarget, row: JsonObject): void;
  /** Removes a row. */
  removeRow(target: RowTarget): void;
  /** Adds an access key, with securityToken that of a session, to an account. */
  addKey(account: string, key: AccessKey): void;
  /** Back to the start: scenario, timeline, keys, quotas; no faults, an empty request log. */
  reset(): void;
}

/** The parts that the handles reach. */
export interface ControlledParts {
  readonly world: World;
  readonly api: Api;
  readonly faults: FaultRegistry;
  readonly log: RequestLog;
}

/** Makes the handles on a simulator. */
export function controlsOf({ world, api, faults, log }: ControlledParts): Controls {
  return {
    faults,
    requests: log,
    accounts: world.accounts,
    view: (target) => world.view(target),
    patch: (target, path, value) => {
      world.patch(target, path, value);
    },
    putRow: (target, row) => {
      world.putRow(target, row);
    },
    removeRow: (target) => {
      world.removeRow(target);
    },
    addKey: (account, key) => {
      world.addKey(account, key);
    },
    reset: () => {
      world.reset();
      api.reset();
      faults.clear();
      log.clear();
    },
  };
}
