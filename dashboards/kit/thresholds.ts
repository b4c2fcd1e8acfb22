/** Colours by value. */

import {
  FieldColorBuilder,
  FieldColorModeId,
  ThresholdsConfigBuilder,
  ThresholdsMode,
  type Threshold,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { COLOURS } from './colours.ts';

/** The colour from each value on; the first one is for all that is less. */
export type Steps = readonly [base: string, ...more: (readonly [from: number, colour: string])[]];

/** Nothing is good, anything is bad. */
export const ANY_IS_BAD: Steps = [COLOURS.good, [1, COLOURS.bad]];

/** Nothing is good, anything deserves a look. */
export const ANY_IS_DEGRADED: Steps = [COLOURS.good, [1, COLOURS.degraded]];

/** Shares of the time that something was up. */
export const AVAILABILITY: Steps = [COLOURS.bad, [0.99, COLOURS.degraded], [0.999, COLOURS.good]];

/** Seconds since the last complete poll; 300 is the default of stale_after. */
export const AGE: Steps = [COLOURS.good, [150, COLOURS.degraded], [300, COLOURS.bad]];

/** Seconds until a subscription ends. */
export const EXPIRY: Steps = [
  COLOURS.bad,
  [7 * 86_400, COLOURS.degraded],
  [30 * 86_400, COLOURS.good],
];

/** One colour whatever the value. */
export const PLAIN: Steps = [COLOURS.good];

/** The steps as Grafana writes them. */
export function stepList([base, ...more]: Steps): Threshold[] {
  return [{ value: null, color: base }, ...more.map(([value, color]) => ({ value, color }))];
}

/** The steps of a panel. */
export function thresholds(steps: Steps): ThresholdsConfigBuilder {
  return new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(stepList(steps));
}

/** Colours by threshold. */
export function byThreshold(): FieldColorBuilder {
  return new FieldColorBuilder().mode(FieldColorModeId.Thresholds);
}
