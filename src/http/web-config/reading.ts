/** Reads the files that the web configuration is made of, and remembers what they looked like. */

import { readFileSync, statSync } from 'node:fs';

import { hasControl, quote } from '../../config/text.ts';
import { codeOf } from '../cause.ts';
import { fault, type Path } from './faults.ts';

/** A value, or every reason why there is none. */
export type Checked<Value> =
  | { readonly value: Value; readonly faults?: undefined }
  | { readonly value?: undefined; readonly faults: readonly string[] };

/**
 * One reading of a configuration. Everything is read at once and not in turns, so that the document and its certificates
 * are looked at as one: they are small, local and read only when one of them has changed.
 */
export class Reading {
  readonly #stamps = new Map<string, string>();

  /** The text of `file`, which `where` in the document names. */
  text(where: Path, file: string): Checked<string> {
    // Before the contents: a change in between then shows as one later.
    this.#stamps.set(file, stampOf(file));
    try {
      return { value: readFileSync(file, 'utf8') };
    } catch (error) {
      const name = hasControl(file) ? quote(file) : file;
      return {
        faults: [fault(where, 'a readable file', `${codeOf(error, 'a failure')} for ${name}`)],
      };
    }
  }

  /** Whether a file that was asked for, found or not, is different now. */
  isOutdated(): boolean {
    return [...this.#stamps].some(([file, stamp]) => stampOf(file) !== stamp);
  }
}

/** What changes when a file is written, replaced, removed or put back. */
function stampOf(file: string): string {
  try {
    const { ino, size, mtimeMs, ctimeMs } = statSync(file);
    return [ino, size, mtimeMs, ctimeMs].join(',');
  } catch (error) {
    return codeOf(error, 'no stamp');
  }
}
