/** Fills in the variables of Grafana, as Grafana does before it asks Prometheus. */

/** Variable name to what stands in its place. */
export type Substitutes = Readonly<Record<string, string>>;

/** Time ranges that fit a Prometheus that has been up for some seconds. */
export const RANGES: Substitutes = { __range: '60s', __rate_interval: '30s', __interval: '1s' };

/** @throws Error for a variable that has no substitute: Grafana would leave it, and Prometheus would not understand. */
export function substitute(text: string, substitutes: Substitutes): string {
  return text.replaceAll(
    /\$(?:\{(\w+)(?::\w+)?\}|(\w+))/g,
    (whole, braced: string, bare: string) => {
      const value = substitutes[braced ?? bare];
      if (value === undefined) throw new Error(`no value for ${whole}`);
      return value;
    },
  );
}

/** What Grafana makes of the values of a variable with several chosen, in a matcher of Prometheus. */
export function anyOf(values: readonly string[]): string {
  const escaped = values.map((value) => value.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\\\$&'));
  return escaped.length === 1 ? (escaped[0] ?? '') : `(${escaped.join('|')})`;
}
