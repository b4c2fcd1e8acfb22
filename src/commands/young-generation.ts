/** The part of V8's heap that new objects live in. */

import { setFlagsFromString } from 'node:v8';

/** By how much V8 enlarges it when too much of it is still in use. */
const FLAG = '--semi-space-growth-factor';
const V8_DEFAULT = 2;

/**
 * Keeps it as small as it is at first. Loading a program makes V8 enlarge it to its limit, since all that is loaded stays
 * in use; a small installation never needs that again, and would hold 16 MB and more for nothing.
 * A later V8 may take no notice; then nothing but memory is lost.
 * @returns what lets V8 enlarge it again.
 */
export function holdYoungGeneration(): () => void {
  setFlagsFromString(`${FLAG}=1`);
  return () => {
    setFlagsFromString(`${FLAG}=${V8_DEFAULT}`);
  };
}
