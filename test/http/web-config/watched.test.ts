/** How changes of the web configuration file take effect. */

import { mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { WatchedWebConfig } from '../../../src/http/web-config/watched.ts';
import { MemoryLog } from '../../support/memory-log.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const TWO_PER_MINUTE = 'rate_limit: {interval: 30s, burst: 1}\n';
const ONE_PER_SECOND = 'rate_limit: {interval: 1s, burst: 1}\n';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'watched-'));
  file = path.join(folder, 'web.yml');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function watch(text: string) {
  writeFileSync(file, text);
  const [clock, log] = [new FakeClock(), new MemoryLog()];
  const watched = new WatchedWebConfig(file, clock, log);
  return { clock, log, interval: () => watched.current().rateLimit?.intervalMs, watched };
}

describe('at the start', () => {
  it('fails without a file, naming it', () => {
    const start = () => new WatchedWebConfig(file, new FakeClock(), new MemoryLog());
    expect(start).toThrow(
      `${file}: the document: expected a readable file, found ENOENT for ${file}`,
    );
  });

  it('fails with every fault of a bad file', () => {
    writeFileSync(file, 'rate_limit: {interval: x, burst: y}\n');
    const start = () => new WatchedWebConfig(file, new FakeClock(), new MemoryLog());
    expect(start).toThrow(
      expect.objectContaining({
        name: 'WebConfigError',
        faults: [
          `${file}: rate_limit.interval: expected a duration such as 1s, found "x"`,
          `${file}: rate_limit.burst: expected a whole number, found "y"`,
        ],
      }),
    );
  });
});

describe('later', () => {
  it('is the same object as long as nothing changes', async () => {
    const { clock, watched, log } = watch(TWO_PER_MINUTE);
    const first = watched.current();
    await clock.advance(10_000);
    expect(watched.current()).toBe(first);
    expect(log.lines).toEqual([]);
  });

  it('follows a change within a second', async () => {
    const { clock, log, interval } = watch(TWO_PER_MINUTE);
    writeFileSync(file, ONE_PER_SECOND);
    await clock.advance(999);
    expect(interval()).toBe(30_000);
    await clock.advance(1);
    expect(interval()).toBe(1_000);
    expect(log.lines).toEqual([
      { level: 'info', fields: { file }, message: 'web configuration read again' },
    ]);
  });

  it('follows a file that is replaced by one of the same size and age', async () => {
    const { clock, interval } = watch(TWO_PER_MINUTE);
    const other = path.join(folder, 'other.yml');
    writeFileSync(other, TWO_PER_MINUTE.replace('30s', '10s'));
    utimesSync(file, 1_000, 1_000);
    await clock.advance(1_000);
    expect(interval()).toBe(30_000);
    utimesSync(other, 1_000, 1_000);
    renameSync(other, file);
    await clock.advance(1_000);
    expect(interval()).toBe(10_000);
  });

  it('keeps the last good one beside a bad file, and says so once', async () => {
    const { clock, log, interval } = watch(TWO_PER_MINUTE);
    writeFileSync(file, 'rate_limit: {interval: x, burst: 1}\nbasic: 1\n');
    for (let second = 0; second < 3; second += 1) {
      await clock.advance(1_000);
      expect(interval()).toBe(30_000);
    }
    expect(log.lines).toEqual([
      {
        level: 'error',
        fields: {
          file,
          faults: expect.stringMatching(/^rate_limit\.interval: .*; basic: .*an unknown key$/),
        },
        message: 'web configuration cannot be used: the last good one stays',
      },
    ]);
    writeFileSync(file, ONE_PER_SECOND);
    await clock.advance(1_000);
    expect(interval()).toBe(1_000);
  });

  it('survives the loss of the file, and follows its return', async () => {
    const { clock, log, interval } = watch(TWO_PER_MINUTE);
    rmSync(file);
    await clock.advance(1_000);
    expect(interval()).toBe(30_000);
    await clock.advance(1_000);
    expect(interval()).toBe(30_000);
    expect(log.lines.map(({ level }) => level)).toEqual(['error']);
    writeFileSync(file, ONE_PER_SECOND);
    await clock.advance(1_000);
    expect(interval()).toBe(1_000);
  });

  it('follows changes after the clock was set back', () => {
    const { clock, interval } = watch(TWO_PER_MINUTE);
    clock.jump(-3_600_000);
    writeFileSync(file, ONE_PER_SECOND);
    expect(interval()).toBe(1_000);
  });

  it('cannot be made to speak TLS without a restart', async () => {
    const { clock, log, watched } = watch('');
    const tls = 'tls_server_config: {cert_file: a.pem, key_file: a.key}';
    writeFileSync(file, tls);
    await clock.advance(1_000);
    expect(watched.current().tls).toBeUndefined();
    expect(log.lines.at(-1)).toMatchObject({
      level: 'error',
      fields: {
        faults: `tls_server_config.cert_file: expected a readable file, found ENOENT for ${folder}/a.pem; tls_server_config.key_file: expected a readable file, found ENOENT for ${folder}/a.key`,
      },
    });
  });
});
