/** Which alerts a fault raises while it lasts, and when, as data: a test proves it with the rules, docs/faults.md tells it. */

import type { Outcome } from './fault-table.ts';
import { CONNECTIONS } from './support/fault-room.ts';

/** An alert of config/rules. */
export interface Raised {
  readonly alert: string;
  /** Minutes from the first poll that meets the fault until it fires. */
  readonly afterMinutes: number;
  /** Whether Alertmanager keeps it silent for the sake of another one of these. */
  readonly isSilenced: boolean;
}

function raised(alert: string, afterMinutes: number): Raised {
  return { alert: `AlicloudVpn${alert}`, afterMinutes, isSilenced: false };
}

function silenced(alert: string, afterMinutes: number): Raised {
  return { ...raised(alert, afterMinutes), isSilenced: true };
}

const TARGET = raised('TargetFailing', 5);
const HIDDEN = [raised('ExpectedConnectionMissing', 2), raised('ConnectionVanished', 6)];
const MANY_HIDDEN = [raised('ExpectedConnectionMissing', 2), raised('ConnectionsVanished', 2)];

/** By the end of the metric that differs. */
const DIFFERING: Readonly<Record<string, readonly Raised[]>> = {
  ipsec_status: [raised('ConnectionStatusUnknown', 5)],
};

/** By the reason of a failing poll, where that is more than that it fails. */
const FAILING: Readonly<Record<string, readonly Raised[]>> = {
  auth: [raised('CredentialsRefused', 5)],
  forbidden: [silenced('Forbidden', 5), TARGET],
};

/** The alerts that a fault raises by itself, in the order in which they fire. */
export function alertsOf(outcome: Outcome): readonly Raised[] {
  switch (outcome.kind) {
    case 'harmless':
      return [];
    case 'fails':
      return FAILING[outcome.reason] ?? [TARGET];
    case 'rejected':
      return [raised('RowsRejected', 10)];
    case 'differs':
      return [
        ...(outcome.unknown === undefined ? [] : [raised('UnknownValues', 15)]),
        ...outcome.metrics.flatMap((metric) => DIFFERING[metric] ?? []),
      ];
    case 'counts':
      return [...hiddenOf(outcome.shown), raised('ResourceCountDiffers', 15)];
  }
}

/** What follows from connections that are not shown. */
function hiddenOf(shown: number): readonly Raised[] {
  if (shown === CONNECTIONS) return [];
  return CONNECTIONS - shown < CONNECTIONS / 4 ? HIDDEN : MANY_HIDDEN;
}
