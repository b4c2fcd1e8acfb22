/** Puts the exporter together with the SDK behind it, which is loaded only when polling starts. */

import type { CreateApi } from '../alicloud/factory.ts';
import type { Shard } from '../cli/command.ts';
import type { Clock } from '../model/clock.ts';
import type { Config } from '../config/config.ts';
import { secretReader } from '../config/secret-file.ts';
import { Exporter } from './exporter.ts';
import { withFields, type Logger } from '../model/log.ts';
import type { BuildInfo, OwnMetrics } from '../exposition/own-metrics.ts';
import { inShard } from '../model/target.ts';

/** What the process gives. */
export interface Surroundings {
  readonly clock: Clock;
  readonly log: Logger;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly build: BuildInfo;
  /** Aborted when the process is to end. */
  readonly stop: AbortSignal;
}

async function loadApiFactory(
  surroundings: Surroundings,
  own: OwnMetrics,
): Promise<(config: Config) => CreateApi> {
  const [{ createApiFactory }, { createCredentialSource }, { createTransport }] = await Promise.all(
    [
      import('../alicloud/factory.ts'),
      import('../alicloud/credentials/source.ts'),
      import('../alicloud/transport.ts'),
    ],
  );
  const { clock, log, environment, build, stop } = surroundings;
  return createApiFactory({
    clock,
    random: Math.random,
    transport: createTransport(),
    userAgent: `alicloud-vpn-exporter/${build.version}`,
    onClockOffset: (offsetMs) => {
      own.recordClockOffset(offsetMs);
    },
    createCredentials: ({ name, credentials }) =>
      createCredentialSource(credentials, {
        clock,
        log: withFields(log, { account: name }),
        readSecret: secretReader(),
        env: environment,
        stop,
      }),
  });
}

/** An exporter over the real SDK. */
export function createExporter(
  config: Config,
  shard: Shard,
  own: OwnMetrics,
  surroundings: Surroundings,
): Exporter {
  let factory: Promise<(config: Config) => CreateApi> | undefined;
  const { clock, log } = surroundings;
  return new Exporter(config, {
    clock,
    log,
    own,
    random: Math.random,
    apiFactory: async (next) => {
      factory ??= loadApiFactory(surroundings, own);
      return (await factory)(next);
    },
    isOwn: (target) => inShard(target, shard.index, shard.total),
    shard,
  });
}
