/** Finds and runs the tools of Prometheus and Alertmanager, where they are installed. */

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

/**
 * The first of the commands that can be run here; undefined, with a line that says so, when none can. Under CI=true
 * that is an error.
 */
export function findTool(...commands: readonly [string, ...string[]]): string | undefined {
  const found = commands.find((command) => spawnSync(command, ['--version']).status === 0);
  if (found !== undefined) return found;
  if (env['CI'] === 'true') throw new Error(`${commands[0]} is missing`);
  stderr.write(`${commands[0]} is missing: the tests that need it are skipped\n`);
  return undefined;
}

/** Runs a tool in the root of the project to its end. With rarer garbage collections promtool takes a third less time. */
export async function runTool(command: string, args: readonly string[]): Promise<ToolResult> {
  return new Promise((resolve) => {
    execFile(
      command,
      [...args],
      { cwd: ROOT, env: { ...env, GOGC: '400' } },
      (error, stdout, errors) => {
        resolve({ ok: error === null, output: stdout + errors });
      },
    );
  });
}
