/** `--once` as a process: tables and JSON, exit codes, terminals, pipes that are slow or break. */

import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { env, execPath, stderr } from 'node:process';
import { text } from 'node:stream/consumers';
import { generateScenario, type RegionSize } from '../support/scenarios/generate.ts';
import { startSimulator, type Simulator } from '../../src/simulator/simulator.ts';
import { MAIN, run, runToEnd, type Exit } from './support/daemon.ts';
import { accountOf, configOf } from './support/files.ts';
import { temporaryFolder, type Folder } from '../support/folder.ts';

const REGION = 'cn-hangzhou';

let simulator: Simulator | undefined;
let folder: Folder;

beforeEach(() => {
  folder = temporaryFolder();
});

afterEach(async () => {
  await simulator?.close();
  simulator = undefined;
  folder.remove();
});

/** Starts a simulator of this size; returns the flags to poll it once. */
async function flagsFor(size: RegionSize, output: string): Promise<readonly string[]> {
  simulator = await startSimulator({
    scenario: generateScenario({ accounts: { acme: { [REGION]: size } } }),
  });
  const poll = { timeout: '30s', request_timeout: '10s' };
  const file = folder.write(
    'exporter.yml',
    configOf([accountOf('acme', simulator.url, [REGION])], { poll }),
  );
  return ['--once', `--output=${output}`, `--config.file=${file}`, '--log.level=error'];
}

interface Output {
  readonly exit_code: number;
  readonly targets: readonly { readonly health: string }[];
  readonly connections: readonly { readonly health: string }[];
  readonly tunnels: readonly unknown[];
  readonly gateways: readonly unknown[];
}

describe('the exit code', () => {
  const small = { single: 1, dual: 1, gateways: 1 };

  it.each([
    ['table', small, undefined, 0],
    ['table', { ...small, downEvery: 2 }, undefined, 3],
    ['prometheus', { ...small, downEvery: 2 }, undefined, 0],
    ['json', small, 'forbidden_ram', 1],
  ] as const)('of %s for %j with the fault %s is %d', async (output, size, effect, code) => {
    const flags = await flagsFor(size, output);
    if (effect !== undefined) simulator?.faults.add({ effect });
    expect(await runToEnd(flags)).toMatchObject({ code, stderr: '' });
  });

  it('of a table is told in the JSON, too', async () => {
    const exit = await runToEnd(await flagsFor({ ...small, downEvery: 2 }, 'json'));
    expect(exit.code).toBe(0);
    expect(JSON.parse(exit.stdout)).toMatchObject({ exit_code: 3 });
  });

  it('is 1 when one of several calls is refused, whatever the others show', async () => {
    const flags = await flagsFor({ ...small, downEvery: 2 }, 'wide');
    simulator?.faults.add({ match: { action: 'DescribeVpnGateways' }, effect: 'forbidden_ram' });
    const exit = await runToEnd(flags);
    expect(exit.code).toBe(1);
    expect(exit.stdout).toMatch(/^failed +acme +cn-hangzhou .*gateways: forbidden: Forbidden.RAM/m);
    expect(exit.stdout).toMatch(/^down +acme /m);
  });
});

describe('the demo', () => {
  let [wide, json]: Exit[] = [];

  // It takes its time over a region that is refused.
  beforeAll(async () => {
    [wide, json] = await Promise.all(
      ['wide', 'json'].map((output) =>
        runToEnd(['--demo', '--once', `--output=${output}`, '--log.level=error']),
      ),
    );
  });

  it('shows everything there is to see in a table, plain in a pipe', () => {
    const exit = wide!;
    expect(exit.code).toBe(1);
    expect(exit.stdout).not.toContain('\u001b');
    for (const word of ['down', 'degraded', 'unknown', 'inactive', 'up', 'failed', 'missing']) {
      expect(exit.stdout).toMatch(new RegExp(`^${word} `, 'm'));
    }
    expect(exit.stdout).toContain(
      'AuthenticationAlgorithmMismatch (Critical): local SHA256, remote SHA',
    );
  });

  it('gives no secret away as JSON', () => {
    const exit = json!;
    const output = JSON.parse(exit.stdout) as Output;
    expect(output.connections).toHaveLength(19);
    expect(output.gateways.length).toBeGreaterThan(0);
    expect(exit.stdout).not.toMatch(/simulated-(?:key|secret)|psk|certificate/i);
  });
});

/** `script` of util-linux runs a command at a terminal of its own. */
const SCRIPT = '/usr/bin/script';

function hasTerminal(): boolean {
  if (existsSync(SCRIPT)) return true;
  if (env['CI'] === 'true') throw new Error(`${SCRIPT} is missing`);
  stderr.write(`${SCRIPT} is missing: the tests with a terminal are skipped\n`);
  return false;
}

(hasTerminal() ? describe : describe.skip)('at a terminal', () => {
  const show = async (variables: Readonly<Record<string, string>>): Promise<string> => {
    const command = [execPath, MAIN, ...(await flagsFor({ single: 1, downEvery: 1 }, 'table'))];
    const terminal = { PATH: env['PATH'] ?? '', TERM: 'xterm-256color', ...variables };
    const shown = spawn(SCRIPT, ['-qec', command.join(' '), '/dev/null'], { env: terminal });
    return text(shown.stdout);
  };

  it('colours the states', async () => {
    expect(await show({})).toContain('\u001b[1;31mdown\u001b[0m');
  });

  it.each([
    ['NO_COLOR', '1'],
    ['TERM', 'dumb'],
  ])('does not when %s is %s', async (name, value) => {
    const shown = await show({ [name]: value });
    expect(shown).toMatch(/^down /m);
    expect(shown).not.toContain('\u001b');
  });
});

describe('a large output', () => {
  it.each<[string, number, (page: string) => number | undefined]>([
    ['json', 200, (page) => (JSON.parse(page) as Output).tunnels.length],
    ['prometheus', 150, (page) => page.match(/^alicloud_vpn_tunnel_up\{/gm)?.length],
  ])(
    'of %s arrives whole at a reader that takes its time',
    async (output, connections, tunnels) => {
      const { child, exited, stdout } = run(await flagsFor({ dual: connections }, output));
      // The pipe holds 64 KiB: whatever is not handed over before the process ends would be lost.
      child.stdout?.on('data', () => {
        child.stdout?.pause();
        setImmediate(() => child.stdout?.resume());
      });
      expect((await exited).code).toBe(0);
      expect(stdout().length).toBeGreaterThan(300_000);
      expect(stdout().endsWith('\n')).toBe(true);
      expect(tunnels(stdout())).toBe(2 * connections);
    },
  );

  it('may be left after its beginning', async () => {
    const { child, exited, stderr: errors } = run(await flagsFor({ dual: 150 }, 'prometheus'));
    child.stdout?.once('data', () => child.stdout?.destroy());
    expect((await exited).code).toBe(0);
    expect(errors()).toBe('');
  });
});
