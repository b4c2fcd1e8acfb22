/** Tries an installed program as a stranger would: version, check, demo until ready, one scrape, stop. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { env } from 'node:process';
import { createInterface } from 'node:readline';
import { run, VERSION } from './step.ts';

const TIMEOUT_MS = 60_000;

/** Where the demo listens, from its log; the rest of the log is read and forgotten. */
async function addressOf(child: ChildProcess): Promise<string> {
  const lines = createInterface({ input: child.stderr! });
  return new Promise((resolve, reject) => {
    lines.on('line', (line) => {
      const address = /"address":"(http:[^"]+)"/.exec(line)?.[1];
      if (address !== undefined) resolve(address);
    });
    lines.on('close', () => {
      reject(new Error('the program ended before it listened'));
    });
  });
}

async function untilReady(address: string): Promise<void> {
  const endMs = Date.now() + TIMEOUT_MS;
  while ((await fetch(`${address}/-/ready`)).status !== 200) {
    if (Date.now() > endMs) throw new Error('the demo does not get ready');
    await new Promise((resolve) => {
      setTimeout(resolve, 100);
    });
  }
}

function expect(isTrue: boolean, what: string): void {
  if (!isTrue) throw new Error(`${what}: not so`);
}

async function tryDemo(address: string): Promise<void> {
  await untilReady(address);
  const metrics = await (await fetch(`${address}/metrics`)).text();
  expect(/^alicloud_vpn_connection_up\{.*\} 1$/m.test(metrics), 'a connection is up');
  expect(metrics.includes('\nalicloud_vpn_exporter_demo 1\n'), 'the demo says that it is one');
  expect(metrics.includes(`version="${VERSION}"`), `the version is ${VERSION}`);
  const page = await (await fetch(`${address}/`)).text();
  expect(page.includes('DEMO'), 'the status page says that it is the demo');
}

/**
 * Runs `program ...args` with the flags of each trial.
 * @throws Error saying what is not as it should be.
 */
export async function tryProgram(
  program: string,
  args: readonly string[],
  cwd: string,
  more: Readonly<Record<string, string>> = {},
): Promise<void> {
  const version = run(program, [...args, '--version'], cwd, more);
  expect(version.startsWith(`alicloud-vpn-exporter ${VERSION} `), `--version says ${VERSION}`);
  expect(run(program, [...args, '--demo', '--config.check'], cwd, more).includes('valid'), 'a plan');
  const flags = ['--demo', '--web.listen-address=127.0.0.1:0'];
  const child = spawn(program, [...args, ...flags], {
    cwd,
    env: { ...env, ...more },
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  });
  const exit = once(child, 'exit');
  try {
    await tryDemo(await addressOf(child));
  } finally {
    // The group: npx starts a process of its own.
    process.kill(-(child.pid ?? 0), 'SIGTERM');
  }
  await exit;
}
