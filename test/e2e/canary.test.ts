/** Secrets planted wherever there are any must not come out of the program. */

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type FaultInput, PRESETS, presetNames } from '../../src/simulator/faults/faults.ts';
import { textAt } from '../../src/simulator/json.ts';
import { startSimulator, type Simulator } from '../../src/simulator/simulator.ts';
import { generateScenario } from '../support/scenarios/generate.ts';
import { startDaemon, stopDaemon, type Daemon } from './support/daemon.ts';
import { configOf } from './support/files.ts';
import { untilPage, values } from './support/scrape.ts';
import { until } from '../support/until.ts';
import { temporaryFolder, type Folder } from '../support/folder.ts';

const MARKER = 'C4NARY';
const REGION = 'cn-hangzhou';

/** Each fault is met within seconds, and a busy machine answers in time where there is none. */
const POLL = { interval: '2s', timeout: '3s', request_timeout: '2s', stale_after: '1m' };

/** As often as the others. */
const COLLECTORS = { customer_gateways: { interval: '2s' } };

/** Every secret, and every text the exporter has no business with, of a dual-tunnel row. */
const PLANTED = [
  'RemoteCaCertificate',
  'VpnBgpConfig.AuthKey',
  'TunnelOptionsSpecification.TunnelOptions.0.TunnelIkeConfig.Psk',
  'TunnelOptionsSpecification.TunnelOptions.1.TunnelIkeConfig.Psk',
  'TunnelOptionsSpecification.TunnelOptions.0.RemoteCaCertificate',
];

/** Faults whose answers are full of what must not be repeated. */
const LEAKY_ANSWERS = [
  { status: 200, body: `{"VpnConnections":{"VpnConnection":[{"Psk":${MARKER}` },
  { status: 200, body: `{"Code":"${MARKER}","Psk":"${MARKER}"}` },
  {
    status: 400,
    body: `{"Code":"SignatureDoesNotMatch","Message":"server StringToSign is [${MARKER}]","RequestId":"${MARKER} ${MARKER}"}`,
  },
  { status: 500, body: `<html>${MARKER}</html>` },
  { status: 403, body: `{"Code":"${MARKER} not a code","Message":"${MARKER}"}` },
];

const EFFECTS: readonly FaultInput['effect'][] = [
  ...LEAKY_ANSWERS.map((answer) => ({ kind: 'reply' as const, ...answer })),
  ...presetNames.map((name) => PRESETS[name]),
];

// Other levels print a part of what debug prints.
describe('secrets at log level debug', () => {
  // An account for each fault, so that all of them are met at once.
  const accounts = EFFECTS.map((effect, index) => ({
    effect,
    name: `acme-${index}`,
    key: { id: `LTAI${MARKER}${index}`, secret: `${MARKER}secret${index}` },
  }));
  let simulator: Simulator;
  let folder: Folder;
  let daemon: Daemon | undefined;

  beforeAll(async () => {
    const scenario = generateScenario({
      accounts: Object.fromEntries(
        accounts.map(({ name }) => [name, { [REGION]: { single: 1, dual: 1 } }]),
      ),
    });
    simulator = await startSimulator({
      scenario: {
        ...scenario,
        accounts: scenario.accounts.map((account) => ({
          ...account,
          accessKeys: accounts.filter(({ name }) => name === account.name).map(({ key }) => key),
        })),
      },
    });
    for (const { name: account } of accounts) {
      const rows = simulator.view({ account, region: REGION })?.connections ?? [];
      const [single, dual] = rows.map((row) => ({
        account,
        region: REGION,
        id: textAt(row, 'VpnConnectionId'),
      }));
      simulator.patch(single!, 'IkeConfig.Psk', `${MARKER}psk`);
      for (const path of PLANTED) simulator.patch(dual!, path, `${MARKER}${path}`);
    }

    folder = temporaryFolder();
    const configured = accounts.map(({ name, key }, index) => ({
      name,
      regions: [REGION],
      endpoint: simulator.url,
      credentials: {
        type: 'access_key',
        access_key_id: `\${KEY_${index}}`,
        access_key_secret_file: folder.write(`secret-${index}`, key.secret),
      },
    }));
    daemon = await startDaemon(
      [
        `--config.file=${folder.write('exporter.yml', configOf(configured, { poll: POLL, collectors: COLLECTORS }))}`,
        '--log.level=debug',
        '--web.enable-lifecycle',
      ],
      Object.fromEntries(accounts.map(({ key }, index) => [`KEY_${index}`, key.id])),
    );
  });

  afterAll(async () => {
    await stopDaemon(daemon);
    await simulator.close();
    folder.remove();
  });

  it('are shown nowhere, whatever the API answers', async () => {
    const seen: string[] = [];
    const look = async (): Promise<void> => {
      for (const path of ['/', '/metrics', '/-/ready', '/nonsense']) {
        seen.push(await (await fetch(`${daemon!.url}${path}`)).text());
      }
    };
    const rows = 2 * accounts.length;
    await untilPage(daemon!, (page) => values(page, 'alicloud_vpn_connection_up').length === rows);
    await look();
    for (const { name: account, effect } of accounts) {
      simulator.faults.add({ match: { account }, effect });
    }
    // In the end more calls than one poll makes: what the first of them led to has been told.
    for (const least of [1, 2, 4]) {
      await until(() => simulator.faults.list().every(({ hits }) => hits >= least));
      await look();
    }
    simulator.faults.clear();
    folder.write(
      'exporter.yml',
      `accounts: [{name: x, credentials: {access_key_secret: ${MARKER}}}]`,
    );
    const refused = await fetch(`${daemon!.url}/-/reload`, { method: 'POST' });
    expect(refused.status).toBe(500);
    seen.push(await refused.text());

    await untilPage(daemon!, (page) => values(page, 'alicloud_vpn_target_up').every(Boolean));
    daemon!.child.kill('SIGTERM');
    const exit = await daemon!.exited;
    expect(exit.code).toBe(0);
    expect([...seen, exit.stdout, exit.stderr].join('\n')).not.toContain(MARKER);
  }, 280_000);
});
