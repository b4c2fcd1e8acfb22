/** Puts the exporter together with the SDK behind it. */

import type { RunCommand } from '../cli/command.ts';
import { createCredentialSource } from '../alicloud/credentials/source.ts';
import { identityTransport } from '../alicloud/credentials/transport.ts';
import { announceProxies } from '../alicloud/http/announce.ts';
import { HttpClients } from '../alicloud/http/client.ts';
import { createTransport } from '../alicloud/transport.ts';
import { inShard, type Shard, type Target } from '../model/target.ts';
import type { Config } from '../config/config.ts';
import { secretReader } from '../config/secrets.ts';
import { Exporter } from './exporter.ts';
import { ExporterMetrics } from '../exposition/exporter-metrics.ts';
import type { CommandContext } from './context.ts';
import type { Api } from '../alicloud/api.ts';
import type { CallAttempt } from '../alicloud/client.ts';
import { createClientFactory, type FactoryDependencies } from '../alicloud/factory.ts';
import { listsOf, type TargetApi } from '../polling/polled.ts';

/** The clients of the real API, made of what the process gives. */
export function clientDependencies(context: CommandContext): FactoryDependencies {
  const { clock, log, environment, build, stop } = context;
  const clients = new HttpClients(environment);
  return {
    clock,
    log,
    random: Math.random,
    transport: createTransport(clients),
    userAgent: `alicloud-vpn-exporter/${build.version}`,
    createCredentials: ({ name, credentials, http }) =>
      createCredentialSource(credentials, {
        clock,
        random: Math.random,
        log: log.child({ account: name }),
        readSecret: secretReader(),
        env: environment,
        transport: identityTransport(clients.of(http), clients.direct),
        stop,
      }),
  };
}

/** The exporter's own metrics, after its configuration was loaded. */
export function createOwnMetrics(
  { source, shard }: Pick<RunCommand, 'source' | 'shard'>,
  { build, clock }: CommandContext,
): ExporterMetrics {
  const own = new ExporterMetrics(build, clock, shard);
  own.collectProcessMetrics();
  own.recordReload(true, clock.now());
  if (source.kind === 'demo') own.recordDemo();
  return own;
}

/** An exporter over the real API. @param observe looks at the calls of each target */
export function createExporter(
  config: Config,
  shard: Shard,
  own: ExporterMetrics,
  context: CommandContext,
  observe?: Observe,
): Exporter {
  const { clock, log, environment } = context;
  const createApis = createApiFactory(clientDependencies(context), observe);
  return new Exporter(config, {
    clock,
    log,
    own,
    random: Math.random,
    apiFactory: (current) => {
      announceProxies(current.accounts, environment, log);
      return createApis(current);
    },
    isOwn: (target) => inShard(target, shard.index, shard.total),
  });
}

export type CreateApi = (target: Target, onAttempt: (attempt: CallAttempt) => void) => TargetApi;

/** Puts something between collectors and the API of a target. */
export type Observe = (api: Api) => Api;

/** What clients share across configurations is made once, here. */
export function createApiFactory(
  deps: FactoryDependencies,
  observe: Observe = (api) => api,
): (config: Config) => CreateApi {
  const createClients = createClientFactory(deps);
  return (config) => {
    const createClient = createClients(config);
    return (target, onAttempt) => {
      const client = createClient(target, onAttempt);
      return {
        budget: client.budget,
        troubles: () => client.troubles(),
        lists: listsOf(observe(client), config.collectors),
      };
    };
  };
}
