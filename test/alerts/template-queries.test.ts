import { expect, it } from '@jest/globals';
import { queriesIn } from './template-queries.ts';

it('finds the queries of a template', () => {
  expect(
    queriesIn('a {{ range query (printf `x{a=%[1]q,b=%q} == 1` $labels.a) }}b{{ end }} `c`'),
  ).toEqual(['x{a="x",b="x"} == 1']);
});
