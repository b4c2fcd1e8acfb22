/** Medians, quantiles and how numbers are written. */

/** The value below which `part` of the values lie. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Three digits that count. */
export function digits(value: number): string {
  if (!Number.isFinite(value)) return '-';
  const places = Math.max(0, 2 - Math.floor(Math.log10(Math.max(Math.abs(value), 0.001))));
  return value.toFixed(Math.min(places, 3));
}

/** A goal and whether it is met. */
export function verdict(isMet: boolean, goal: string): string {
  return `${isMet ? 'met' : 'MISSED'} (${goal})`;
}
