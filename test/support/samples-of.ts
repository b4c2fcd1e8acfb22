/** What a table of metrics says of one subject. */

import type { Family, Sample } from '../../src/model/family.ts';

/** The samples of a family by name; [] when it does not apply. */
export function samplesOf<Subject>(
  families: readonly Family<Subject>[],
  subject: Subject,
): (name: string) => readonly Sample[] {
  return (name) => {
    const family = families.find((each) => each.name === `alicloud_vpn_${name}`);
    if (family === undefined) throw new Error(`no metric ${name}`);
    return family.samples(subject);
  };
}

/** The values alone: [] when the metric does not apply, [0] when it is down. */
export function valuesOf<Subject>(
  families: readonly Family<Subject>[],
  subject: Subject,
): (name: string) => readonly number[] {
  const samples = samplesOf(families, subject);
  return (name) => samples(name).map(([value]) => value);
}

/** The value of `label` in the one sample of a state set that is 1. */
export function stateOf(samples: readonly Sample[], label: string): string | undefined {
  const current = samples.filter(([value]) => value === 1);
  return current.length === 1 ? current[0]?.[1][label] : undefined;
}
