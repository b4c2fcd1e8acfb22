import { describe, expect, it } from '@jest/globals';
import { namesIn, queriesIn } from './promql.ts';

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
});

describe('queriesIn', () => {
  it('finds the queries of a template', () => {
    expect(
      queriesIn('a {{ range query (printf `x{a=%[1]q} == 1` $labels.a) }}b{{ end }} `c`'),
    ).toEqual(['x{a="x"} == 1']);
  });
});
