/** Divides every duration in a text of configuration: what takes minutes in service takes seconds in a test. */

const UNITS_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/**
 * A number with a unit; or one that the rules write in plain seconds: an age (`time() - 60`), what is added to a beginning
 * (`} + 60`), the limit of stale data where the exporter tells none (`* 0 + 300`).
 */
const DURATION = /\b(\d+)(ms|s|m|h|d)\b|(?<=time\(\) - |\} \+ |\* 0 \+ )(\d{2,})\b/g;

function milliseconds(number: string | undefined, unit = '', seconds = '0'): number {
  return number === undefined ? Number(seconds) * 1000 : Number(number) * (UNITS_MS[unit] ?? NaN);
}

/** All durations of a text, in milliseconds. */
export function durationsIn(text: string): readonly number[] {
  return [...text.matchAll(DURATION)].map(([, ...parts]) => milliseconds(...(parts as [string])));
}

/** The text with a sign in the place of each duration. */
export function withoutDurations(text: string): string {
  return text.replaceAll(DURATION, '<duration>');
}

/** The text with all durations divided by `factor`. */
export function faster(text: string, factor: number): string {
  return text.replaceAll(DURATION, (_, number?: string, unit?: string, seconds?: string) => {
    const ms = milliseconds(number, unit, seconds) / factor;
    return number === undefined ? String(ms / 1000) : `${ms}ms`;
  });
}
