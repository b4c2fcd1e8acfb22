/**
 * Simulated time for 100 targets: the exporter with its real client on a clock that jumps, before answers from memory.
 * Prints heap and handles a dozen times as JSON lines. Arguments: the compiled main.js, and rounds of polls.
 */

import { bytesOf } from '../src/exposition/exposition.ts';
import { argv, getActiveResourcesInfo, memoryUsage } from 'node:process';
import type { Transport } from '../src/alicloud/transport.ts';
import { FakeClock } from '../test/support/fake-clock.ts';
import { Region } from './support/pages.ts';
import { createExporter, loader } from './support/program.ts';
import { configOf } from './support/site.ts';

const TARGETS = 100;
const CONNECTIONS = 1;
const INTERVAL_MS = 60_000;
/** Readings that are taken on the way. */
const STAGES = 12;

const [program = '', rounds = ''] = argv.slice(2);
const stage = Math.max(1, Math.floor(Number(rounds) / STAGES));
const changing = new Region(CONNECTIONS, true);
const steady = new Region(CONNECTIONS, false);
let calls = 0;
const transport: Transport = {
  post: (_endpoint, path, headers) => {
    calls += 1;
    const page = Number(/[?&]PageNumber=(\d+)/.exec(path)?.[1]);
    // Every seventh target changes at each poll, and one call in fifty fails.
    const account = headers['authorization'] ?? '';
    const caller = /-a(\d+)/.exec(account)?.[1] ?? '';
    const body = (Number(caller) % 7 === 0 ? changing : steady).page(caller, page);
    const status = calls % 50 === 0 ? 503 : 200;
    return Promise.resolve({ status, headers: {}, body: status === 200 ? body : '' });
  },
  close: () => undefined,
};

const clock = new FakeClock(Date.UTC(2026, 0, 1), { isQuiet: () => true });
const exporter = await createExporter(
  loader(program),
  {
    ...configOf('http://127.0.0.1:1', TARGETS, { interval: `${INTERVAL_MS / 1000}s` }),
    collectors: { gateways: { enabled: false }, diagnosis: { enabled: false } },
  },
  transport,
  clock,
);
exporter.start();

function report(round: number, pageBytes: number): void {
  globalThis.gc?.();
  const { heapUsed, rss, external } = memoryUsage();
  const polls = exporter.targets.reduce(
    (sum, { collectors }) => sum + (collectors.connections?.polls ?? 0),
    0,
  );
  const handles = getActiveResourcesInfo().length;
  const timers = clock.pending;
  const megabytes = (bytes: number): number => bytes / 2 ** 20;
  console.log(
    JSON.stringify({
      round,
      polls,
      calls,
      heapMb: megabytes(heapUsed),
      externalMb: megabytes(external),
      rssMb: megabytes(rss),
      handles,
      timers,
      pageBytes,
    }),
  );
}

for (let round = 1; round <= Number(rounds); round += 1) {
  await clock.advance(INTERVAL_MS);
  const page = bytesOf(await exporter.render('text', 'identity'));
  await exporter.render('openmetrics', 'gzip');
  if (round % stage === 0) report(round, page.length);
}
await exporter.stop();
