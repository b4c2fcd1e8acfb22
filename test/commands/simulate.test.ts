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

function run(listen: string, scenarioFile: string | undefined): Promise<void> {
  return simulate({ listen, scenarioFile }, new FakeClock(Date.UTC(2026, 0, 1)), log, stop.signal);
}

describe('simulate', () => {
  it('serves a file until it is told to stop', async () => {
    const file = folder.write('scenario.json', JSON.stringify(cloudOf()));
    const done = run('127.0.0.1:0', file);
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
    const done = run(':0', undefined);
    await until(() => log.lines.length === 3);
    stop.abort();
    await done;
    const text = JSON.stringify(log.lines);
    expect(log.lines[0]?.fields).toMatchObject({ scenario: 'demo' });
    expect(text).toContain('simulated-key-prod');
    expect(text).not.toContain('simulated-secret');
  });

  it.each([
    ['0.0.0.0:0', undefined, /loopback only/],
    ['nowhere', undefined, /expected host:port/],
    [':0', 'none.yml', /ENOENT/],
  ])('on %s with %s fails', async (listen, file, message) => {
    await expect(run(listen, file && join(folder.path, file))).rejects.toThrow(message);
  });

  it('stops at once when it was told to before', async () => {
    stop.abort();
    await run(':0', undefined);
    expect(log.lines.at(-1)?.message).toBe('simulator closed');
  });
});
