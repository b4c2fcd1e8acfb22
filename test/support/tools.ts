/** Real software that reads what the exporter writes, where it is installed. */

import { spawnSync } from 'node:child_process';
import { env, stderr } from 'node:process';

/** What a tool said. */
export interface ToolResult {
  readonly status: number | null;
  /** stdout and stderr. */
  readonly output: string;
}

/** A tool that reads stdin. */
export type Tool = (input: string) => ToolResult;

function run(command: string, args: readonly string[], input: string): ToolResult {
  const { status, stdout, stderr: errors } = spawnSync(command, args, { input, encoding: 'utf8' });
  return { status, output: `${stdout ?? ''}${errors ?? ''}` };
}

/**
 * A tool whose `probe` succeeds here; otherwise undefined, with a line that says so. Under CI=true a missing tool is
 * an error.
 */
export function isInstalled(name: string, command: string, probe: readonly string[]): boolean {
  if (run(command, probe, '').status === 0) return true;
  if (env['CI'] === 'true') throw new Error(`${name} is missing`);
  stderr.write(`${name} is missing: the tests that need it are skipped\n`);
  return false;
}

/** `promtool check metrics`: status 0 and no output when it has nothing to object to. */
export function findPromtool(): Tool | undefined {
  return isInstalled('promtool', 'promtool', ['--version'])
    ? (input) => run('promtool', ['check', 'metrics'], input)
    : undefined;
}

const PARSE = `
import io, sys
from prometheus_client.openmetrics.parser import text_fd_to_metric_families
page = sys.stdin.buffer.read().decode('utf-8')
for family in text_fd_to_metric_families(io.StringIO(page, newline='\\n')):
    for sample in family.samples:
        print(sample.name)
`;

/** The reference parser of OpenMetrics, in Python: prints the name of each sample, or fails. */
export function findOpenMetricsParser(): Tool | undefined {
  const python = '/usr/bin/python3';
  return isInstalled('python3-prometheus-client', python, ['-c', 'import prometheus_client'])
    ? (input) => run(python, ['-c', PARSE], input)
    : undefined;
}
