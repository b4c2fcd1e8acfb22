/** When a change of the configuration file is noticed: read from a real file. */

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigWatch } from '../../src/commands/settings.ts';
import { FakeClock, settle } from '../support/fake-clock.ts';

let folder: string;
let file: string;
let clock: FakeClock;
let watch: ConfigWatch;
let reloads: number;
/** What a reload waits for. */
let reloading: Promise<void>;
/** Resolves when a reload has begun. */
let begun: Promise<void>;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'config-watch-'));
  file = join(folder, 'exporter.yml');
  clock = new FakeClock();
  reloads = 0;
  reloading = Promise.resolve();
});

afterEach(() => {
  watch.stop();
  rmSync(folder, { recursive: true });
});

async function start(): Promise<void> {
  watch = await ConfigWatch.open(file, clock);
  begun = new Promise((resolve) => {
    watch.start(() => {
      reloads += 1;
      resolve();
      return reloading;
    });
  });
}

/** Lets this many looks pass; the next one waits for its time again after each. */
async function looks(count: number): Promise<number> {
  for (let look = 0; look < count; look += 1) {
    await clock.advance(1_000);
    while (clock.pending === 0) await settle();
  }
  return reloads;
}

describe('a watched configuration file', () => {
  it('is not loaded again while it is the same, however often it is written', async () => {
    writeFileSync(file, 'a');
    await start();
    for (let write = 0; write < 3; write += 1) {
      writeFileSync(file, 'a');
      expect(await looks(2)).toBe(0);
    }
  });

  it('is loaded once for each content that stays for two looks', async () => {
    writeFileSync(file, 'a');
    await start();
    writeFileSync(file, 'b');
    expect(await looks(2)).toBe(1);
    expect(await looks(10)).toBe(1);
    writeFileSync(file, 'a');
    expect(await looks(2)).toBe(2);
  });

  it('is not loaded while it is being written', async () => {
    writeFileSync(file, 'a');
    await start();
    for (const text of ['', 'b', 'bc', 'bcd']) {
      writeFileSync(file, text);
      expect(await looks(1)).toBe(0);
    }
    expect(await looks(1)).toBe(1);
  });

  it('counts from before it was loaded for the first time', async () => {
    writeFileSync(file, 'a');
    watch = await ConfigWatch.open(file, clock);
    writeFileSync(file, 'b');
    watch.start(async () => {
      reloads += 1;
    });
    expect(await looks(2)).toBe(1);
  });

  it('may be away, or a pipe, and is loaded again only when it is another', async () => {
    writeFileSync(file, 'a');
    await start();
    rmSync(file);
    expect(await looks(3)).toBe(0);
    execFileSync('mkfifo', [file]);
    expect(await looks(3)).toBe(0);
    rmSync(file);
    writeFileSync(file, 'a');
    expect(await looks(3)).toBe(0);
    writeFileSync(file, 'b');
    expect(await looks(2)).toBe(1);
  });

  it('may be a link that Kubernetes swaps', async () => {
    const publish = (name: string, text: string): void => {
      mkdirSync(join(folder, name));
      writeFileSync(join(folder, name, 'exporter.yml'), text);
      symlinkSync(name, join(folder, '..data.next'));
      renameSync(join(folder, '..data.next'), join(folder, '..data'));
    };
    publish('one', 'a');
    symlinkSync('..data/exporter.yml', file);
    await start();
    publish('two', 'a');
    expect(await looks(3)).toBe(0);
    publish('three', 'b');
    rmSync(join(folder, 'two'), { recursive: true });
    expect(await looks(2)).toBe(1);
  });

  it('is not looked at during a reload, nor after the end', async () => {
    let finish: () => void = () => undefined;
    reloading = new Promise((resolve) => {
      finish = resolve;
    });
    writeFileSync(file, 'a');
    await start();
    writeFileSync(file, 'b');
    await looks(1);
    await clock.advance(1_000);
    await begun;
    await clock.advance(10_000);
    expect([reloads, clock.pending]).toEqual([1, 0]);
    watch.stop();
    finish();
    await settle();
    expect(clock.pending).toBe(0);
  });
});
