/** Durations as Prometheus writes them: `30s`, `1h30m`, `500ms`; and as Go does. */

const DAY_MS = 86_400_000;

/** Units from the largest to the smallest, the order in which they must be written. */
const UNITS = [
  ['y', 365 * DAY_MS],
  ['w', 7 * DAY_MS],
  ['d', DAY_MS],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
] as const;

const DURATION = new RegExp(`^(?=.)${UNITS.map(([unit]) => `(?:(\\d+)${unit})?`).join('')}$`);

/**
 * The milliseconds that a duration such as `1h30m` means; undefined for any other text, a number without its unit
 * included.
 */
export function parseDuration(text: string): number | undefined {
  const amounts = DURATION.exec(text)?.slice(1);
  const ms = amounts?.reduce(
    (sum, amount, index) => sum + Number(amount ?? 0) * (UNITS[index]?.[1] ?? 0),
    0,
  );
  return ms !== undefined && Number.isSafeInteger(ms) ? ms : undefined;
}

/** A text that parseDuration reads as `ms`, a whole number of milliseconds of at least 0. */
export function formatDuration(ms: number): string {
  if (ms === 0) return '0s';
  let rest = ms;
  return UNITS.map(([unit, size]) => {
    // As Prometheus does: 90d reads better than 12w6d.
    if ((unit === 'y' || unit === 'w') && rest % size !== 0) return '';
    const amount = Math.floor(rest / size);
    rest -= amount * size;
    return amount === 0 ? '' : `${amount}${unit}`;
  }).join('');
}

const GO_UNIT_MS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
};

const GO_DURATION = /^(?:\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h))+$/;
const GO_TERM = /(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g;

/** The milliseconds that a duration of Go such as `1m30s` or `1.5h` means; undefined for any other text. `0` needs no unit. */
export function parseGoDuration(text: string): number | undefined {
  if (text === '0') return 0;
  if (!GO_DURATION.test(text)) return undefined;
  return [...text.matchAll(GO_TERM)].reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * (GO_UNIT_MS[unit ?? ''] ?? 0),
    0,
  );
}
