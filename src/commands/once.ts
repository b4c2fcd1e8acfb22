/** `--once`: every target polled once, the result as text. */

import type { OnceCommand } from '../cli/command.ts';
import { bytesOf } from '../exposition/exposition.ts';
import type { Exporter } from './exporter.ts';
import { filesOf, type Recording } from '../recording/files.ts';
import { prepareFolder, writeFiles } from '../recording/folder.ts';
import { Recorder } from '../recording/recorder.ts';
import { momentOf } from '../model/clock.ts';
import { renderJson } from '../report/json.ts';
import { renderTable } from '../report/table.ts';
import { openSettings } from './settings.ts';
import { hasTrouble, overviewOf } from '../views/overview.ts';
import type { CommandContext } from './context.ts';
import { createExporter, createOwnMetrics } from './wiring.ts';

/** What to print, and the exit code of the process. */
export interface OnceResult {
  readonly output: string;
  readonly exitCode: number;
}

export interface OnceOptions {
  /** Whether a table may be coloured. */
  readonly color: boolean;
}

const EXIT = {
  good: 0,
  /** Some target failed. */
  failure: 1,
  /** Every target succeeded, and something is down or degraded; 2 is for errors of usage. */
  trouble: 3,
} as const;

/** The exit code of a table tells the worst state. Who reads JSON finds that in it, and the exit code tells whether all polls succeeded. */
function present(
  exporter: Exporter,
  isSuccess: boolean,
  output: Exclude<OnceCommand['output'], 'prometheus'>,
  { color }: OnceOptions,
  { clock, build }: CommandContext,
): OnceResult {
  const { wallMs: nowMs, monotonicMs } = momentOf(clock);
  // Everything was polled just now: nothing is too old, however long the polls took.
  const overview = overviewOf(exporter.targets, {
    nowMs,
    monotonicMs,
    staleAfterMs: () => Infinity,
  });
  const polled = isSuccess ? EXIT.good : EXIT.failure;
  const worst = isSuccess && hasTrouble(overview) ? EXIT.trouble : polled;
  return output === 'json'
    ? { exitCode: polled, output: renderJson(overview, { nowMs, build, exitCode: worst }) }
    : {
        exitCode: worst,
        output: renderTable(overview, { nowMs, color, isWide: output === 'wide' }),
      };
}

/** Attempts of all targets, by action and code. */
function requestsOf({ targets }: Exporter): Recording['requests'] {
  const sums: Record<string, Record<string, number>> = {};
  for (const { requests } of targets) {
    for (const [action, codes] of Object.entries(requests)) {
      const sum = (sums[action] ??= {});
      for (const [code, count = 0] of Object.entries(codes)) {
        sum[code] = (sum[code] ?? 0) + count;
      }
    }
  }
  return sums;
}

/**
 * Polls every target once.
 * @throws ConfigError with all faults, RecordingError for a folder that cannot be used.
 */
export async function runOnce(
  command: OnceCommand,
  options: OnceOptions,
  context: CommandContext,
): Promise<OnceResult> {
  const { environment, clock, build, stop } = context;
  const { recordFolder } = command;
  const settings = await openSettings(command.source, environment, clock);
  try {
    if (recordFolder !== undefined) await prepareFolder(recordFolder);
    const recorder = recordFolder === undefined ? undefined : new Recorder();
    const own = createOwnMetrics(command, context);
    const observe = recorder?.observe;
    const exporter = createExporter(settings.config, command.shard, own, context, observe);
    const isSuccess = await exporter.pollOnce(stop);
    if (recordFolder !== undefined && recorder !== undefined) {
      const files = filesOf({
        calls: recorder.calls,
        unreadFields: recorder.unreadFields,
        config: settings.config,
        build,
        nowMs: clock.now(),
        requests: requestsOf(exporter),
        isSuccess,
      });
      await writeFiles(recordFolder, files);
      context.log.info({ folder: recordFolder, files: files.size }, 'answers recorded');
    }
    if (command.output !== 'prometheus') {
      return present(exporter, isSuccess, command.output, options, context);
    }
    const body = bytesOf(await exporter.render('text', 'identity'));
    return { output: body.toString(), exitCode: isSuccess ? EXIT.good : EXIT.failure };
  } finally {
    await settings.close();
  }
}
