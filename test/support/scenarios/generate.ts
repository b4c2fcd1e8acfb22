/** Scenarios of any size, for tests and benchmarks: the same numbers always make the same rows. */

import type { JsonObject } from '../../../src/simulator/json.ts';
import type { ScenarioInput } from '../../../src/simulator/scenario.ts';
import { connectionRow, DOWN } from '../rows/connection-row.ts';
import { gatewayId, gatewayRow } from '../rows/gateway-row.ts';

/** How much to make in one region. */
export interface RegionSize {
  readonly single?: number;
  readonly dual?: number;
  readonly gateways?: number;
  /** Every n-th connection is down (the second tunnel of a dual-tunnel one); default: none. */
  readonly downEvery?: number;
}

/** How much to make. */
export interface ScenarioSize {
  /** Account name to region to size. */
  readonly accounts: Readonly<Record<string, Readonly<Record<string, RegionSize>>>>;
}

/** Subscriptions of generated gateways end here. */
const END_MS = Date.UTC(2030, 0, 1);

function count<Item>(length: number, make: (index: number) => Item): readonly Item[] {
  return Array.from({ length }, (_, index) => make(index));
}

/**
 * Makes connections `<prefix>-00000` onwards: first single-tunnel ones, then dual-tunnel ones. Every third has BGP, every
 * fourth single-tunnel one a health check; odd ones belong to a transit router.
 */
export function generateConnections(prefix: string, size: RegionSize): readonly JsonObject[] {
  const singles = size.single ?? 0;
  return count(singles + (size.dual ?? 0), (index) => {
    const isSingle = index < singles;
    const isDown = size.downEvery !== undefined && index % size.downEvery === 0;
    const up = 'ipsec_sa_established';
    return connectionRow({
      name: `${prefix}-${String(index).padStart(5, '0')}`,
      mode: isSingle ? 'single' : 'dual',
      tags: { env: prefix, owner: `team-${index % 7}` },
      ...(index % 2 === 0 && { vpnGatewayId: gatewayId(`${prefix}-gateway-${index % 10}`) }),
      ...(index % 3 === 0 && { bgp: ['success', 'success'] }),
      ...(index % 4 === 0 && { healthCheck: 'success' as const }),
      ...(isDown && { statuses: isSingle ? [DOWN] : [up, DOWN] }),
    });
  });
}

/** Makes gateways `<prefix>-gateway-0` onwards. */
function generateGateways(prefix: string, size: RegionSize): readonly JsonObject[] {
  return count(size.gateways ?? 0, (index) =>
    gatewayRow({
      name: `${prefix}-gateway-${index}`,
      chargeType: index % 2 === 0 ? 'Prepay' : 'POSTPAY',
      endMs: END_MS,
      tags: { env: prefix },
    }),
  );
}

/** The access key of a generated account. */
export function generatedKey(account: string): { readonly id: string; readonly secret: string } {
  return { id: `simulated-key-${account}`, secret: `simulated-secret-${account}` };
}

/** Makes a whole scenario; every account has one access key, `generatedKey` of its name. */
export function generateScenario({ accounts }: ScenarioSize): ScenarioInput {
  return {
    accounts: Object.entries(accounts).map(([name, regions]) => ({
      name,
      accessKeys: [generatedKey(name)],
      regions: Object.fromEntries(
        Object.entries(regions).map(([region, size]) => {
          const prefix = `${name}-${region}`;
          return [
            region,
            {
              connections: generateConnections(prefix, size),
              gateways: generateGateways(prefix, size),
            },
          ];
        }),
      ),
    })),
  };
}
