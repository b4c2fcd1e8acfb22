/** How changes of the web configuration file take effect: read from a real file. */

import {
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { WatchedWebConfig } from '../../../src/http/web-config/watched.ts';
import { MemoryLog } from '../../support/memory-log.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const TWO_PER_MINUTE = 'rate_limit: {interval: 30s, burst: 1}\n';
const ONE_PER_SECOND = 'rate_limit: {interval: 1s, burst: 1}\n';
/** Files that somebody has written, and that protect nothing. */
const UNPROTECTED: readonly (readonly [name: string, text: string])[] = [
  ['switches the limit off', 'rate_limit: {interval: 0}\n'],
  ['switches HTTP/2 off', 'http_server_config: {http2: false}\n'],
  ['takes a header away', 'http_server_config: {headers: {X-Frame-Options: }}\n'],
];
const FAILED = 'error: failed to reload the web configuration; keeping the last good one';
const HASH = `$2y$10$${'a'.repeat(53)}`;
const RELOADED = 'info: web configuration reloaded';

let folder: string;
let file: string;
let watches: WatchedWebConfig[];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'watched-'));
  file = path.join(folder, 'web.yml');
  watches = [];
});
afterEach(() => {
  for (const watched of watches) watched.close();
  rmSync(folder, { recursive: true });
});

function watch() {
  const [clock, log] = [new FakeClock(), new MemoryLog()];
  const reloads: boolean[] = [];
  const watched = new WatchedWebConfig(file, {
    clock,
    log,
    onReload: (isSuccessful) => reloads.push(isSuccessful),
  });
  watches.push(watched);
  return { clock, log, reloads, watched, interval: () => watched.current.rateLimit?.intervalMs };
}

function watchText(text: string) {
  writeFileSync(file, text);
  return watch();
}

describe('the web configuration at the start', () => {
  const start = () => new WatchedWebConfig(file, { clock, log, onReload: () => undefined });
  let clock: FakeClock;
  let log: MemoryLog;

  beforeEach(() => {
    [clock, log] = [new FakeClock(), new MemoryLog()];
  });

  it('fails without a file, naming it', () => {
    expect(start).toThrow(`${file}: expected a readable file, found no such file`);
    expect(clock.pending).toBe(0);
  });

  it('fails with every error of a bad file', () => {
    writeFileSync(file, 'rate_limit: {interval: x, burst: y}\n');
    expect(start).toThrow(
      expect.objectContaining({
        name: 'ConfigError',
        message: [
          `${file}:1: rate_limit.interval: expected a duration such as 1s, found "x"`,
          `${file}:1: rate_limit.burst: expected a whole number, found "y"`,
        ].join('\n'),
      }),
    );
  });

  it('tells the errors of a file from top to bottom, and those of one line in their order', () => {
    writeFileSync(file, 'basic: 1\nrate_limit: {interval: x, burst: y}\nbasic_auth_users: []\n');
    const places = ['1: basic', '2: rate_limit.interval', '2: rate_limit.burst'];
    const lines = [...places, '3: basic_auth_users'].map((place) => `${file}:${place}: .*`);
    expect(start).toThrow(new RegExp(`^${lines.join('\n')}$`));
  });

  it('does not wait for a pipe that nobody writes into', () => {
    execFileSync('mkfifo', [file]);
    expect(start).toThrow(/expected a readable file, found a pipe/);
  });

  it('does not read a socket', async () => {
    const server = createServer().listen(file);
    await once(server, 'listening');
    expect(start).toThrow(/expected a readable file, found a device or socket/);
    server.close();
    await once(server, 'close');
  });

  it('does not read a file of any size', () => {
    writeFileSync(file, '#'.repeat(1_048_577));
    expect(start).toThrow(/expected a readable file, found more than 1048576 bytes/);
  });

  it.each([
    ['nothing', ''],
    ['empty sections', 'basic_auth_users:\nhttp_server_config: {headers: {}}\n'],
    ['keys without values', 'rate_limit: {interval: , burst: }\n'],
  ])('warns of a file that sets nothing: %s', (_name, text) => {
    writeFileSync(file, text);
    watches.push(start());
    expect(log.take()).toEqual(['warn: the web configuration sets nothing']);
  });

  it.each(UNPROTECTED)('is warned of no file that %s', (_name, text) => {
    writeFileSync(file, text);
    watches.push(start());
    expect(log.take()).toEqual([]);
  });
});

describe('the web configuration later', () => {
  it('is the same object as long as nothing changes', async () => {
    const { clock, watched, log, reloads } = watchText(TWO_PER_MINUTE);
    const first = watched.current;
    await clock.advance(10_000);
    utimesSync(file, 1_000, 1_000);
    await clock.advance(10_000);
    expect(watched.current).toBe(first);
    expect(log.lines).toEqual([]);
    expect(reloads).toEqual([]);
  });

  it('follows a change within a second', async () => {
    const { clock, log, interval, reloads } = watchText(TWO_PER_MINUTE);
    await clock.advance(250);
    writeFileSync(file, ONE_PER_SECOND);
    await clock.advance(1_000);
    expect(interval()).toBe(1_000);
    expect(log.take()).toEqual([RELOADED]);
    expect(reloads).toEqual([true]);
  });

  it('follows a file that is replaced by one of the same size and age', async () => {
    const { clock, interval } = watchText(TWO_PER_MINUTE);
    const other = path.join(folder, 'other.yml');
    writeFileSync(other, TWO_PER_MINUTE.replace('30s', '10s'));
    for (const each of [file, other]) utimesSync(each, 1_000, 1_000);
    await clock.advance(1_000);
    expect(interval()).toBe(30_000);
    renameSync(other, file);
    await clock.advance(1_000);
    expect(interval()).toBe(10_000);
  });

  it('follows Kubernetes, which swaps a link to the folder', async () => {
    const [before, after] = ['before', 'after'].map((name) => path.join(folder, name));
    const publish = (target: string, text: string): void => {
      mkdirSync(target);
      writeFileSync(path.join(target, 'web.yml'), text);
      symlinkSync(target, path.join(folder, '..data.next'));
      renameSync(path.join(folder, '..data.next'), path.join(folder, '..data'));
    };
    publish(before!, TWO_PER_MINUTE);
    symlinkSync('..data/web.yml', file);
    const { clock, interval, log } = watch();
    await clock.advance(1_000);
    publish(after!, ONE_PER_SECOND);
    rmSync(before!, { recursive: true });
    await clock.advance(1_000);
    expect(interval()).toBe(1_000);
    expect(log.take()).toEqual([RELOADED]);
  });

  it('waits for a file that is still being written, without an error', async () => {
    const { clock, interval, log } = watchText(TWO_PER_MINUTE);
    for (const end of [0, 5, 14, 30]) {
      writeFileSync(file, ONE_PER_SECOND.slice(0, end));
      await clock.advance(500);
      expect(interval()).toBe(30_000);
    }
    writeFileSync(file, ONE_PER_SECOND);
    await clock.advance(1_000);
    expect(interval()).toBe(1_000);
    expect(log.take()).toEqual([RELOADED]);
  });

  it('does not mind a file that is away for a moment', async () => {
    const { clock, watched, log } = watchText(TWO_PER_MINUTE);
    const first = watched.current;
    rmSync(file);
    await clock.advance(500);
    writeFileSync(file, TWO_PER_MINUTE);
    await clock.advance(5_000);
    expect(watched.current).toBe(first);
    expect(log.lines).toEqual([]);
  });

  it('keeps the last good one beside a bad file, and says so once until it changes', async () => {
    const { clock, log, interval, reloads } = watchText(TWO_PER_MINUTE);
    writeFileSync(file, 'rate_limit: {interval: x, burst: 1}\nbasic: 1\n');
    await clock.advance(5_000);
    expect(interval()).toBe(30_000);
    expect(log.lines).toEqual([
      {
        level: 'error',
        fields: {
          file,
          error: expect.stringMatching(
            /:1: rate_limit\.interval: .*; .*:2: basic: .*found "basic"$/,
          ),
        },
        message: 'failed to reload the web configuration; keeping the last good one',
      },
    ]);
    expect(reloads).toEqual([false]);

    writeFileSync(file, 'basic: 1\n');
    await clock.advance(5_000);
    expect(log.take()).toEqual([FAILED, FAILED]);

    writeFileSync(file, ONE_PER_SECOND);
    await clock.advance(1_000);
    expect(interval()).toBe(1_000);
    expect(log.take()).toEqual([RELOADED]);
    expect(reloads).toEqual([false, false, true]);
  });

  it('is good again when the bad file is what it was before', async () => {
    const { clock, reloads, log } = watchText(TWO_PER_MINUTE);
    writeFileSync(file, 'basic: 1\n');
    await clock.advance(1_000);
    writeFileSync(file, TWO_PER_MINUTE);
    await clock.advance(1_000);
    expect(reloads).toEqual([false, true]);
    expect(log.take()).toEqual([FAILED, RELOADED]);
  });

  it.each<[string, () => void]>([
    ['is removed', () => rmSync(file)],
    ['is empty', () => writeFileSync(file, '')],
    ['has comments alone', () => writeFileSync(file, '# nothing\n')],
    ['has sections without a setting', () => writeFileSync(file, 'rate_limit: {}\n')],
    [
      'becomes a pipe',
      () => {
        rmSync(file);
        execFileSync('mkfifo', [file]);
      },
    ],
    [
      'becomes a folder',
      () => {
        rmSync(file);
        mkdirSync(file);
      },
    ],
  ])('survives a file that %s, and follows its return', async (_name, damage) => {
    const { clock, log, interval } = watchText(TWO_PER_MINUTE);
    damage();
    await clock.advance(5_000);
    expect(interval()).toBe(30_000);
    expect(log.take()).toEqual([FAILED]);
    rmSync(file, { recursive: true, force: true });
    writeFileSync(file, ONE_PER_SECOND);
    await clock.advance(1_000);
    expect(interval()).toBe(1_000);
  });

  it.each(UNPROTECTED)('follows a file that %s', async (_name, text) => {
    const { clock, log, interval, reloads } = watchText(TWO_PER_MINUTE);
    writeFileSync(file, text);
    await clock.advance(1_000);
    expect(interval()).toBeUndefined();
    expect(log.take()).toEqual([RELOADED]);
    expect(reloads).toEqual([true]);
  });

  it.each(UNPROTECTED)('keeps its users beside a file that %s', async (_name, text) => {
    const { clock, log, watched } = watchText(`basic_auth_users: {alice: ${HASH}}\n`);
    writeFileSync(file, text);
    await clock.advance(1_000);
    expect([...watched.current.users.keys()]).toEqual(['alice']);
    expect(log.lines.map(({ fields }) => fields['error'])).toEqual([
      'basic_auth_users: expected at least one user until a restart, found none',
    ]);
  });

  it('that says nothing of importance may not be emptied either', async () => {
    const { clock, log } = watchText('rate_limit: {interval: 0}\n');
    writeFileSync(file, '');
    await clock.advance(1_000);
    expect(log.take()).toEqual([FAILED]);
  });

  it('follows changes after the clock was set back', async () => {
    const { clock, interval } = watchText(TWO_PER_MINUTE);
    clock.jump(-3_600_000);
    writeFileSync(file, ONE_PER_SECOND);
    await clock.advance(1_000);
    expect(interval()).toBe(1_000);
  });

  it('is not looked at any more once the watch is closed', async () => {
    const { clock, interval, watched } = watchText(TWO_PER_MINUTE);
    watched.close();
    expect(clock.pending).toBe(0);
    writeFileSync(file, ONE_PER_SECOND);
    await clock.advance(5_000);
    expect(interval()).toBe(30_000);
  });
});
