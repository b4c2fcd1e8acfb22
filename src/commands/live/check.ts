/** Checks every target of a configuration against the API. */

import { createClientFactory, type FactoryDependencies } from '../../alicloud/factory.ts';
import { documentedFields, undocumented } from '../../alicloud/observed.ts';
import { endpointOf, productOf } from '../../alicloud/transport.ts';
import { DISCOVERY_REGION } from '../../alicloud/regions.ts';
import { shownProxy } from '../../alicloud/http/announce.ts';
import { logAttempt } from '../../alicloud/client.ts';
import { type Shard, inShard, targetKey, type Target } from '../../model/target.ts';
import { COLLECTORS } from '../../collectors/index.ts';
import type { Config } from '../../config/config.ts';
import type { AccountConfig } from '../../model/account.ts';
import { ALL_REGIONS, collectorsOf } from '../../polling/jobs.ts';
import { POLLED, type Items } from '../../polling/polled.ts';
import type { CommandContext } from '../context.ts';
import { clientDependencies } from '../wiring.ts';
import { probeTarget, type Probe } from './probe.ts';
import { resultsOf, type ActionResult, type Needs } from './result.ts';

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

function actionsOf(name: keyof Items): readonly string[] {
  return name === 'regions' ? ['vpc:DescribeRegions'] : Object.keys(COLLECTORS[name].actions);
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

/** Makes every call that a configuration needs once per account and region. */
export class LiveCheck {
  readonly #config: Config;
  readonly #context: CommandContext;
  readonly #providers = new Map<string, string>();
  readonly #offsets = new Map<string, number>();
  readonly #createClient: ReturnType<ReturnType<typeof createClientFactory>>;

  constructor(config: Config, context: CommandContext) {
    this.#config = config;
    this.#context = context;
    const dependencies = notingProviders(clientDependencies(context), this.#providers);
    const createClients = createClientFactory(dependencies);
    this.#createClient = createClients(config);
  }

  /**
   * Never rejects because of what the API does.
   * @param shard the targets to check; regions are found for every shard
   */
  async run(shard: Shard): Promise<readonly LiveResult[]> {
    const isOwn = (target: Target) => inShard(target, shard.index, shard.total);
    const { accounts } = this.#config;
    const all = await Promise.all(accounts.map((account) => this.#account(account, isOwn)));
    return all.flat();
  }

  async #account(
    account: AccountConfig,
    isOwn: (target: Target) => boolean,
  ): Promise<readonly LiveResult[]> {
    const isDiscovered = account.regions === 'all';
    const { results, regions } =
      account.regions === 'all'
        ? await this.#discover(account)
        : { results: [], regions: account.regions };
    const names = collectorsOf(this.#config);
    const targets = regions.map((region) => ({ account, region })).filter(isOwn);
    const all = await Promise.all(
      targets.map(async (target) =>
        this.#results(target, target.region, await this.#probe(target, names), isDiscovered),
      ),
    );
    return [...results, ...all.flat()];
  }

  async #discover(account: AccountConfig) {
    const asked = { account, region: account.discoveryRegion ?? DISCOVERY_REGION };
    const probes = await this.#probe(asked, ['regions']);
    const found = probes.flatMap(({ listing }) => listing?.items.map(({ id }) => id) ?? []);
    return {
      results: await this.#results(asked, ALL_REGIONS, probes, false),
      regions: found.filter((region) => !account.excludeRegions.includes(region)),
    };
  }

  #probe(target: Target, names: readonly (keyof Items)[]): Promise<readonly Probe[]> {
    const { clock, log, stop } = this.#context;
    const client = this.#createClient(target, (attempt) => {
      logAttempt(log, target, attempt);
      const { clockOffsetMs } = attempt;
      if (clockOffsetMs !== undefined) this.#offsets.set(targetKey(target), clockOffsetMs);
    });
    return probeTarget(client, names, { clock, config: this.#config, signal: stop });
  }

  async #results(
    target: Target,
    region: string,
    probes: readonly Probe[],
    isDiscovered: boolean,
  ): Promise<readonly LiveResult[]> {
    const unknownFields = await undocumentedFields(probes);
    const { account } = target;
    const reached = {
      account: account.name,
      region,
      proxy: shownProxy(account, target.region, this.#context.environment),
      credentials: this.#providers.get(account.name) ?? account.credentials.type,
      clockOffsetMs: this.#offsets.get(targetKey(target)),
    };
    return probes.flatMap((probe) =>
      resultsOf(probe, {
        actions: actionsOf(probe.name),
        isOptional: POLLED[probe.name].isOptional,
        isDiscovered,
        undocumented: unknownFields,
      }).map((result) => ({
        ...reached,
        endpoint: endpointOf(account, target.region, productOf(result.action)).host,
        ...result,
      })),
    );
  }
}

/** Finds the fields of answers that the documentation of their actions does not have. */
async function undocumentedFields(probes: readonly Probe[]): Promise<Needs['undocumented']> {
  const actions = new Set(
    probes.flatMap(({ calls }) => calls.map(({ request }) => request.action)),
  );
  const documented = new Map<string, ReadonlySet<string> | undefined>();
  for (const action of actions) documented.set(action, await documentedFields(action));
  return ({ request, view }) => {
    const known = documented.get(request.action);
    return known === undefined ? [] : undocumented(view?.fields ?? [], known);
  };
}
