/** The reader of the tests objects to what a strict reader of Prometheus' formats objects to. */

import { describe, expect, it } from '@jest/globals';
import { parseExposition } from './exposition.ts';

const HEAD = '# HELP a A.\n# TYPE a gauge\n';

describe('parseExposition', () => {
  it('reads names, labels, escapes and values', () => {
    const text = `# HELP a A\\\\B\\nC.\n# TYPE a gauge\na{x="1\\"\\\\\\n{},",y=""} +Inf\na 1e-7\n`;
    const family = parseExposition(text).get('a');
    expect(family?.help).toBe('A\\B\nC.');
    expect(family?.samples).toEqual([
      { name: 'a', labels: { x: '1"\\\n{},', y: '' }, value: Infinity },
      { name: 'a', labels: {}, value: 1e-7 },
    ]);
  });

  it.each([
    ['an unfinished last line', `${HEAD}a 1`, 'the last line does not end'],
    ['no samples', HEAD, 'no sample of a'],
    ['no type', '# HELP a A.\na 1\n', 'no TYPE in a 1'],
    ['a type of another family', '# HELP a A.\n# TYPE b gauge\nb 1\n', 'HELP of a, TYPE of b'],
    ['a sample of another family', `${HEAD}b 1\n`, 'b in gauge a'],
    [
      'a family in two places',
      `${HEAD}a 1\n# HELP b B.\n# TYPE b gauge\nb 1\n${HEAD}a{x="1"} 1\n`,
      'a in two places',
    ],
    ['a series twice', `${HEAD}a{x="1",y=""} 1\na{x="1"} 2\n`, 'twice:'],
    ['a label twice', `${HEAD}a{x="1",x="2"} 1\n`, 'label x twice'],
    ['a timestamp', `${HEAD}a 1 1000\n`, 'no value in'],
    ['a line break in a value', `${HEAD}a{x="1\n2"} 1\n`, 'no closing quote'],
    ['a quote in a value', `${HEAD}a{x="1"2"} 1\n`, 'no separator'],
    ['an unknown escape', `${HEAD}a{x="\\t"} 1\n`, 'unknown escape'],
    ['an empty line', `${HEAD}a 1\n\n`, 'no [a-zA-Z_:]'],
    ['no value', `${HEAD}a{x="1"}\n`, 'no value in'],
    ['another number', `${HEAD}a 0x1\n`, 'no value in'],
    ['a label name', `${HEAD}a{1x="1"} 1\n`, 'no [a-zA-Z_]'],
    ['a trailing comma', `${HEAD}a{x="1",} 1\n`, 'no separator'],
  ])('objects to %s', (_name, text, message) => {
    expect(() => parseExposition(text)).toThrow(message);
  });

  it.each([
    ['no # EOF', `${HEAD}a 1\n`, 'no # EOF'],
    ['a counter without _total', '# HELP a A.\n# TYPE a counter\na 1\n# EOF\n', 'a in counter a'],
    [
      'a family with _total',
      '# HELP a_total A.\n# TYPE a_total counter\na_total 1\n# EOF\n',
      'a_total in counter a_total',
    ],
    ['lines behind # EOF', `${HEAD}a 1\n# EOF\n\n`, 'no # EOF'],
  ])('objects to %s in OpenMetrics', (_name, text, message) => {
    expect(() => parseExposition(text, 'openmetrics')).toThrow(message);
  });
});
