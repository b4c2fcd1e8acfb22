/** `--once`: every target polled once, the result on stdout. */

import type { OnceCommand } from './cli/command.ts';
import { OwnMetrics } from './own-metrics.ts';
import { openSettings } from './settings.ts';
import { createExporter, type Surroundings } from './wiring.ts';

/** What was printed, and whether every target succeeded. */
export interface OnceResult {
  readonly output: string;
  readonly isSuccess: boolean;
}

/**
 * Polls every target once.
 * @throws ConfigError with all faults.
 */
export async function runOnce(
  command: OnceCommand,
  stop: AbortSignal,
  surroundings: Surroundings,
): Promise<OnceResult> {
  const { environment, clock, build } = surroundings;
  const settings = await openSettings(command.source, environment, clock);
  try {
    const own = new OwnMetrics(build);
    own.collectProcessMetrics();
    own.recordReload(true, clock.now());
    const exporter = createExporter(settings.config, command.shard, own, surroundings);
    const isSuccess = await exporter.pollOnce(stop);
    const { body } = await exporter.page('text', false);
    return { output: body.toString(), isSuccess };
  } finally {
    await settings.close();
  }
}
