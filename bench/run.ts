/** Runs all benchmarks, or those named on the command line, and prints what they measured. Ends by itself, cleans up. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { argv, version } from 'node:process';
import { benchBoards } from './boards.ts';
import { benchLatency } from './latency.ts';
import { benchMemory } from './memory.ts';
import { benchOutage } from './outage.ts';
import { benchRules } from './rules.ts';
import { benchScrape } from './scrape.ts';
import { stopAll } from './support/process.ts';
import { build, type Workshop } from './support/site.ts';

/** `--rules=FILE`: other rules that `rules` compares with. */
const option = argv.find((argument) => argument.startsWith('--rules='));
const rules = option?.slice('--rules='.length);

const BENCHMARKS: Readonly<Record<string, (workshop: Workshop) => Promise<void>>> = {
  scrape: benchScrape,
  latency: benchLatency,
  memory: benchMemory,
  outage: benchOutage,
  boards: benchBoards,
  rules: (workshop) => benchRules(workshop, rules),
};

/** Whatever happens, it is over after this long: all parts take minutes. */
const LIMIT_MS = 3 * 60 * 60_000;

const named = argv.slice(2).filter((argument) => argument !== option);
const names = named.length > 0 ? named : Object.keys(BENCHMARKS);
const unknown = names.filter((name) => !Object.hasOwn(BENCHMARKS, name));
if (unknown.length > 0) {
  console.error(`${unknown.join(', ')}: not one of ${Object.keys(BENCHMARKS).join(', ')}`);
  process.exit(2);
}
const folder = mkdtempSync(join(tmpdir(), 'vpn-bench-'));
const cleanUp = (): void => {
  stopAll();
  rmSync(folder, { recursive: true, force: true });
};
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
process.once('exit', cleanUp);
setTimeout(() => {
  console.error('the benchmarks take too long');
  process.exit(1);
}, LIMIT_MS).unref();

const startedMs = performance.now();
const workshop = { folder, program: await build(folder) };
console.log(`Node.js ${version}.`);
for (const name of names) await BENCHMARKS[name]?.(workshop);
console.log(`\nTook ${Math.round((performance.now() - startedMs) / 1000)} s.`);
