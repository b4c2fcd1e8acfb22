/** Gives a Prometheus a past: series over weeks, written as blocks by promtool before it starts. */

import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** A series and what it was at a time in seconds; undefined where it has no sample. */
export interface Past {
  readonly series: string;
  readonly every: number;
  readonly valueAt: (time: number) => number | undefined;
}

/** Text for promtool at a time: it must not grow without bound. */
const SPAN_SECONDS = 3 * 86_400;
const CHUNK = 1_000_000;

function writeSpan(file: string, pasts: readonly Past[], start: number, end: number): void {
  const handle = openSync(file, 'w');
  let text = '';
  // Samples of one metric have to stand together.
  for (const { series, every, valueAt } of pasts) {
    for (let time = Math.ceil(start / every) * every; time < end; time += every) {
      const value = valueAt(time);
      if (value !== undefined) text += `${series} ${value} ${time}\n`;
    }
    if (text.length < CHUNK) continue;
    writeSync(handle, text);
    text = '';
  }
  writeSync(handle, `${text}# EOF\n`);
  closeSync(handle);
}

/** Writes blocks into the data folder of a Prometheus that does not run. @throws Error with what promtool says. */
export function writePast(
  promtool: string,
  data: string,
  pasts: readonly Past[],
  start: number,
  end: number,
): void {
  mkdirSync(data, { recursive: true });
  const file = join(data, 'past.txt');
  for (let from = start; from < end; from += SPAN_SECONDS) {
    writeSpan(file, pasts, from, Math.min(end, from + SPAN_SECONDS));
    const args = [
      'tsdb',
      'create-blocks-from',
      'openmetrics',
      '--max-block-duration=72h',
      file,
      data,
    ];
    const { status, stderr } = spawnSync(promtool, args, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`promtool: ${stderr}`);
  }
  rmSync(file);
}
