/** Configuration files for real processes. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { generatedKey } from '../../support/scenarios/generate.ts';

/** A folder of its own that is removed in the end. */
export interface Folder {
  /** Writes a file and returns its path. */
  readonly write: (name: string, content: string) => string;
  readonly remove: () => void;
}

/** Makes a folder below the system's temporary one. */
export function temporaryFolder(): Folder {
  const path = mkdtempSync(join(tmpdir(), 'vpn-exporter-'));
  return {
    write: (name, content) => {
      const file = join(path, name);
      writeFileSync(file, content);
      return file;
    },
    remove: () => {
      rmSync(path, { recursive: true });
    },
  };
}

/** Quick polls, for tests that wait for several of them. */
export const QUICK_POLL = {
  interval: '200ms',
  timeout: '200ms',
  request_timeout: '150ms',
  stale_after: '1m',
};

/** An account of a generated scenario. */
export function accountOf(name: string, endpoint: string, regions: readonly string[]): object {
  const { id, secret } = generatedKey(name);
  return {
    name,
    regions,
    endpoint,
    credentials: { type: 'access_key', access_key_id: id, access_key_secret: secret },
  };
}

/** A configuration as YAML. */
export function configOf(accounts: readonly object[], rest: object = {}): string {
  return stringify({ poll: QUICK_POLL, accounts, ...rest });
}
