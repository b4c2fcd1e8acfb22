import { beforeAll, describe, expect, it } from '@jest/globals';
import { diagnoseVpnConnections } from '../../src/simulator/actions/diagnose.ts';
import { demoConfig, demoScenario } from '../../src/simulator/demo.ts';
import { tunnelsOf } from '../../src/simulator/actions/action.ts';
import { objectsAt, textAt, valueAt, type JsonObject } from '../../src/simulator/json.ts';
import { pickPage } from '../../src/simulator/actions/listing.ts';
import type { RegionView } from '../../src/simulator/world.ts';
import { parseScenario } from '../../src/simulator/scenario.ts';
import type { Scenario } from '../../src/simulator/scenario.ts';
import { World } from '../../src/simulator/world.ts';
import { FakeClock } from '../support/fake-clock.ts';

const UP = 'ipsec_sa_established';
const START_MS = Date.UTC(2026, 0, 1);
const DAY_MS = 86_400_000;

let scenario: Scenario;
beforeAll(() => {
  scenario = parseScenario(demoScenario(START_MS));
});

interface Moment {
  readonly connections: readonly JsonObject[];
  readonly gateways: readonly JsonObject[];
  readonly regions: readonly { readonly account: string; readonly view: RegionView }[];
}

/** The whole demo, `seconds` after its start. */
function after(seconds: number): Moment {
  const clock = new FakeClock(START_MS);
  const world = new World(scenario, clock);
  clock.pass(seconds * 1000);
  const regions = scenario.accounts.flatMap(({ name, regions }) =>
    Object.keys(regions).map((region) => ({
      account: name,
      view: world.view({ account: name, region })!,
    })),
  );
  return {
    connections: regions.flatMap(({ view }) => view.connections),
    gateways: regions.flatMap(({ view }) => view.gateways),
    regions,
  };
}

function named(moment: Moment, name: string): JsonObject {
  return moment.connections.find((row) => row['Name'] === name)!;
}

function statuses(row: JsonObject): readonly string[] {
  const tunnels = tunnelsOf(row);
  return (tunnels.length === 0 ? [row] : tunnels).map((holder) => textAt(holder, 'Status'));
}

/** Ids of connections and tunnels that DiagnoseVpnConnections speaks of, and of those that are down. */
function diagnosed(view: RegionView): { readonly told: unknown; readonly down: unknown } {
  const rows = view.connections;
  const tunnels = rows.flatMap(tunnelsOf);
  const params = new Map([
    ['PageSize', '50'],
    ...rows.map(
      (row, index) => [`VpnConnectionIds.${index}`, textAt(row, 'VpnConnectionId')] as const,
    ),
    ...tunnels.map((row, index) => [`TunnelIds.${index}`, textAt(row, 'TunnelId')] as const),
  ]);
  const { run } = diagnoseVpnConnections as { run: (call: object) => JsonObject };
  const body = run({ params, region: view, pick: pickPage });
  const isDown = (row: JsonObject): boolean => !['', UP].includes(textAt(row, 'Status'));
  return {
    told: objectsAt(body, 'VpnConnections').map((row) => row['TunnelId'] || row['VpnConnectionId']),
    down: rows.flatMap((row) => {
      const own = tunnelsOf(row);
      if (own.length > 0) return own.filter(isDown).map((tunnel) => tunnel['TunnelId']);
      return isDown(row) ? [row['VpnConnectionId']] : [];
    }),
  };
}

describe('the demo', () => {
  it('has two accounts, five regions, one refused, and enough connections', () => {
    const { connections, regions } = after(0);
    expect(scenario.accounts.map(({ name }) => name)).toEqual(['prod', 'staging']);
    expect(scenario.accounts[0]?.refusedRegions).toEqual(['me-east-1']);
    expect(regions).toHaveLength(5);
    expect(connections.length).toBeGreaterThanOrEqual(15);
  });

  it.each<[string, (moment: Moment) => boolean]>([
    [
      'a dual-tunnel connection with an empty Status',
      ({ connections }) =>
        connections.some(
          (row) =>
            tunnelsOf(row).length === 2 && row['Status'] === '' && row['CustomerGatewayId'] === '',
        ),
    ],
    [
      'a connection without Status',
      ({ connections }) =>
        connections.some((row) => tunnelsOf(row).length === 0 && !('Status' in row)),
    ],
    [
      'a dual-tunnel connection without Status',
      ({ connections }) =>
        connections.some((row) => tunnelsOf(row).length === 2 && !('Status' in row)),
    ],
    [
      'a health check that is off and says success',
      ({ connections }) =>
        connections.some(
          (row) =>
            valueAt(row, 'VcoHealthCheck.Enable') === 'false' &&
            valueAt(row, 'VcoHealthCheck.Status') === 'success',
        ),
    ],
    [
      'a health check that failed while IPsec is up',
      ({ connections }) =>
        connections.some(
          (row) => valueAt(row, 'VcoHealthCheck.Status') === 'failed' && row['Status'] === UP,
        ),
    ],
    [
      'BGP false while IPsec is up',
      ({ connections }) =>
        connections.some(
          (row) => valueAt(row, 'VpnBgpConfig.Status') === 'false' && row['Status'] === UP,
        ),
    ],
    [
      'BGP failed while IPsec is up',
      ({ connections }) =>
        connections.some(
          (row) => valueAt(row, 'VpnBgpConfig.Status') === 'failed' && row['Status'] === UP,
        ),
    ],
    [
      'redundancy lost',
      ({ connections }) =>
        connections.some((row) => statuses(row).join() === `${UP},ike_sa_not_established`),
    ],
    [
      'a dual-tunnel connection wholly down',
      ({ connections }) =>
        connections.some((row) => tunnelsOf(row).length === 2 && !statuses(row).includes(UP)),
    ],
    [
      'a single-tunnel connection down',
      ({ connections }) => connections.some((row) => row['Status'] === 'ike_sa_established'),
    ],
    ...['active', 'attached', 'updating', 'financialLocked', 'Upgrading', 'init'].map(
      (state): [string, (moment: Moment) => boolean] => [
        `State ${state}`,
        ({ connections }) => connections.some((row) => row['State'] === state),
      ],
    ),
    ...['CEN', 'VPNGW', 'NO_ASSOCIATED'].map((type): [string, (moment: Moment) => boolean] => [
      `AttachType ${type}`,
      ({ connections }) => connections.some((row) => row['AttachType'] === type),
    ]),
    [
      'a gateway near its end',
      ({ gateways }) =>
        gateways.some(
          ({ EndTime }) => Number(EndTime) > START_MS && Number(EndTime) < START_MS + 7 * DAY_MS,
        ),
    ],
    [
      'a gateway that is locked',
      ({ gateways }) => gateways.some((row) => row['BusinessStatus'] === 'FinancialLocked'),
    ],
    ['pay-as-you-go', ({ gateways }) => gateways.some((row) => row['ChargeType'] === 'POSTPAY')],
    [
      'secrets in every row',
      ({ connections }) =>
        connections.every((row) => JSON.stringify(row).includes('SIMULATED-Psk-')),
    ],
    [
      'tags',
      ({ connections }) =>
        connections.some((row) => objectsAt(row, 'Tag.Tag').some((tag) => tag['Key'] === 'owner')),
    ],
  ])('shows %s', (_, shows) => {
    expect(shows(after(0))).toBe(true);
  });

  it('types fields as the API does: numbers and booleans above, text in tunnels', () => {
    const dual = named(after(0), 'hz-head-office');
    const single = named(after(0), 'hz-partner');
    expect(dual).toMatchObject({
      EnableDpd: false,
      EnableNatTraversal: false,
      EnableTunnelsBgp: true,
      CreateTime: expect.any(Number),
    });
    expect(tunnelsOf(dual)[0]).toMatchObject({
      EnableDpd: 'true',
      Role: 'master',
      TunnelBgpConfig: { LocalAsn: '45104' },
      TunnelIkeConfig: { IkeLifetime: '86400' },
    });
    expect(single).toMatchObject({
      EnableDpd: true,
      VpnBgpConfig: { LocalAsn: 45_104 },
      IkeConfig: { IkeLifetime: 86_400 },
    });
    expect(tunnelsOf(named(after(0), 'sin-hub')).map((tunnel) => tunnel['TunnelIndex'])).toEqual([
      1, 2,
    ]);
  });

  it.each<[string, number, readonly string[]]>([
    ['hz-factory', 0, [UP]],
    ['hz-factory', 60, ['ike_sa_not_established']],
    ['hz-factory', 150, [UP]],
    ['hz-factory', 360, ['ike_sa_not_established']],
    ['sin-hub', 30, ['ike_sa_not_established', UP]],
    ['sin-hub', 90, [UP, UP]],
    ['sin-hub', 150, [UP, 'ipsec_sa_not_established']],
  ])('%s after %d s', (name, seconds, expected) => {
    expect(statuses(named(after(seconds), name))).toEqual(expected);
  });

  it('has a BGP session that comes and goes', () => {
    const path = 'TunnelOptionsSpecification.TunnelOptions.1.TunnelBgpConfig.BgpStatus';
    const seen = [0, 90, 270].map((seconds) =>
      valueAt(named(after(seconds), 'fra-datacenter'), path),
    );
    expect(seen).toEqual(['success', 'false', 'success']);
  });

  it.each([0, 45, 70, 160, 400])('after %d s diagnoses exactly what is down', (seconds) => {
    for (const { view } of after(seconds).regions) {
      const { told, down } = diagnosed(view);
      expect(told).toEqual(down);
    }
  });
});

describe("the demo's configuration", () => {
  const config = demoConfig('http://127.0.0.1:4321');

  it('has a key that the simulator knows, and its regions', () => {
    for (const { name, credentials, regions, endpoint } of config.accounts) {
      const account = scenario.accounts.find((other) => other.name === name)!;
      const known = [...Object.keys(account.regions), ...account.refusedRegions];
      expect(regions).toEqual(known);
      expect(endpoint).toBe('http://127.0.0.1:4321');
      expect(credentials).toMatchObject({ type: 'access_key' });
      const key = credentials as Extract<typeof credentials, { type: 'access_key' }>;
      const reveal = (source: typeof key.accessKeyId): string | undefined =>
        source.kind === 'value' ? source.value.reveal() : undefined;
      expect(account.accessKeys).toContainEqual({
        id: reveal(key.accessKeyId),
        secret: reveal(key.accessKeySecret),
      });
    }
  });

  it('expects one connection that is there and one that is not', () => {
    const ids = new Set(after(0).connections.map((row) => row['VpnConnectionId']));
    const expected = config.accounts.flatMap(({ expectedConnections }) => expectedConnections);
    expect(expected.map((id) => ids.has(id))).toEqual([true, false]);
  });

  it('polls often, with every collector', () => {
    expect(config.poll.intervalMs).toBe(20_000);
    expect(config.tagLabels.map(({ key }) => key)).toEqual(['env', 'owner']);
    expect(Object.values(config.collectors).every(({ enabled }) => enabled)).toBe(true);
  });
});
