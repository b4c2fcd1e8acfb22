/** Folders of a test's own. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A folder that is removed in the end. */
export interface Folder {
  readonly path: string;
  /** Writes a file, with the folders above it, and returns its path. */
  readonly write: (name: string, content: string | Uint8Array) => string;
  readonly remove: () => void;
}

/** Makes a folder below the system's temporary one. */
export function temporaryFolder(): Folder {
  const path = mkdtempSync(join(tmpdir(), 'vpn-exporter-'));
  return {
    path,
    write: (name, content) => {
      const file = join(path, name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
      return file;
    },
    remove: () => {
      rmSync(path, { recursive: true });
    },
  };
}
