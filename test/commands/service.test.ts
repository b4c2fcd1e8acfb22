/** The service behind the port: what it says about its configuration. */

import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import type { Config } from '../../src/config/config.ts';
import { Exporter } from '../../src/commands/exporter.ts';
import { createService, type Service } from '../../src/commands/service.ts';
import { MemoryLog } from '../support/memory-log.ts';
import { account, config } from '../support/samples.ts';
import { commandContext } from '../support/exporter.ts';

const ABOVE_QUOTA: Partial<Config> = { poll: { ...config().poll, requestsPerMinute: 601 } };
const MASKED: Partial<Config> = {
  accounts: [account({ filters: { ...account().filters, vpnGatewayId: 'vpn-bp1****' } })],
};

let log: MemoryLog;
let service: Service;
/** What a reload finds. */
let next: () => Promise<Config>;

beforeEach(() => {
  log = new MemoryLog();
  next = () => Promise.resolve(config());
  service = createService(
    { config: config(ABOVE_QUOTA), reload: () => next() },
    {
      source: { kind: 'regions', regions: [] },
      shard: { index: 0, total: 1 },
      telemetryPath: '/metrics',
      externalPath: undefined,
      webConfigFile: undefined,
    },
    commandContext({ log }),
  );
});

afterEach(async () => {
  await service.stop();
  jest.restoreAllMocks();
});

it('warns at the start and at each reload about what it is likely not meant to do', async () => {
  const warnings = (): readonly unknown[] =>
    log.lines
      .splice(0)
      .filter(({ level }) => level === 'warn')
      .map(({ fields }) => fields);
  jest.spyOn(Exporter.prototype, 'start').mockReturnValue();
  service.start();
  expect(warnings()).toEqual([{ warning: expect.stringContaining('(601) is above the quota') }]);
  await service.reload();
  expect(warnings()).toEqual([]);
  next = () => Promise.resolve(config(MASKED));
  await service.reload();
  expect(warnings()).toEqual([{ warning: expect.stringContaining('vpn-bp1****') }]);
  // What still holds is not repeated.
  await service.reload();
  expect(warnings()).toEqual([]);
});
