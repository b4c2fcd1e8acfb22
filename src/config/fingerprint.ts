/** Tells whether two configurations are the same, secrets included. */

import { fieldOf } from '../model/values.ts';
import { createHash } from 'node:crypto';
import { Secret } from '../model/secret.ts';

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** A digest of a plain value; secrets count with their content, which cannot be read from it. */
export function fingerprint(value: unknown): string {
  return digest(
    JSON.stringify(value, function (this: unknown, key: string, shown: unknown) {
      // Secret.toJSON has already run: the holder still has the secret itself.
      const original = fieldOf(this, key);
      return original instanceof Secret ? digest(original.reveal()) : shown;
    }),
  );
}
