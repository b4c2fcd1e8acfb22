/**
 * Loaded into a daemon ahead of its own code: measures the turns of its event loop.
 *
 * A turn costs what the process spent on the CPU during it, or its length where that is shorter: a busy machine makes
 * turns long, not dear. SIGUSR2 begins anew. The dearest turn so far is in the file that TURNS_FILE names.
 */

import { renameSync, writeFileSync } from 'node:fs';
import process from 'node:process';

const EVERY_MS = 2;

/** Of the loop's own thread where Node.js can tell; else with those of the garbage collector and the compiler. */
const usage = () => process.threadCpuUsage?.() ?? process.cpuUsage();

let dearestMs = 0;
let last = { at: performance.now(), usage: usage() };

function tell() {
  const file = process.env['TURNS_FILE'];
  writeFileSync(`${file}.new`, String(dearestMs));
  renameSync(`${file}.new`, file);
}

function costMs() {
  const now = { at: performance.now(), usage: usage() };
  const { user, system } = now.usage;
  const cpuMs = (user + system - last.usage.user - last.usage.system) / 1000;
  return Math.min(now.at - last.at, cpuMs);
}

setInterval(() => {
  const cost = costMs();
  if (cost > dearestMs) {
    dearestMs = cost;
    tell();
  }
  last = { at: performance.now(), usage: usage() };
}, EVERY_MS).unref();

process.on('SIGUSR2', () => {
  dearestMs = 0;
  tell();
});
