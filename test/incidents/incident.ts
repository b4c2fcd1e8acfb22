/** What an incident is: a small cloud, who watches it, what happens to it, and what people hear of it. */

import type { JsonObject } from '../../src/simulator/json.ts';
import type { Match, Rhythm } from '../e2e/support/simulator.ts';
import type { Cloud, Ids } from './cloud.ts';
import type { Watch } from './watch.ts';
import type { Scene } from './support/scene.ts';

/** What Alertmanager's receivers are called in config/alertmanager.yml. */
export type Receiver = 'page' | 'ticket' | 'notice' | 'watchdog';

/** Text that a notification must have, or must not have. */
export interface Text {
  /** Each must be in the summary or description; names of the cloud in braces stand for their ids: `{office}`. */
  readonly says?: readonly string[];
  /** None of them may be there. */
  readonly neverSays?: readonly string[];
}

/** A notification that must come. */
export interface Expected extends Text {
  readonly receiver: Receiver;
  readonly status: 'firing' | 'resolved';
  /** Name of the alert without AlicloudVpn. */
  readonly alert: string;
  /** What it is about: the name of a connection, gateway, tunnel (`office/0`), region, exporter ...; one of its labels' values. */
  readonly about: string | undefined;
}

/** Something that happens, or that must be heard before the story goes on. */
export type Step =
  | {
      readonly kind: 'happens';
      /** One line for people: "`office` goes down". */
      readonly text: string;
      readonly act: (scene: Scene) => Promise<void>;
    }
  | { readonly kind: 'heard'; readonly expected: Expected }
  /** Nothing that the story does not name may come meanwhile. */
  | { readonly kind: 'quiet'; readonly time: string };

/** One row of the table. */
export interface Incident {
  /** Name of the row; accounts and clusters of its cloud are called after it. */
  readonly id: string;
  /** One sentence: what happens. */
  readonly what: string;
  readonly cloud: Cloud;
  /** What DiagnoseVpnConnections says, where that is not the simulator's default. */
  readonly diagnoses?: (ids: Ids) => readonly JsonObject[];
  /** Names of the connections that the configuration lists as expected. */
  readonly expected?: readonly string[];
  /** Left out: the lab's exporter, Prometheus and Alertmanager. */
  readonly watch?: Watch;
  /** What the API answers before any exporter starts. */
  readonly before?: readonly Fault[];
  readonly story: readonly Step[];
  /**
   * Alerts worth naming that must never come. The lab is stricter: whatever the story does not name must not come, and a
   * page that it does name must come once.
   */
  readonly never: readonly string[];
  /** Alerts that may come as well: from a machine that is busy, or where either is right. */
  readonly mayCome?: readonly string[];
  /** An alert that carries no label of the incident, and that no other incident leads to. */
  readonly owns?: string;
  /** The promtool test that proves a row whose time is too long for the lab, which does not play it. */
  readonly provenBy?: string;
  /** Why the row is not met. The lab then expects it to fail, so that the note goes when the cause is gone. */
  readonly limitation?: string;
}

/** What the API answers in place of the truth. */
export interface Fault {
  /** One line for people. */
  readonly text: string;
  /** A preset of the simulator, or an effect. */
  readonly effect: string | object;
  readonly calls?: Omit<Match, 'account'>;
  readonly rhythm?: Rhythm;
}

/** Rows under one heading. */
export interface Chapter {
  readonly title: string;
  readonly incidents: readonly Incident[];
}
