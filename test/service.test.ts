/** The service behind the port: what it says about its configuration. */

import { expect, it } from '@jest/globals';
import type { Config } from '../src/config/config.ts';
import { createService } from '../src/service.ts';
import { FakeClock } from './support/fake-clock.ts';
import { MemoryLog } from './support/memory-log.ts';
import { account, config } from './support/samples.ts';

const ABOVE_QUOTA: Partial<Config> = { poll: { ...config().poll, requestsPerMinute: 601 } };
const MASKED: Partial<Config> = {
  accounts: [account({ filters: { ...account().filters, vpnGatewayId: 'vpn-bp1****' } })],
};

it('warns at the start and at each reload about what it is likely not meant to do', async () => {
  const log = new MemoryLog();
  const warnings = (): readonly unknown[] =>
    log.lines
      .splice(0)
      .filter(({ level }) => level === 'warn')
      .map(({ fields }) => fields);
  let next = config();
  const service = createService(
    { config: config(ABOVE_QUOTA), reload: () => Promise.resolve(next) },
    { shard: { index: 0, total: 1 }, telemetryPath: '/metrics' },
    {
      clock: new FakeClock(),
      log,
      environment: {},
      build: { version: '1', revision: 'r', nodeVersion: 'v20' },
      stop: new AbortController().signal,
    },
  );
  expect(warnings()).toEqual([{ warning: expect.stringContaining('(601) is above the quota') }]);
  await service.reload();
  expect(warnings()).toEqual([]);
  next = config(MASKED);
  await service.reload();
  expect(warnings()).toEqual([{ warning: expect.stringContaining('vpn-bp1****') }]);
  await service.stop();
});
