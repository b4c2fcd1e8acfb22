import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { simulate } from '../../src/commands/simulate.ts';
import { cloudOf, KEY, REGION } from '../simulator/support/clouds.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { outcomeOf } from '../simulator/support/raw.ts';
import { until } from '../support/until.ts';
import { MemoryLog } from '../support/memory-log.ts';
import { temporaryFolder, type Folder } from '../support/folder.ts';

let folder: Folder;
let log: MemoryLog;
let stop: AbortController;

beforeEach(() => {
  folder = temporaryFolder();
  log = new MemoryLog();
  stop = new AbortController();
});
afterEach(() => {
  folder.remove();
});

function run(host: string | undefined, scenarioFile: string | undefined): Promise<void> {
  const options = { listen: { host, port: 0 }, scenarioFile };
  return simulate(options, new FakeClock(Date.UTC(2026, 0, 1)), log, stop.signal);
}

describe('simulate', () => {
  it('serves a file until it is told to stop', async () => {
    const file = folder.write('scenario.json', JSON.stringify(cloudOf()));
    const done = run('127.0.0.1', file);
    await until(() => log.lines.length === 2);
    const url = String(log.lines[0]?.fields['url']);
    expect(await outcomeOf(url, { key: KEY, params: { RegionId: REGION } })).toBe('200 OK');
    stop.abort();
    await done;
    expect(log.lines.at(-1)).toEqual({
      level: 'info',
      fields: { url },
      message: 'simulator closed',
    });
    await expect(outcomeOf(url, { key: KEY })).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('serves the demo without a file; says ids of keys, never secrets', async () => {
    const done = run(undefined, undefined);
    await until(() => log.lines.length === 3);
    stop.abort();
    await done;
    const text = JSON.stringify(log.lines);
    expect(log.lines[0]?.fields).toMatchObject({ scenario: 'demo' });
    expect(text).toContain('simulated-key-prod');
    expect(text).not.toContain('simulated-secret');
  });

  it.each([
    ['0.0.0.0', undefined, /loopback only/],
    ['::', undefined, /loopback only/],
    ['example.com', undefined, /loopback only/],
    [undefined, 'none.yml', /none\.yml: expected a readable file or folder, found no such file$/],
  ])('on %s with %s fails', async (host, file, message) => {
    await expect(run(host, file && join(folder.path, file))).rejects.toThrow(message);
  });

  it('listens on the IPv6 loopback as well', async () => {
    const done = run('::1', undefined);
    await until(() => log.lines.length === 3);
    expect(log.lines[0]?.fields['url']).toMatch(/^http:\/\/\[::1\]:\d+$/);
    stop.abort();
    await done;
  });

  it('stops at once when it was told to before', async () => {
    stop.abort();
    await run(undefined, undefined);
    expect(log.lines.at(-1)?.message).toBe('simulator closed');
  });
});
