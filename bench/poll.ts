/** Polls: wall time beside the best that is possible, processor time for each connection, and what is made again. */

import { digits, verdict } from './support/numbers.ts';
import { runScript, startScript } from './support/process.ts';
import { table, title } from './support/report.ts';
import type { Workshop } from './support/site.ts';

interface Size {
  readonly targets: number;
  /** Dual-tunnel connections of each target. */
  readonly connections: number;
  /** Calls in flight. */
  readonly concurrency: number;
}

const SIZES: readonly Size[] = [
  { targets: 1, connections: 5_000, concurrency: 8 },
  { targets: 20, connections: 250, concurrency: 8 },
  { targets: 3_000, connections: 1, concurrency: 32 },
];
const LATENCY_MS = 100;
const PAGE_SIZE = 50;
const GOAL = 1.2;

/** Processor time and wall time in milliseconds. */
interface Cost {
  readonly cpuMs: number;
  readonly wallMs: number;
}

/** What poller.ts prints. */
interface Measured {
  readonly connections: number;
  readonly failures: number;
  readonly polled: Cost;
  readonly replayed: Cost;
  readonly decodedCpuMs: number;
  readonly rendered: Cost;
  readonly longestMs: number;
  readonly unchanged: Cost;
  readonly changed: Cost;
}

/** The first page tells how many there are; all others may be asked for at once, as many as may be in flight. */
function optimumMs({ targets, connections, concurrency }: Size): number {
  const pages = Math.max(1, Math.ceil(connections / PAGE_SIZE));
  const ofOne = 1 + Math.ceil((pages - 1) / concurrency);
  return LATENCY_MS * Math.max(ofOne, Math.ceil((targets * pages) / concurrency));
}

async function measure({ program }: Workshop, size: Size): Promise<Measured> {
  const { targets, connections, concurrency } = size;
  const cloudArgs = [connections, LATENCY_MS, 'steady'].map(String);
  const cloud = await startScript('cloud.ts', cloudArgs, /(http\S+)/);
  const args = [program, cloud.found[1] ?? '', String(targets), String(concurrency)];
  const measured: Measured = JSON.parse(await runScript('poller.ts', args));
  await cloud.stop();
  if (measured.failures > 0) throw new Error(`${measured.failures} polls failed`);
  return measured;
}

function wallRow(size: Size, { polled, longestMs }: Measured): readonly string[] {
  const best = optimumMs(size);
  const ratio = polled.wallMs / best;
  return [
    ...[size.targets, size.connections, size.concurrency].map(String),
    ...[polled.wallMs, best, ratio].map(digits),
    verdict(ratio <= GOAL, `at most ${GOAL}`),
    digits(longestMs),
  ];
}

/** Microseconds of processor time for each connection; rendering is left to where there is something to render. */
function cpuRow(size: Size, measured: Measured): readonly string[] {
  const { connections, polled, replayed, decodedCpuMs, rendered, unchanged, changed } = measured;
  const each = (ms: number): string => digits((1000 * ms) / connections);
  return [
    String(size.targets),
    String(connections),
    ...[polled.cpuMs - replayed.cpuMs, decodedCpuMs, replayed.cpuMs - decodedCpuMs].map(each),
    each(rendered.cpuMs),
    each(unchanged.cpuMs),
    each(changed.cpuMs),
  ];
}

/** Measures all sizes and prints the tables. */
export async function benchPoll(workshop: Workshop): Promise<void> {
  title(`Polls, each call answered after ${LATENCY_MS} ms`);
  const walls = [
    ['targets', 'connections each', 'calls in flight', 'ms', 'best possible ms', 'times'],
  ];
  walls[0]?.push('goal', 'longest turn, CPU ms');
  const cpus = [['targets', 'connections', 'transport us', 'decode us', 'sign and keep us']];
  cpus[0]?.push(
    'render all us',
    'poll and render, nothing changed us',
    'poll and render, one tunnel of each target changed us',
  );
  for (const size of SIZES) {
    const measured = await measure(workshop, size);
    walls.push([...wallRow(size, measured)]);
    cpus.push([...cpuRow(size, measured)]);
  }
  table(walls);
  console.log('\nProcessor time for each connection:\n');
  table(cpus);
}
