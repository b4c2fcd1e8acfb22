/** Puts the exporter together with the SDK behind it. */

import { createCredentialSource } from '../alicloud/credentials/source.ts';
import { identityTransport } from '../alicloud/credentials/transport.ts';
import { announceProxies } from '../alicloud/http/announce.ts';
import { HttpClients } from '../alicloud/http/clients.ts';
import { createTransport } from '../alicloud/transport.ts';
import type { Shard } from '../cli/command.ts';
import type { Config } from '../config/config.ts';
import { secretReader } from '../config/secret-file.ts';
import { createApiFactory, type CreateApi } from './api-factory.ts';
import { Exporter } from './exporter.ts';
import type { OwnMetrics } from '../exposition/own-metrics.ts';
import { inShard } from '../model/target.ts';
import type { Surroundings } from './surroundings.ts';

function apiFactory(surroundings: Surroundings, own: OwnMetrics): (config: Config) => CreateApi {
  const { clock, log, environment, build, stop } = surroundings;
  const clients = new HttpClients(environment);
  const factory = createApiFactory({
    clock,
    random: Math.random,
    transport: createTransport(clients),
    userAgent: `alicloud-vpn-exporter/${build.version}`,
    onClockOffset: (offsetMs) => {
      own.recordClockOffset(offsetMs);
    },
    createCredentials: ({ name, credentials, http }) =>
      createCredentialSource(credentials, {
        clock,
        log: log.child({ account: name }),
        readSecret: secretReader(),
        env: environment,
        transport: identityTransport(clients.of(http), clients.direct),
        stop,
      }),
  });
  return (config) => {
    announceProxies(config.accounts, environment, log);
    return factory(config);
  };
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
