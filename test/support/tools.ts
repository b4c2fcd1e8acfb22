/** Real software that tests ask, where it is installed. */

import { execFile, spawnSync } from 'node:child_process';
import { env, stderr } from 'node:process';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** What a tool said. */
export interface ToolResult {
  readonly ok: boolean;
  /** stdout and stderr. */
  readonly output: string;
}

function works(command: string, probe: readonly string[]): boolean {
  return spawnSync(command, probe).status === 0;
}

/** Says what is not tested. @throws Error under CI=true: a test that does not run proves nothing. */
function tellMissing(name: string): void {
  if (env['CI'] === 'true') throw new Error(`${name} is missing`);
  stderr.write(`${name} is missing: the tests that need it are skipped\n`);
}

/** Whether a command succeeds here; where it does not, a line says so, and under CI=true that is an error. */
export function isInstalled(
  name: string,
  command = name,
  probe: readonly string[] = ['--version'],
): boolean {
  const isHere = works(command, probe);
  if (!isHere) tellMissing(name);
  return isHere;
}

/** The first of the commands that is installed. */
export function findTool(...commands: readonly [string, ...string[]]): string | undefined {
  const found = commands.find((command) => works(command, ['--version']));
  if (found === undefined) tellMissing(commands[0]);
  return found;
}

/** Whether certificates can be made. */
export const hasOpenssl = (): boolean => isInstalled('openssl', 'openssl', ['version']);

/** Runs a tool in the root of the project to its end. With rarer garbage collections promtool takes a third less time. */
export function runTool(command: string, args: readonly string[], input = ''): Promise<ToolResult> {
  return new Promise((resolve) => {
    const options = { cwd: ROOT, env: { ...env, GOGC: '400' }, maxBuffer: 2 ** 26 };
    const child = execFile(command, [...args], options, (error, stdout, errors) => {
      resolve({ ok: error === null, output: stdout + errors });
    });
    child.stdin?.end(input);
  });
}
