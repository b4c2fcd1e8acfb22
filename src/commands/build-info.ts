/** What this build is, as the build wrote it beside the program. */

import { readFileSync } from 'node:fs';
import type { BuildInfo } from '../model/build-info.ts';

const FILE = new URL('../build-info.json', import.meta.url);

/** Version and revision; `unknown` when the program runs from its sources. */
export function readBuildInfo(nodeVersion: string): BuildInfo {
  try {
    const { version, revision }: { version: unknown; revision: unknown } = JSON.parse(
      readFileSync(FILE, 'utf8'),
    );
    return { version: String(version), revision: String(revision), nodeVersion };
  } catch {
    return { version: 'unknown', revision: 'unknown', nodeVersion };
  }
}
