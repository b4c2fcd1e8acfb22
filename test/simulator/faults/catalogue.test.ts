import { describe, expect, it } from '@jest/globals';
import { presetNames, PRESETS } from '../../../src/simulator/faults/faults.ts';
import { effectSchema } from '../../../src/simulator/faults/effect.ts';

describe('the catalogue', () => {
  it.each(presetNames)('%s is well formed and complete', (name) => {
    expect(effectSchema.parse(PRESETS[name])).toEqual(PRESETS[name]);
  });
});
