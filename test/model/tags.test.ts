/** Tags of resources as labels of their info metrics. */

import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { connectionFamilies } from '../../src/collectors/connections/metrics.ts';
import { gatewayFamilies } from '../../src/collectors/gateways/metrics.ts';
import { tagLabelName, tagLabels } from '../../src/model/tags.ts';

describe('tagLabelName', () => {
  it.each([
    ['env', 'tag_env'],
    ['Cost_Centre_2', 'tag_Cost_Centre_2'],
    ['cost-centre', 'tag_cost_centre'],
    ['acs:rm:rgId', 'tag_acs_rm_rgId'],
    ['2nd', 'tag_2nd'],
    ['环境', 'tag___'],
    ['', 'tag_'],
  ])('%s becomes %s', (key, name) => {
    expect(tagLabelName(key)).toBe(name);
  });

  it('is a valid label name for any key', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (key) => {
        expect(tagLabelName(key)).toMatch(/^[a-zA-Z_][a-zA-Z0-9_]*$/);
      }),
    );
  });
});

const COPIED = ['env', 'toString'].map((key) => ({ key, label: `tag_${key}` }));

describe('tagLabels', () => {
  it('are called as configured', () => {
    const copied = [{ key: '环境', label: 'tag_environment' }];
    expect(tagLabels(copied, { 环境: 'prod' })).toEqual({ tag_environment: 'prod' });
  });

  it.each<[string, Readonly<Record<string, string>>, Readonly<Record<string, string>>]>([
    ['a tag that the resource has', { env: 'prod' }, { tag_env: 'prod', tag_toString: '' }],
    ['a tag without a value', { env: '' }, { tag_env: '', tag_toString: '' }],
    ['no tags at all', {}, { tag_env: '', tag_toString: '' }],
    ['tags that are not asked for', { owner: 'x' }, { tag_env: '', tag_toString: '' }],
    ['a tag named like a member', { toString: 'x' }, { tag_env: '', tag_toString: 'x' }],
  ])('%s', (_name, tags, expected) => {
    expect(tagLabels(COPIED, tags)).toEqual(expected);
  });
});

it('only the info metrics of connections and gateways carry tags, behind their other labels', () => {
  const copied = [
    { key: 'env', label: 'tag_env' },
    { key: 'a-b', label: 'tag_a_b' },
  ];
  const families = [...connectionFamilies(copied), ...gatewayFamilies(copied)];
  for (const { name, labels } of families) {
    const tags = labels.filter((label) => label.startsWith('tag_'));
    expect(tags).toEqual(/_(connection|gateway)_info$/.test(name) ? ['tag_env', 'tag_a_b'] : []);
    expect(labels.slice(-2)).toEqual(tags.length === 0 ? labels.slice(-2) : tags);
  }
});
