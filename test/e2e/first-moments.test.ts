/** The first moments of the program: which Node.js it takes, and signals that come before anything is loaded. */

import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execPath, stderr } from 'node:process';
import { fileURLToPath } from 'node:url';
import { MAIN, run, stopDaemon, type Running } from './support/daemon.ts';
import { until } from '../support/until.ts';
import { temporaryFolder, type Folder } from '../support/folder.ts';

/** Where scripts/node.sh 18 puts it. */
const NODE_18 = fileURLToPath(
  new URL('../../.cache/node18/node_modules/node/bin/node', import.meta.url),
);

let folder: Folder;
let running: Running | undefined;

beforeAll(() => {
  folder = temporaryFolder();
});

afterEach(async () => {
  await stopDaemon(running);
  running = undefined;
});

afterAll(() => {
  folder.remove();
});

/** The program alone: nothing that it could import is there. */
function programAlone(): string {
  const program = join(dirname(folder.write('package.json', '{"type": "module"}')), 'main.js');
  copyFileSync(MAIN, program);
  return program;
}

/** What the program says about this version of Node.js, which it meets as `node` or is made to believe in. */
function refusalOf(node: string, preload: readonly string[] = []) {
  const ended = spawnSync(node, [...preload, programAlone(), '--version'], { encoding: 'utf8' });
  return { code: ended.status, stdout: ended.stdout, stderr: ended.stderr };
}

/** A preload that makes the program believe that it runs on this version. */
function pretending(version: string): readonly string[] {
  const versions = `{ ...process.versions, node: '${version}' }`;
  return [
    '--require',
    folder.write(
      'pretend.cjs',
      `Object.defineProperty(process, 'version', { value: 'v${version}' });
       Object.defineProperty(process, 'versions', { value: ${versions} });`,
    ),
  ];
}

const refused = (version: string) => ({
  code: 2,
  stdout: '',
  stderr: `alicloud-vpn-exporter: Node.js 20.19 or newer is required, this is v${version}: install one from https://nodejs.org/en/download\n`,
});

describe('a Node.js that is too old is named in one line with exit code 2, before any import', () => {
  it.each(['14.21.3', '18.20.8', '20.18.3', '20.0.0'])('%s', (version) => {
    expect(refusalOf(execPath, pretending(version))).toEqual(refused(version));
  });

  it.each(['20.19.0', '20.20.1', '21.0.0', '100.1.0'])('but not %s', (version) => {
    // Imports are what it fails on next, here where there is nothing to import.
    const { code, stderr: text } = refusalOf(execPath, pretending(version));
    expect(code).toBe(1);
    expect(text).toMatch(/Cannot find module .*command-line\.js/);
  });

  it('as package.json has it', () => {
    const { engines }: { engines: { node: string } } = JSON.parse(
      readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
    );
    expect(engines.node).toBe('>=20.19');
  });
});

const isFetched = existsSync(NODE_18);
if (!isFetched) stderr.write('Node.js 18 is skipped: scripts/node.sh 18 has not fetched it\n');

(isFetched ? describe : describe.skip)('a real Node.js 18', () => {
  it('is told the same', () => {
    const version = spawnSync(NODE_18, ['--version'], { encoding: 'utf8' }).stdout.trim().slice(1);
    expect(refusalOf(NODE_18)).toEqual(refused(version));
  });
});

describe('a signal in the moment in which the program begins to listen for it', () => {
  /** The arguments of Node.js that send `signal` then, ahead of every import. */
  function signalled(signal: NodeJS.Signals, args: readonly string[]): Running {
    const preload = folder.write(
      'signal.cjs',
      `process.on('newListener', (event) => {
         if (event === '${signal}') process.kill(process.pid, '${signal}');
       });`,
    );
    running = run(args, { NODE_OPTIONS: `--require=${preload}` });
    return running;
  }

  it.each(['SIGTERM', 'SIGINT'] as const)('%s ends it with exit code 0', async (signal) => {
    const started = signalled(signal, ['--demo', '--web.listen-address=127.0.0.1:0']);
    expect(await started.exited).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  it.each(['--once', '--config.check.live'])('%s has not succeeded then', async (flag) => {
    const started = signalled('SIGTERM', ['--demo', flag]);
    expect(await started.exited).toEqual({ code: 1, stdout: '', stderr: '' });
  });

  it('SIGHUP makes it reload as soon as it can', async () => {
    const started = signalled('SIGHUP', ['--demo', '--web.listen-address=127.0.0.1:0']);
    await until(() => started.stderr().includes('configuration reloaded'));
    started.child.kill('SIGTERM');
    expect((await started.exited).code).toBe(0);
  });
});
