/** Secrets planted wherever there are any must not come out of the program. */

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PRESETS, presetNames } from '../../src/simulator/faults/catalogue.ts';
import { textAt } from '../../src/simulator/json.ts';
import { startSimulator, type Simulator } from '../../src/simulator/simulator.ts';
import { generateScenario } from '../support/worlds/generate.ts';
import { startDaemon, stopDaemon, until, type Daemon } from './support/daemon.ts';
import { configOf, temporaryFolder, type Folder } from './support/files.ts';
import { untilPage, values } from './support/scrape.ts';

const MARKER = 'C4NARY';
const REGION = 'cn-hangzhou';

/** Many short polls: each fault is met within a moment. */
const POLL = { interval: '100ms', timeout: '400ms', request_timeout: '300ms', stale_after: '1m' };

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

describe.each(['debug', 'info', 'warn', 'error'])('at log level %s', (level) => {
  let simulator: Simulator;
  let folder: Folder;
  let daemon: Daemon | undefined;

  beforeAll(async () => {
    const scenario = generateScenario({ accounts: { acme: { [REGION]: { single: 1, dual: 1 } } } });
    const key = { id: `LTAI${MARKER}`, secret: `${MARKER}secret` };
    simulator = await startSimulator({
      scenario: {
        ...scenario,
        accounts: scenario.accounts.map((account) => ({ ...account, accessKeys: [key] })),
      },
    });
    const rows = simulator.view({ account: 'acme', region: REGION })?.connections ?? [];
    const [single, dual] = rows.map((row) => ({
      account: 'acme',
      region: REGION,
      id: textAt(row, 'VpnConnectionId'),
    }));
    simulator.patch(single!, 'IkeConfig.Psk', `${MARKER}psk`);
    for (const path of PLANTED) simulator.patch(dual!, path, `${MARKER}${path}`);

    folder = temporaryFolder();
    const secret = folder.write('secret', key.secret);
    const account = {
      name: 'acme',
      regions: [REGION],
      endpoint: simulator.url,
      credentials: {
        type: 'access_key',
        access_key_id: '${KEY_ID}',
        access_key_secret_file: secret,
      },
    };
    daemon = await startDaemon(
      [
        `--config.file=${folder.write('exporter.yml', configOf([account], { poll: POLL }))}`,
        `--log.level=${level}`,
        '--web.enable-lifecycle',
      ],
      { KEY_ID: key.id },
    );
  });

  afterAll(async () => {
    await stopDaemon(daemon);
    await simulator.close();
    folder.remove();
  });

  it('shows none of them, whatever the API answers', async () => {
    const seen: string[] = [];
    const look = async (): Promise<void> => {
      for (const path of ['/', '/metrics', '/-/ready', '/nonsense']) {
        seen.push(await (await fetch(`${daemon!.url}${path}`)).text());
      }
    };
    await untilPage(daemon!, (page) => values(page, 'alicloud_vpn_connection_up').length === 2);
    await look();
    // Other levels print a part of what debug prints.
    const effects = [
      ...LEAKY_ANSWERS.map((answer) => ({ kind: 'reply' as const, ...answer })),
      ...(level === 'debug' ? presetNames.map((name) => PRESETS[name]) : []),
    ];
    for (const effect of effects) {
      const id = simulator.faults.add({ effect, times: 8 });
      await until(() => (simulator.faults.list().find((fault) => fault.id === id)?.hits ?? 0) > 1);
      await look();
      simulator.faults.clear();
    }
    folder.write(
      'exporter.yml',
      `accounts: [{name: x, credentials: {access_key_secret: ${MARKER}}}]`,
    );
    const refused = await fetch(`${daemon!.url}/-/reload`, { method: 'POST' });
    expect(refused.status).toBe(500);
    seen.push(await refused.text());

    await untilPage(daemon!, (page) => values(page, 'alicloud_vpn_target_up')[0] === 1);
    daemon!.child.kill('SIGTERM');
    const exit = await daemon!.exited;
    expect(exit.code).toBe(0);
    expect([...seen, exit.stdout, exit.stderr].join('\n')).not.toContain(MARKER);
  }, 300_000);
});
