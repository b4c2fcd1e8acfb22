/** Colours that people with any kind of colour vision can tell apart, after Okabe and Ito; text always says the same. */

export const COLOURS = {
  /** As it should be. */
  good: '#0072B2',
  /** On its way, or half done. */
  changing: '#56B4E9',
  /** Works, but something is missing. */
  degraded: '#E69F00',
  /** Does not work. */
  bad: '#D55E00',
  /** Does not work at all, where there are two degrees of it. */
  worst: '#A33F00',
  /** Not known, or does not apply. */
  unknown: '#8C8C8C',
} as const;

/** Colours of series that are neither good nor bad, in the order they are used. */
const SERIES = ['#0072B2', '#E69F00', '#CC79A7', '#56B4E9', '#D55E00', '#009E73', '#F0E442'];

/** The colour of the n-th (from 0) series. */
export function seriesColour(index: number): string {
  return SERIES[index % SERIES.length] ?? COLOURS.unknown;
}
