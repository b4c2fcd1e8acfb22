/** The exporter as it is shipped, before a simulated cloud in a process of its own. */

import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import {
  generatedKey,
  generateScenario,
  type RegionSize,
} from '../../test/support/scenarios/generate.ts';
import { run, start, type Running } from './process.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const REGION = 'cn-hangzhou';

/** Compiles the exporter into a folder; returns its program. */
export async function build(folder: string): Promise<string> {
  const dist = join(folder, 'program', 'dist');
  mkdirSync(dist, { recursive: true });
  const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
  await run(execPath, [compiler, '-p', join(ROOT, 'tsconfig.build.json'), '--outDir', dist]);
  cpSync(join(ROOT, 'package.json'), join(folder, 'program', 'package.json'));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'program', 'node_modules'));
  return join(dist, 'main.js');
}

/** Where the programs keep their files. */
export interface Workshop {
  readonly folder: string;
  readonly program: string;
}

/** Starts a simulator of accounts `a0`, `a1` ... with one region of this size each. */
export async function startCloud(
  { folder, program }: Workshop,
  accounts: number,
  size: RegionSize,
): Promise<Running & { readonly url: string }> {
  const names = Array.from({ length: accounts }, (_, index) => `a${index}`);
  const scenario = generateScenario({
    accounts: Object.fromEntries(names.map((name) => [name, { [REGION]: size }])),
  });
  const file = join(folder, `cloud-${accounts}-${size.dual ?? 0}.json`);
  writeFileSync(file, JSON.stringify(scenario));
  const args = [program, 'simulate', '--listen', '127.0.0.1:0', '--scenario', file];
  const cloud = await start(execPath, args, /(http:\/\/127\.0\.0\.1:\d+)/);
  return { ...cloud, url: cloud.found[1] ?? '' };
}

/** A configuration of accounts `a0`, `a1` ... */
export function configOf(cloudUrl: string, accounts: number, poll: object): object {
  return {
    poll: { requests_per_minute: 1_000_000, ...poll },
    accounts: Array.from({ length: accounts }, (_, index) => {
      const { id, secret } = generatedKey(`a${index}`);
      return {
        name: `a${index}`,
        endpoint: cloudUrl,
        regions: [REGION],
        credentials: { type: 'access_key', access_key_id: id, access_key_secret: secret },
      };
    }),
  };
}

/** Starts the exporter on a free port and waits until it listens. */
export async function startExporter(
  { folder, program }: Workshop,
  config: object,
  node = execPath,
): Promise<Running & { readonly url: string }> {
  const file = join(folder, 'exporter.yml');
  writeFileSync(file, JSON.stringify(config));
  const args = [program, '--config.file', file, '--web.listen-address', '127.0.0.1:0'];
  const exporter = await start(node, args, /(http:\/\/127\.0\.0\.1:\d+)/);
  return { ...exporter, url: exporter.found[1] ?? '' };
}

/** Waits until every target was polled once. */
export async function untilReady(url: string): Promise<void> {
  for (;;) {
    const { status } = await fetch(`${url}/-/ready`);
    if (status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
