/** From a configuration to the API of each target, with everything that is polled of it. */

import type { Api } from '../alicloud/api.ts';
import type { CallAttempt } from '../alicloud/client.ts';
import { createClientFactory, type FactoryDependencies } from '../alicloud/factory.ts';
import type { Config } from '../config/config.ts';
import type { Target } from '../model/target.ts';
import { listsOf, type TargetApi } from '../polling/polled.ts';

/** Makes the API of one target. */
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
      return { budget: client.budget, lists: listsOf(observe(client), config.collectors) };
    };
  };
}
