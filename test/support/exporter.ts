/** The exporter with everything around it in a test's hands. */

import type { CommandContext } from '../../src/commands/context.ts';
import { createApiFactory, type CreateApi } from '../../src/commands/wiring.ts';
import { Exporter, type ExporterDependencies } from '../../src/commands/exporter.ts';
import type { Config } from '../../src/config/config.ts';
import type { Credential, CredentialSource } from '../../src/alicloud/credential.ts';
import type { FactoryDependencies } from '../../src/alicloud/factory.ts';
import { ExporterMetrics } from '../../src/exposition/exporter-metrics.ts';
import { bytesOf } from '../../src/exposition/exposition.ts';
import type { Format } from '../../src/exposition/format.ts';
import { FakeClock } from './fake-clock.ts';
import { MemoryLog } from './memory-log.ts';

export const BUILD = { version: '1', revision: 'r', nodeVersion: 'v20' };

/** What a command is given by its process. */
export function commandContext(changes: Partial<CommandContext> = {}): CommandContext {
  return {
    clock: new FakeClock(),
    log: new MemoryLog(),
    environment: {},
    build: BUILD,
    pid: 1,
    stop: new AbortController().signal,
    ...changes,
  };
}

type Needs<All, Required extends keyof All> = Partial<All> & Pick<All, Required>;

/** An exporter that polls every target itself. */
export function createExporter(
  config: Config,
  deps: Needs<ExporterDependencies, 'clock' | 'apiFactory'>,
): Exporter {
  return new Exporter(config, {
    log: new MemoryLog(),
    own: new ExporterMetrics(BUILD, deps.clock),
    random: () => 0.5,
    isOwn: () => true,
    ...deps,
  });
}

/** A key that no cloud knows. */
export const KEY: Credential = {
  accessKeyId: 'test-key',
  accessKeySecret: 'test-secret',
  securityToken: undefined,
  providerName: 'static_ak',
};

/** A source of one credential that notes what becomes of it. */
export function credentialSource(
  credential = KEY,
): CredentialSource & { accepted: Credential[]; rejected: Credential[] } {
  const [accepted, rejected]: [Credential[], Credential[]] = [[], []];
  return {
    accepted,
    rejected,
    get: () => Promise.resolve(credential),
    accept: (good) => {
      accepted.push(good);
    },
    reject: (refused) => {
      rejected.push(refused);
    },
  };
}

/** The exporter's real clients, over a transport of the test. */
export function clientsOver(
  deps: Needs<FactoryDependencies, 'clock' | 'transport'>,
): (config: Config) => CreateApi {
  return createApiFactory({
    log: new MemoryLog(),
    random: () => 0.5,
    userAgent: 'test',
    createCredentials: () => credentialSource(),
    ...deps,
  });
}

/** The page of metrics as it is now. */
export async function pageOf(exporter: Exporter, format: Format = 'text'): Promise<string> {
  return bytesOf(await exporter.render(format, 'identity')).toString();
}
