/** Thirty regions of one account, one of which can be made to refuse the credential. */

import { loadLibrary } from '../../../src/alicloud/credentials/library.ts';
import { generateScenario } from '../../support/scenarios/generate.ts';
import { directCloud } from './cloud.ts';
import { linesByTarget, linesOf, targetName, valuesBy } from './page.ts';
import { randomFrom } from './random.ts';
import { openRoom, type Room } from './room.ts';
import { startSigner, type Signer, type SignerName } from './signers.ts';

const ACCOUNT = 'prod';
const REGIONS = Array.from({ length: 30 }, (_, index) => `region-${index}`);
const [FIRST = '', ...GOOD] = REGIONS;
export const BAD = FIRST;
export const INTERVAL_MS = 5_000;
const CONNECTIONS = { collector: 'connections' };

/** What a page says of one region. */
export interface View {
  readonly up: number | undefined;
  readonly connections: number;
  readonly failures: Readonly<Record<string, number>>;
}

export interface RefusalRoom extends Room {
  readonly signer: Signer;
  readonly look: () => Promise<ReadonlyMap<string, View>>;
}

/** Opens everything and starts the exporter. */
export async function openRefusalRoom(name: SignerName): Promise<RefusalRoom> {
  // Loading takes time that no clock jumps over.
  await loadLibrary();
  const signer = await startSigner(name);
  const size = { single: 1 };
  const room = await openRoom({
    scenario: generateScenario({
      accounts: { [ACCOUNT]: Object.fromEntries(REGIONS.map((region) => [region, size])) },
    }),
    openCloud: directCloud,
    random: randomFrom(7),
    identity: { heldCalls: () => 0 },
    waitsForCredentials: true,
    env: signer.env,
    identityTransport: signer.transport,
    config: (url) => ({
      poll: { interval: `${INTERVAL_MS / 1000}s`, timeout: '4s', request_timeout: '2s' },
      accounts: [
        { name: ACCOUNT, regions: REGIONS, endpoint: url, credentials: signer.credentials },
      ],
      collectors: { gateways: { enabled: false } },
    }),
  });
  signer.open(room.simulator, ACCOUNT, room.clock);
  const look = async (): Promise<ReadonlyMap<string, View>> => {
    const targets = linesByTarget(await room.page());
    return new Map(
      REGIONS.map((region) => {
        const lines = targets.get(targetName(ACCOUNT, region));
        const target = linesOf(...(lines?.target ?? []));
        const failed = 'alicloud_vpn_exporter_poll_failures_total';
        return [
          region,
          {
            up: valuesBy(target, 'alicloud_vpn_target_up', 'collector')['connections'],
            connections: linesOf(...(lines?.state ?? [])).filter((line) =>
              line.startsWith('alicloud_vpn_connection_up{'),
            ).length,
            failures: Object.fromEntries(
              Object.entries(valuesBy(target, failed, 'reason', CONNECTIONS)).filter(
                ([, count]) => count > 0,
              ),
            ),
          },
        ];
      }),
    );
  };
  room.exporter.start();
  return {
    ...room,
    signer,
    look,
    close: async () => {
      await room.close();
      await signer.close();
    },
  };
}

/** A region that never failed. */
export const WELL: View = { up: 1, connections: 1, failures: {} };

/** Regions that are not as they should be, with what they are. */
export function unlike(
  views: ReadonlyMap<string, View>,
  wanted: Partial<View>,
): readonly (readonly [string, View | undefined])[] {
  return GOOD.filter((region) => {
    const view = views.get(region);
    return JSON.stringify({ ...view, ...wanted }) !== JSON.stringify(view);
  }).map((region) => [region, views.get(region)]);
}

/** Polls of the regions that do not refuse, which failed with reason `auth`. */
export const failuresOf = (views: ReadonlyMap<string, View>): readonly number[] =>
  GOOD.map((region) => views.get(region)?.failures['auth'] ?? 0);
