/** Whether heap and handles stay flat over polls without end, in simulated time. */

import { env } from 'node:process';
import { digits, median, verdict } from './support/numbers.ts';
import { runScript } from './support/process.ts';
import { table, title } from './support/report.ts';
import type { Workshop } from './support/site.ts';

/** One line of month.ts. */
interface Reading {
  readonly round: number;
  readonly polls: number;
  readonly heapMb: number;
  readonly externalMb: number;
  readonly rssMb: number;
  readonly handles: number;
  readonly timers: number;
}

/** Rounds of 100 polls, one a minute: 432 make 43,200 polls, 43,200 a month. */
const ROUNDS = env['BENCH_SOAK_ROUNDS'] ?? '432';

/** What the heap may grow by from the first half to the second, in MiB: less than one page. */
const HEAP_MIB = 1;

function isFlat(readings: readonly Reading[]): boolean {
  const half = Math.floor(readings.length / 2);
  const heap = (some: readonly Reading[]): number => median(some.map(({ heapMb }) => heapMb));
  const most = (pick: (reading: Reading) => number, some: readonly Reading[]): number =>
    Math.max(...some.map(pick));
  const [first, second] = [readings.slice(0, half), readings.slice(half)];
  return (
    heap(second) - heap(first) < HEAP_MIB &&
    most(({ handles }) => handles, second) <= most(({ handles }) => handles, first) &&
    most(({ timers }) => timers, second) <= most(({ timers }) => timers, first)
  );
}

/** Runs the simulated time and prints what was left at its stages. */
export async function benchSoak({ program }: Workshop): Promise<void> {
  title('Soak');
  const startedMs = performance.now();
  const output = await runScript('month.ts', [program, ROUNDS]);
  const readings = output
    .trim()
    .split('\n')
    .map((line): Reading => JSON.parse(line));
  table([
    ['simulated hours', 'polls', 'heap MiB', 'external MiB', 'RSS MiB', 'handles', 'timers'],
    ...readings.map(({ round, polls, heapMb, externalMb, rssMb, handles, timers }) => [
      digits(round / 60),
      ...[polls, heapMb.toFixed(2), externalMb.toFixed(2), rssMb.toFixed(0), handles, timers].map(
        String,
      ),
    ]),
  ]);
  const seconds = (performance.now() - startedMs) / 1000;
  console.log(`\nHeap and handles flat: ${verdict(isFlat(readings), `within ${HEAP_MIB} MiB`)}.`);
  console.log(`${digits((readings.at(-1)?.polls ?? NaN) / seconds)} polls a second.`);
}
