/** The words of which stories are made. */

import { DOWN, UP } from './cloud.ts';
import type { Expected, Receiver, Step, Text } from './incident.ts';
import type { Rhythm } from '../e2e/support/simulator.ts';
import type { Scene } from './support/scene.ts';

/** Something that happens; `text` is what documentation says of it. */
export function happens(text: string, act: (scene: Scene) => Promise<void>): Step {
  return { kind: 'happens', text, act };
}

function listed(names: readonly string[]): string {
  if (names.length > 4)
    return `${names.length} connections (\`${names[0]}\` to \`${names.at(-1)}\`)`;
  return names.map((name) => `\`${name}\``).join(', ');
}

/** All tunnels of the connections get this status, within one poll. */
export function status(names: readonly string[], value: string, text: string): Step {
  return happens(text, async (scene) => {
    for (const name of names) await scene.setStatus(name, value);
  });
}

/** All tunnels of the connections go down. */
export function down(...names: readonly string[]): Step {
  return status(names, DOWN, `${listed(names)} down`);
}

/** All tunnels of the connections come up. */
export function up(...names: readonly string[]): Step {
  return status(names, UP, `${listed(names)} up`);
}

/** One tunnel of a connection goes down. */
export function tunnelDown(name: string, index: number): Step {
  return happens(`tunnel ${index + 1} of \`${name}\` down`, (scene) =>
    scene.setTunnel(name, index, 'Status', DOWN),
  );
}

/** One tunnel of a connection comes up. */
export function tunnelUp(name: string, index: number): Step {
  return happens(`tunnel ${index + 1} of \`${name}\` up`, (scene) =>
    scene.setTunnel(name, index, 'Status', UP),
  );
}

/** A field of a row becomes another value; left out, it is missing. */
export function field(name: string, path: string, value?: unknown): Step {
  const now = value === undefined ? 'is missing' : `is ${JSON.stringify(value)}`;
  return happens(`\`${path}\` of \`${name}\` ${now}`, (scene) => scene.set(name, path, value));
}

/** The API no longer returns the connections or gateways. */
export function gone(...names: readonly string[]): Step {
  return happens(`the API no longer returns ${listed(names)}`, async (scene) => {
    for (const name of names) await scene.remove(name);
  });
}

/** The API returns the connections or gateways as they were in the beginning. */
export function back(...names: readonly string[]): Step {
  return happens(`${listed(names)} is back as it was`, async (scene) => {
    for (const name of names) await scene.restore(name);
  });
}

/** What of the API a fault is about. */
export interface Calls {
  readonly region?: string;
  readonly action?: string;
}

/** The API answers calls with an effect of the simulator: a preset's name or an object. */
export function fault(
  text: string,
  effect: string | object,
  calls: Calls = {},
  rhythm: Rhythm = {},
): Step {
  return happens(text, (scene) => scene.fault(effect, calls, rhythm));
}

/** All faults of the incident end. */
export const healed = happens('the API answers again', (scene) => scene.heal());

/** Goes down and up again and again. */
export function flaps(name: string, downFor: string, upFor: string, times: number): Step {
  const text = `\`${name}\` down for ${downFor}, up for ${upFor}, ${times} times`;
  return happens(text, async (scene) => {
    for (let round = 0; round < times; round += 1) {
      await scene.setStatus(name, DOWN);
      await scene.pause(downFor);
      await scene.setStatus(name, UP);
      await scene.pause(upFor);
    }
  });
}

function heard(
  receiver: Receiver,
  status: Expected['status'],
  alert: string,
  about?: string,
  text: Text = {},
): Step {
  return { kind: 'heard', expected: { receiver, status, alert, about, ...text } };
}

/** A page comes. */
export function page(alert: string, about?: string, text?: Text): Step {
  return heard('page', 'firing', alert, about, text);
}

/** A ticket comes. */
export function ticket(alert: string, about?: string, text?: Text): Step {
  return heard('ticket', 'firing', alert, about, text);
}

/** A notice comes. */
export function notice(alert: string, about?: string, text?: Text): Step {
  return heard('notice', 'firing', alert, about, text);
}

/** A page is resolved. */
export function pageOver(alert: string, about?: string): Step {
  return heard('page', 'resolved', alert, about);
}

/** A ticket is resolved. */
export function ticketOver(alert: string, about?: string): Step {
  return heard('ticket', 'resolved', alert, about);
}

/** Nothing else comes for this time. */
export function quiet(time: string): Step {
  return { kind: 'quiet', time };
}

/** The Watchdog is heard, or is no longer. */
export function watchdog(status: Expected['status']): Step {
  return heard('watchdog', status, 'Watchdog');
}
