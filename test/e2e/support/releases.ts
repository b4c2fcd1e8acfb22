/** The releases of Prometheus and Alertmanager that tests run against: the oldest supported, and the current major. */

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { stderr } from 'node:process';
import { fileURLToPath } from 'node:url';
import { describe, it } from '@jest/globals';
import { findTool } from '../../support/tools.ts';

/** Where scripts/prometheus3.sh puts it. */
const FETCHED = fileURLToPath(new URL('../../../.cache/prometheus3/usr/bin/', import.meta.url));

/** A Prometheus and the Alertmanager of its time. */
export interface Release {
  /** Such as `Prometheus 2.42.0`. */
  readonly name: string;
  readonly prometheus: string;
  readonly alertmanager: string;
}

function nameOf(prometheus: string): string {
  const { stdout, stderr } = spawnSync(prometheus, ['--version'], { encoding: 'utf8' });
  const [, version = 'of unknown version'] = /version (\d+\.\d+\.\d+)/.exec(stdout + stderr) ?? [];
  return `Prometheus ${version}`;
}

function release(prometheus?: string, alertmanager?: string): readonly Release[] {
  if (prometheus === undefined || alertmanager === undefined) return [];
  return [{ name: nameOf(prometheus), prometheus, alertmanager }];
}

/** The release of the machine's packages: missing is an error under CI=true. */
function installed(): readonly Release[] {
  return release(findTool('prometheus'), findTool('prometheus-alertmanager', 'alertmanager'));
}

/** Another suite's packages, which not every machine can reach: missing is never an error. */
function fetched(): readonly Release[] {
  if (existsSync(`${FETCHED}prometheus`)) {
    return release(`${FETCHED}prometheus`, `${FETCHED}prometheus-alertmanager`);
  }
  stderr.write('Prometheus 3 is skipped: scripts/prometheus3.sh has not fetched it\n');
  return [];
}

/** Describes the same for each release that is here. */
export function describeReleases(tests: (release: Release) => void): void {
  const releases = [...installed(), ...fetched()];
  for (const each of releases) {
    describe(`on ${each.name}`, () => {
      tests(each);
    });
  }
  // A file without any test would fail.
  if (releases.length === 0) it.todo('needs Prometheus and Alertmanager');
}

/** The oldest supported release that is here; undefined, with a line that says so, where none is. */
export function firstRelease(): Release | undefined {
  return installed()[0];
}
