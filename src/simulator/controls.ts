/** What tests and the control API may do to a running simulator. */

import type { Api } from './api.ts';
import type { FaultRegistry } from './faults/registry.ts';
import type { Json, JsonObject } from './json.ts';
import type { RegionView } from './region-view.ts';
import type { RequestLog } from './request-log.ts';
import type { AccessKey, ScenarioAccount } from './scenario.ts';
import type { RegionTarget, RowTarget, World } from './world.ts';

/** Handles on a running simulator. What names something that is not there throws UnknownTargetError. */
export interface Controls {
  /** The faults in force. */
  readonly faults: Pick<FaultRegistry, 'add' | 'remove' | 'clear' | 'list'>;
  readonly requests: Pick<RequestLog, 'list' | 'counters' | 'clear'>;
  readonly accounts: readonly ScenarioAccount[];
  /** The rows of a region as the API would show them now; undefined when there is no such region. */
  view(target: RegionTarget): RegionView | undefined;
  /** Sets one field of a row by dotted path; undefined removes it. */
  patch(target: RowTarget, path: string, value: Json | undefined): void;
  /** Adds a row, or replaces the one with the same id. */
  putRow(target: RegionTarget, row: JsonObject): void;
  removeRow(target: RowTarget): void;
  /** Adds an access key, with securityToken that of a session, to an account. */
  addKey(account: string, key: AccessKey): void;
  /** Back to the start: scenario, timeline, keys, quotas; no faults, an empty request log. */
  reset(): void;
}

/** The parts that the handles reach. */
interface ControlledParts {
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
    view: world.view.bind(world),
    patch: world.patch.bind(world),
    putRow: world.putRow.bind(world),
    removeRow: world.removeRow.bind(world),
    addKey: world.addKey.bind(world),
    reset: () => {
      world.reset();
      api.reset();
      faults.clear();
      log.clear();
    },
  };
}
