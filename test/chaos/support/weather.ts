/** Which faults befall which calls: periods of random length and kind, different for each place. */

import { PRESETS, presetNames, type PresetName } from '../../../src/simulator/faults/faults.ts';
import { between, pick, type Random } from './random.ts';

/** For a while. */
type Period =
  | { readonly kind: 'clear' }
  /** This share of the calls meets a fault, each another one. */
  | { readonly kind: 'mixed'; readonly share: number }
  /** Every call meets this fault. */
  | { readonly kind: 'fixed'; readonly preset: PresetName };

/** How a place's periods are drawn: a draw takes the first period whose number is above a random one. */
export type Climate = readonly (readonly [below: number, draw: (random: Random) => Period])[];

const clear = (): Period => ({ kind: 'clear' });
const mixed = (share: number) => (): Period => ({ kind: 'mixed', share });

const OUTAGES = [
  'hang',
  'stall',
  'drip',
  'throttled',
  'throttled_retry_after',
  'forbidden_ram',
  'access_key_inactive',
  'reset',
  'bad_gateway_html',
  'ok_empty_object',
  'empty_page',
] as const satisfies readonly PresetName[];

const UNREST = [
  'total_count_high',
  'row_added_meanwhile',
  'row_removed_meanwhile',
  'repeated_row',
  'short_page',
] as const satisfies readonly PresetName[];

const fixed =
  (presets: readonly PresetName[]) =>
  (random: Random): Period => ({ kind: 'fixed', preset: pick(presets, random) });
const outage = fixed(OUTAGES);
const unrest = fixed(UNREST);

/** Hardly anything happens. */
export const CALM: Climate = [
  [0.9, clear],
  [1, mixed(0.05)],
];
/** Anything happens. */
export const STORMY: Climate = [
  [0.2, clear],
  [0.6, mixed(0.2)],
  [0.9, mixed(0.7)],
  [1, outage],
];
/** Nothing works for long times. */
export const DARK: Climate = [
  [0.4, clear],
  [0.5, mixed(0.3)],
  [1, outage],
];
/** Lists do not hold still; for places with more than one page. */
export const RESTLESS: Climate = [
  [0.3, clear],
  [0.6, mixed(0.4)],
  [0.9, unrest],
  [1, outage],
];

/** Faults that mean the same to every action: those that are not about rows or pages of connections. */
const ABOUT_CONNECTIONS = new Set([
  'set',
  'remove',
  'total_count',
  'shift_page',
  'short_page',
  'repeat_row',
]);
const EVERYWHERE = presetNames.filter((name) => !ABOUT_CONNECTIONS.has(PRESETS[name].kind));

const SHORTEST_MS = 60_000;
const LONGEST_MS = 20 * 60_000;

/** The faults of one place. */
export class Weather {
  readonly #climate: Climate;
  readonly #random: Random;
  #period: Period = { kind: 'clear' };
  /** The first poll finds everything in order. */
  #untilMs: number;

  constructor(climate: Climate, random: Random, clearUntilMs: number) {
    this.#climate = climate;
    this.#random = random;
    this.#untilMs = clearUntilMs;
  }

  /** The fault that befalls a call now; undefined: none. */
  fault(action: string, nowMs: number): PresetName | undefined {
    const random = this.#random;
    if (nowMs >= this.#untilMs) {
      const drawn = random();
      this.#period = (this.#climate.find(([below]) => drawn < below) ?? this.#climate[0]!)[1](
        random,
      );
      this.#untilMs = nowMs + between(SHORTEST_MS, LONGEST_MS, random);
    }
    const names = action === 'DescribeVpnConnections' ? presetNames : EVERYWHERE;
    switch (this.#period.kind) {
      case 'clear':
        return undefined;
      case 'mixed':
        return random() < this.#period.share ? pick(names, random) : undefined;
      case 'fixed':
        return names.includes(this.#period.preset) ? this.#period.preset : undefined;
    }
  }
}
