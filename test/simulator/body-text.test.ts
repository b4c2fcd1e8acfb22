import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { BodyTexts } from '../../src/simulator/body-text.ts';
import type { Json } from '../../src/simulator/json.ts';

describe('the text of a body', () => {
  it('is what JSON.stringify gives, the first time and again', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const texts = new BodyTexts();
        expect(texts.write(value as Json)).toBe(JSON.stringify(value));
        expect(texts.write(value as Json)).toBe(JSON.stringify(value));
      }),
    );
  });
});
