import { describe, expect, it } from '@jest/globals';
import { namesIn } from './promql.ts';

describe('namesIn', () => {
  it('finds metrics in functions, aggregations, sets and ranges', () => {
    const { selectors } = namesIn(
      'max by (a) (rate(x_total[5m])) > 3 and on (b) (up == 1 unless y offset 1h) or absent(z)',
    );
    expect(selectors.map(({ metric }) => metric)).toEqual(['x_total', 'up', 'y', 'z']);
  });

  it('finds an aggregation that groups behind its argument', () => {
    expect(namesIn('sum (x) by (a)')).toEqual({
      selectors: [{ metric: 'x', matchers: [] }],
      grouping: ['a'],
      joined: [],
      made: [],
      read: [],
    });
  });

  it('keeps matchers with their metric', () => {
    expect(namesIn('x{a="1", b=~"2|3"} / y{c!="4"}').selectors).toEqual([
      {
        metric: 'x',
        matchers: [
          { label: 'a', operator: '=', value: '1' },
          { label: 'b', operator: '=~', value: '2|3' },
        ],
      },
      { metric: 'y', matchers: [{ label: 'c', operator: '!=', value: '4' }] },
    ]);
  });

  it('tells labels that match from labels that are joined', () => {
    const { grouping, joined } = namesIn('x * on (a, b) group_left (name) group by (c) (y)');
    expect({ grouping, joined }).toEqual({ grouping: ['a', 'b', 'c'], joined: ['name'] });
  });

  it('finds the labels that functions make and read', () => {
    const { made, read } = namesIn(
      'label_join(label_replace(x, "a", "$1", "b", ".*"), "c", "/", "d", "e")',
    );
    expect({ made, read }).toEqual({ made: ['c', 'a'], read: ['d', 'e', 'b'] });
  });

  it('reads a matcher whose value has braces and quotes', () => {
    expect(namesIn('x{a=~"{1}", b=\'"2"\'}').selectors).toEqual([
      {
        metric: 'x',
        matchers: [
          { label: 'a', operator: '=~', value: '{1}' },
          { label: 'b', operator: '=', value: '"2"' },
        ],
      },
    ]);
  });

  it('refuses what is no PromQL', () => {
    expect(() => namesIn('sum by (x (y)')).toThrow('no PromQL');
  });
});
