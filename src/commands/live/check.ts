/** Checks every target of a configuration against the API. */

import { createClientFactory, type FactoryDependencies } from '../../alicloud/factory.ts';
import { documentedFields, undocumented } from '../../alicloud/documented-fields.ts';
import { endpointOf, productOf } from '../../alicloud/endpoint.ts';
import { DISCOVERY_REGION } from '../../alicloud/regions.ts';
import { shownProxy } from '../../alicloud/http/announce.ts';
import { logAttempt } from '../../alicloud/attempt-log.ts';
import { type Shard, inShard, targetKey, type Target } from '../../model/target.ts';
import { COLLECTORS } from '../../collectors/index.ts';
import type { Config } from '../../config/config.ts';
import type { AccountConfig } from '../../model/account.ts';
import { ALL_REGIONS, collectorsOf } from '../../polling/jobs.ts';
import { POLLED, type Items } from '../../polling/polled.ts';
import type { CommandContext } from '../context.ts';
import { clientDependencies } from '../wiring.ts';
import { probeTarget, type Probe } from './probe.ts';
import { resultsOf, type ActionResult } from './result.ts';

/** What came of one action of one target, and how it was reached. */
export interface LiveResult extends ActionResult {
  readonly account: string;
  /** `all` for what finds the regions of an account. */
  readonly region: string;
  readonly endpoint: string;
  /** Without user and password; undefined: none. */
  readonly proxy: string | undefined;
  /** The provider of the access key where one was found, else the configured type. */
  readonly credentials: string;
  /** The API's clock minus this machine's, in milliseconds; undefined without an answer. */
  readonly clockOffsetMs: number | undefined;
}

const DISCOVERY_ACTIONS = ['vpc:DescribeRegions'];

function actionsOf(name: keyof Items): readonly string[] {
  return name === 'regions' ? DISCOVERY_ACTIONS : COLLECTORS[name].actions;
}

/** The same dependencies; whose access keys are used is noted by account. */
function notingProviders(
  dependencies: FactoryDependencies,
  providers: Map<string, string>,
): FactoryDependencies {
  return {
    ...dependencies,
    createCredentials: (account) => {
      const source = dependencies.createCredentials(account);
      return {
        get: async (user, signal) => {
          const credential = await source.get(user, signal);
          providers.set(account.name, credential.providerName);
          return credential;
        },
        accept: (credential, user) => {
          source.accept(credential, user);
        },
        reject: (credential, user) => {
          source.reject(credential, user);
        },
      };
    },
  };
}

/** One check of a configuration. */
class LiveCheck {
  readonly #config: Config;
  readonly #context: CommandContext;
  readonly #providers = new Map<string, string>();
  readonly #offsets = new Map<string, number>();
  readonly #documented = new Map<string, ReadonlySet<string> | undefined>();
  readonly #createClient: ReturnType<ReturnType<typeof createClientFactory>>;

  constructor(config: Config, context: CommandContext) {
    this.#config = config;
    this.#context = context;
    const dependencies = clientDependencies(context, (offsetMs, target) => {
      this.#offsets.set(targetKey(target), offsetMs);
    });
    this.#createClient = createClientFactory(notingProviders(dependencies, this.#providers))(
      config,
    );
  }

  /** @param shard the targets to check; regions are found for every shard */
  async run(shard: Shard): Promise<readonly LiveResult[]> {
    const { accounts } = this.#config;
    const all = await Promise.all(accounts.map((account) => this.#account(account, shard)));
    return all.flat();
  }

  async #account(account: AccountConfig, shard: Shard): Promise<readonly LiveResult[]> {
    const isOwn = (target: Target) => inShard(target, shard.index, shard.total);
    if (account.regions !== 'all') {
      const targets = account.regions.map((region) => ({ account, region })).filter(isOwn);
      return this.#targets(targets, false);
    }
    const { results, found } = await this.#discover(account);
    const targets = found
      .filter((region) => !account.excludeRegions.includes(region))
      .map((region) => ({ account, region }));
    return [...results, ...(await this.#targets(targets.filter(isOwn), true))];
  }

  async #discover(account: AccountConfig) {
    const asked = { account, region: account.discoveryRegion ?? DISCOVERY_REGION };
    const probes = await this.#probe(asked, ['regions']);
    const found = probes.flatMap(({ listing }) => listing?.items.map(({ id }) => id) ?? []);
    return { results: await this.#results(asked, ALL_REGIONS, probes, false), found };
  }

  async #targets(
    targets: readonly Target[],
    isDiscovered: boolean,
  ): Promise<readonly LiveResult[]> {
    const names = collectorsOf(this.#config);
    const all = await Promise.all(
      targets.map(async (target) =>
        this.#results(target, target.region, await this.#probe(target, names), isDiscovered),
      ),
    );
    return all.flat();
  }

  #probe(target: Target, names: readonly (keyof Items)[]): Promise<readonly Probe[]> {
    const { clock, log, stop } = this.#context;
    const client = this.#createClient(target, (attempt) => {
      logAttempt(log, target, attempt);
    });
    return probeTarget(client, names, { clock, config: this.#config, signal: stop });
  }

  async #results(
    target: Target,
    region: string,
    probes: readonly Probe[],
    isDiscovered: boolean,
  ): Promise<readonly LiveResult[]> {
    await this.#learn(probes);
    const { account } = target;
    const { environment } = this.#context;
    const reached = {
      account: account.name,
      region,
      proxy: shownProxy(account, target.region, environment),
      credentials: this.#providers.get(account.name) ?? account.credentials.type,
      clockOffsetMs: this.#offsets.get(targetKey(target)),
    };
    return probes.flatMap((probe) =>
      resultsOf(probe, {
        actions: actionsOf(probe.name),
        isOptional: POLLED[probe.name].isOptional,
        isDiscovered,
        undocumented: ({ request, view }) => {
          const documented = this.#documented.get(request.action);
          return documented === undefined ? [] : undocumented(view?.fields ?? [], documented);
        },
      }).map((result) => ({
        ...reached,
        endpoint: endpointOf(account, target.region, productOf(result.action)).host,
        ...result,
      })),
    );
  }

  /** Reads the documented fields of what was answered. */
  async #learn(probes: readonly Probe[]): Promise<void> {
    const actions = probes.flatMap(({ calls }) => calls.map(({ request }) => request.action));
    for (const action of new Set(actions)) {
      this.#documented.set(action, await documentedFields(action));
    }
  }
}

/** Makes every call that a configuration needs once per account and region. Never rejects because of what the API does. */
export function checkLive(
  config: Config,
  shard: Shard,
  context: CommandContext,
): Promise<readonly LiveResult[]> {
  return new LiveCheck(config, context).run(shard);
}
