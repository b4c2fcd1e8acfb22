/** Puts the exporter together with the SDK behind it. */

import { createCredentialSource } from '../alicloud/credentials/source.ts';
import { createApiFactory, type CreateApi } from '../alicloud/factory.ts';
import { createTransport } from '../alicloud/transport.ts';
import type { Shard } from '../cli/command.ts';
import type { Config } from '../config/config.ts';
import { secretReader } from '../config/secret-file.ts';
import { Exporter } from './exporter.ts';
import type { OwnMetrics } from '../exposition/own-metrics.ts';
import { inShard } from '../model/target.ts';
import type { Surroundings } from './surroundings.ts';

function apiFactory(surroundings: Surroundings, own: OwnMetrics): (config: Config) => CreateApi {
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
        log: log.child({ account: name }),
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
  const { clock, log } = surroundings;
  return new Exporter(config, {
    clock,
    log,
    own,
    random: Math.random,
    apiFactory: apiFactory(surroundings, own),
    isOwn: (target) => inShard(target, shard.index, shard.total),
    shard,
  });
}
