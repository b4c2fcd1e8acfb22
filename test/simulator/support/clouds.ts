/** Small scenarios that several tests share. */

import type { JsonObject } from '../../../src/simulator/json.ts';
import type { ScenarioInput } from '../../../src/simulator/scenario.ts';
import type { RawKey } from './raw.ts';

/** The key of the only account of `cloudOf`. */
export const KEY: RawKey = { id: 'test-key', secret: 'test-secret' };

/** The only region of `cloudOf`. */
export const REGION = 'cn-hangzhou';

/** What a test may say about the region and the account. */
type RegionInput = ScenarioInput['accounts'][number]['regions'][string];
type AccountInput = ScenarioInput['accounts'][number];

/** One account `test` with one region. */
export function cloudOf(
  region: RegionInput = {},
  account: Partial<AccountInput> = {},
  timeline: ScenarioInput['timeline'] = [],
): ScenarioInput {
  return {
    accounts: [{ name: 'test', accessKeys: [KEY], regions: { [REGION]: region }, ...account }],
    timeline,
  };
}

/** Bare connections vco-0, vco-1 and so on. */
export function connections(count: number): readonly JsonObject[] {
  return Array.from({ length: count }, (_, index) => ({
    VpnConnectionId: `vco-${index}`,
    Status: 'ipsec_sa_established',
    CreateTime: 1_700_000_000_000 + index,
  }));
}
