/** Puts the exporter together with the SDK behind it. */

import { createCredentialSource } from '../alicloud/credentials/source.ts';
import { identityTransport } from '../alicloud/credentials/transport.ts';
import { announceProxies } from '../alicloud/http/announce.ts';
import { HttpClients } from '../alicloud/http/clients.ts';
import { createTransport } from '../alicloud/transport.ts';
import { type Shard, inShard } from '../model/target.ts';
import type { Config } from '../config/config.ts';
import { secretReader } from '../config/secret-file.ts';
import type { FactoryDependencies } from '../alicloud/factory.ts';
import { createApiFactory, type CreateApi, type Observe } from './api-factory.ts';
import { Exporter } from './exporter.ts';
import type { OwnMetrics } from '../exposition/own-metrics.ts';
import type { Surroundings } from './surroundings.ts';

/** The clients of the real API, made of what the process gives. */
export function clientDependencies(
  surroundings: Surroundings,
  onClockOffset: NonNullable<FactoryDependencies['onClockOffset']>,
): FactoryDependencies {
  const { clock, log, environment, build, stop } = surroundings;
  const clients = new HttpClients(environment);
  return {
    clock,
    log,
    random: Math.random,
    transport: createTransport(clients),
    userAgent: `alicloud-vpn-exporter/${build.version}`,
    onClockOffset,
    createCredentials: ({ name, credentials, http }) =>
      createCredentialSource(credentials, {
        clock,
        log: log.child({ account: name }),
        readSecret: secretReader(),
        env: environment,
        transport: identityTransport(clients.of(http), clients.direct),
        stop,
      }),
  };
}

function apiFactory(
  surroundings: Surroundings,
  own: OwnMetrics,
  observe: Observe | undefined,
): (config: Config) => CreateApi {
  const { log, environment } = surroundings;
  const dependencies = clientDependencies(surroundings, (offsetMs) => {
    own.recordClockOffset(offsetMs);
  });
  const factory = createApiFactory(dependencies, observe);
  return (config) => {
    announceProxies(config.accounts, environment, log);
    return factory(config);
  };
}

/** An exporter over the real SDK. @param observe looks at the calls of each target */
export function createExporter(
  config: Config,
  shard: Shard,
  own: OwnMetrics,
  surroundings: Surroundings,
  observe?: Observe,
): Exporter {
  const { clock, log } = surroundings;
  return new Exporter(config, {
    clock,
    log,
    own,
    random: Math.random,
    apiFactory: apiFactory(surroundings, own, observe),
    isOwn: (target) => inShard(target, shard.index, shard.total),
    shard,
  });
}
