/** `--once`: every target polled once, the result as text. */

import type { OnceCommand } from '../cli/command.ts';
import { bytesOf } from '../exposition/exposition.ts';
import type { Exporter } from './exporter.ts';
import { momentOf } from '../model/clock.ts';
import { renderJson } from '../report/json.ts';
import { renderTable } from '../report/table.ts';
import { OwnMetrics } from '../exposition/own-metrics.ts';
import { openSettings } from './settings.ts';
import { hasTrouble, overviewOf } from '../views/overview.ts';
import type { Surroundings } from './surroundings.ts';
import { createExporter } from './wiring.ts';

/** What to print, and the exit code of the process. */
export interface OnceResult {
  readonly output: string;
  readonly exitCode: number;
}

/** How the result is shown. */
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
  { clock, build }: Surroundings,
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

/**
 * Polls every target once.
 * @throws ConfigError with all faults.
 */
export async function runOnce(
  command: OnceCommand,
  options: OnceOptions,
  surroundings: Surroundings,
): Promise<OnceResult> {
  const { environment, clock, build, stop } = surroundings;
  const settings = await openSettings(command.source, environment, clock);
  try {
    const own = new OwnMetrics(build, clock);
    own.collectProcessMetrics();
    own.recordReload(true, clock.now());
    if (command.source.kind === 'demo') own.recordDemo();
    const exporter = createExporter(settings.config, command.shard, own, surroundings);
    const isSuccess = await exporter.pollOnce(stop);
    if (command.output !== 'prometheus') {
      return present(exporter, isSuccess, command.output, options, surroundings);
    }
    const body = bytesOf(await exporter.render('text', 'identity'));
    return { output: body.toString(), exitCode: isSuccess ? EXIT.good : EXIT.failure };
  } finally {
    await settings.close();
  }
}
