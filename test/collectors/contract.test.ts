/** All metrics: their names, types, labels and help, and that each of them has samples. */

import { describe, expect, it } from '@jest/globals';
import { createSections } from '../../src/exposition/sections.ts';
import { CLOUD_METRICS, type FixedMetric } from '../support/contract.ts';
import { collectors } from '../support/samples.ts';
import { parseExposition, type ParsedSample } from '../support/exposition.ts';
import { renderSections, TAG_LABELS, worldSections, worldStore } from '../support/world.ts';

const sections = createSections({
  staleAfterMs: () => 0,
  tagLabels: [],
  collectors: collectors([]),
});
const families = sections.flat().flatMap((section) => section.families);
const page = parseExposition(renderSections(worldSections(), worldStore().list()));

/** Samples that are told apart by one label only. */
function groupsBy(samples: readonly ParsedSample[], label: string): readonly ParsedSample[][] {
  const groups = new Map<string, ParsedSample[]>();
  for (const sample of samples) {
    const { [label]: _state, ...key } = sample.labels;
    const group = groups.get(JSON.stringify(key)) ?? [];
    group.push(sample);
    groups.set(JSON.stringify(key), group);
  }
  return [...groups.values()];
}

it('are each there once, the promised ones among them', () => {
  const names = families.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toEqual(expect.arrayContaining(CLOUD_METRICS.map(({ name }) => name)));
});

/** Every metric as it was promised; what nobody was promised yet, as it is. */
const METRICS = families.map(({ name, type, labels }): FixedMetric => {
  const promised = CLOUD_METRICS.find((metric) => metric.name === name);
  return promised ?? { name, type, labels: labels.filter((label) => !label.startsWith('tag_')) };
});

describe.each(METRICS.map((metric) => [metric.name, metric] as const))('%s', (name, metric) => {
  const family = families.find((each) => each.name === name);

  it('has the promised type and labels', () => {
    expect({ type: family?.type, labels: family?.labels }).toEqual({
      type: metric.type,
      labels: metric.labels,
    });
  });

  it('has a name that says what it is', () => {
    expect(name).toMatch(/^alicloud_vpn_[a-z]+(_[a-z0-9]+)*$/);
    expect(name.endsWith('_total')).toBe(metric.type === 'counter');
  });

  it('has valid labels, each once', () => {
    expect(new Set(family?.labels).size).toBe(metric.labels.length);
    for (const label of family?.labels ?? []) expect(label).toMatch(/^[a-z][a-z0-9_]*$/);
  });

  it('has help of one sentence that names where the value comes from', () => {
    expect(family?.help).toMatch(/^[A-Z].*\.$/);
    expect(family?.help).toContain(metric.source ?? '');
  });

  it('has samples, all with the promised labels', () => {
    const samples = page.get(name)?.samples ?? [];
    expect(samples.length).toBeGreaterThan(0);
    const tags = name.endsWith('_info') ? tagLabels(metric) : [];
    for (const { labels } of samples) {
      expect(Object.keys(labels)).toEqual([...metric.labels, ...tags]);
    }
  });

  it('has finite values', () => {
    for (const { value } of page.get(name)?.samples ?? [])
      expect(Number.isFinite(value)).toBe(true);
  });
});

/** Tags are copied onto connections and gateways. */
function tagLabels({ name }: FixedMetric): readonly string[] {
  return /_(connection|gateway)_info$/.test(name) ? ['tag_env', 'tag_cost_centre'] : [];
}

const STATE_SETS = CLOUD_METRICS.flatMap(({ name, states }) =>
  states === undefined ? [] : [[name, ...states] as const],
);

describe.each(STATE_SETS)('the state set %s', (name, label, values) => {
  const groups = groupsBy(page.get(name)?.samples ?? [], label);

  it('has one series for each value', () => {
    for (const group of groups) {
      expect(group.map(({ labels }) => labels[label])).toEqual(values);
    }
  });

  it('has exactly one of them 1, and the others 0', () => {
    for (const group of groups) {
      const set = group.map(({ value }) => value).sort((a, b) => a - b);
      expect(set).toEqual([...values.slice(1).map(() => 0), 1]);
    }
  });
});

it('the fixture has tags for the labels of tags', () => {
  expect(TAG_LABELS).toHaveLength(2);
  expect(page.get('alicloud_vpn_connection_info')?.samples[0]?.labels).toMatchObject({
    tag_env: 'prod',
    tag_cost_centre: '42',
  });
});
