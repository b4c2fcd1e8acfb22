/** One version everywhere, and a dated entry for it in the changelog. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { env } from 'node:process';
import { parse } from 'yaml';
import { NAME, ROOT, VERSION } from './step.ts';

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** `## 0.1.0 / 2026-11-28`, as Prometheus dates its releases. */
export function entryOf(changelog: string, version: string): string | undefined {
  const entries = changelog.split(/^## /m).slice(1);
  const entry = entries.find((text) => text.startsWith(`${version} / `));
  return entry !== undefined && /^\S+ \/ \d{4}-\d{2}-\d{2}\n/.test(entry) ? entry : undefined;
}

/**
 * Compares them with package.json; in a workflow for a tag, with that too.
 * @throws Error naming the file that differs.
 */
export function checkVersions(): void {
  const { version, appVersion }: { version: string; appVersion: string } = parse(
    read(`helm/${NAME}/Chart.yaml`),
  );
  const lock: { version: string } = JSON.parse(read('package-lock.json'));
  const tag = env['GITHUB_REF_TYPE'] === 'tag' ? env['GITHUB_REF_NAME'] : undefined;
  const found = {
    'Chart.yaml: version': version,
    'Chart.yaml: appVersion': appVersion,
    'package-lock.json': lock.version,
    ...(tag !== undefined && { 'the tag': tag.replace(/^v/, '') }),
  };
  for (const [place, other] of Object.entries(found)) {
    if (other !== VERSION) throw new Error(`${place} says ${other}, package.json ${VERSION}`);
  }
  if (entryOf(read('CHANGELOG.md'), VERSION) === undefined) {
    throw new Error(`CHANGELOG.md has no dated entry "## ${VERSION} / YYYY-MM-DD"`);
  }
}
