/** Reloads one after the other; a bad one changes nothing. */

import { describe, expect, it } from '@jest/globals';
import { systemClock } from '../../src/model/clock.ts';
import type { Config } from '../../src/config/config.ts';
import { ConfigError } from '../../src/config/error.ts';
import { parseConfig } from '../../src/config/schema.ts';
import { createReload } from '../../src/commands/service.ts';
import { quietLog } from '../support/memory-log.ts';

const CONFIG = parseConfig({ accounts: [{ name: 'a', regions: ['cn-hangzhou'] }] });
const FAULT = new ConfigError([{ path: 'accounts', expected: 'a list', found: '3' }]);

function setUp(load: () => Promise<Config>) {
  const events: string[] = [];
  const reload = createReload(
    { log: quietLog, clock: systemClock },
    load,
    { recordReload: (isSuccessful) => events.push(`recorded ${isSuccessful}`) },
    () => events.push('reconfigured'),
  );
  return { reload, events };
}

describe('a reload', () => {
  it('takes a good configuration over', async () => {
    const { reload, events } = setUp(() => Promise.resolve(CONFIG));
    expect(await reload()).toEqual([]);
    expect(events).toEqual(['reconfigured', 'recorded true']);
  });

  it('tells the faults of a bad one and keeps what runs', async () => {
    const { reload, events } = setUp(() => Promise.reject(FAULT));
    expect(await reload()).toEqual(['accounts: expected a list, found 3']);
    expect(events).toEqual(['recorded false']);
  });

  it('tells nothing of an unexpected error, which may quote the file', async () => {
    const { reload } = setUp(() => Promise.reject(new Error('s3cret')));
    expect(await reload()).toEqual(['the configuration could not be loaded']);
  });

  it('finishes one reload before it starts the next', async () => {
    const loads: ((config: Config) => void)[] = [];
    const { reload, events } = setUp(() => new Promise((resolve) => loads.push(resolve)));
    const both = [reload(), reload()];
    await Promise.resolve();
    expect(loads).toHaveLength(1);
    loads[0]!(CONFIG);
    await both[0];
    await Promise.resolve();
    expect(loads).toHaveLength(2);
    expect(events).toEqual(['reconfigured', 'recorded true']);
    loads[1]!(CONFIG);
    await both[1];
    expect(events).toHaveLength(4);
  });
});
