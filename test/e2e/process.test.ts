/** The program as a process: what it prints, when it ends, with which exit code. */

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { startSimulator, type Simulator } from '../../src/simulator/simulator.ts';
import { generateScenario } from '../support/scenarios/generate.ts';
import { run, runToEnd, startDaemon, stopDaemon, type Daemon } from './support/daemon.ts';
import { accountOf, configOf } from './support/files.ts';
import { scrape, untilPage, untilReady, values } from './support/scrape.ts';
import { until } from '../support/until.ts';
import { temporaryFolder, type Folder } from '../support/folder.ts';

describe('ends at once', () => {
  it('prints version and help to stdout with exit code 0', async () => {
    const version = await runToEnd(['--version']);
    expect(version).toMatchObject({ code: 0, stderr: '' });
    expect(version.stdout).toMatch(/^alicloud-vpn-exporter \d+\.\d+\.\d+ \(revision \S+\)\n$/);
    const help = await runToEnd(['--help']);
    expect(help).toMatchObject({ code: 0, stderr: '' });
    expect(help.stdout).toContain('--config.file');
  });

  it('says in its log what it is, that the demo is one, and on which free port it listens', async () => {
    const running = run(['--demo', '--web.listen-address=127.0.0.1:0', '--web.route-prefix=/vpn']);
    const url = await until(() => /"address":"(http:[^"]+)"/.exec(running.stderr())?.[1]);
    expect((await fetch(`${url}/vpn/-/healthy`)).status).toBe(200);
    await until(() => running.stderr().includes('every target was polled once'));
    await stopDaemon(running);
    const lines = running
      .stderr()
      .trim()
      .split('\n')
      .map((line): Record<string, unknown> => JSON.parse(line));
    const line = (msg: RegExp) => lines.find((each) => msg.test(String(each['msg'])));
    expect(line(/started/)).toMatchObject({ config: '--demo', accounts: 2, targets: 6 });
    expect(line(/^DEMO/)?.['status_page']).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/vpn\/$/);
    expect(line(/polled once/)).toMatchObject({ targets: 6, failing: 1 });
    // The only warnings are of the region that the demo's cloud refuses.
    const warned = lines.filter(({ level }) => level === 'warn');
    expect(new Set(warned.map(({ region }) => region))).toEqual(new Set(['me-east-1']));
  });

  it('answers a taken port with one line and exit code 1', async () => {
    const server: Server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const exit = await runToEnd(['--demo', `--web.listen-address=127.0.0.1:${port}`]);
    server.close();
    expect(exit.code).toBe(1);
    expect(exit.stderr.trim().split('\n')).toEqual([expect.stringContaining(`127.0.0.1:${port}`)]);
  });
});

describe('a reader that is gone before the first word', () => {
  it.each([['--help'], ['--version'], ['--config.check', '--demo'], ['simulate', '--help']])(
    'is no failure of %s %s',
    async (...args) => {
      const running = run(args.filter((arg) => arg !== undefined));
      running.child.stdout?.destroy();
      expect(await running.exited).toEqual({ code: 0, stdout: '', stderr: '' });
    },
  );

  it('does not change the exit code of a wrong command line', async () => {
    const running = run(['--nonsense']);
    running.child.stderr?.destroy();
    expect((await running.exited).code).toBe(2);
  });
});

describe('with a simulator', () => {
  let simulator: Simulator;
  let folder: Folder;
  let daemon: Daemon | undefined;

  beforeEach(async () => {
    folder = temporaryFolder();
    simulator = await startSimulator({
      scenario: generateScenario({
        accounts: {
          acme: {
            'cn-hangzhou': { single: 2, dual: 2, gateways: 1 },
            'eu-central-1': { single: 1, dual: 1, gateways: 1 },
          },
        },
      }),
    });
  });

  afterEach(async () => {
    await stopDaemon(daemon);
    daemon = undefined;
    await simulator.close();
    folder.remove();
  });

  const writeConfig = (regions: readonly string[], rest: object = {}): string =>
    folder.write('exporter.yml', configOf([accountOf('acme', simulator.url, regions)], rest));

  it('checks a configuration without polling', async () => {
    const file = writeConfig(['cn-hangzhou']);
    const exit = await runToEnd(['--config.check', `--config.file=${file}`]);
    expect(exit).toMatchObject({ code: 0, stderr: '' });
    expect(exit.stdout).toContain('cn-hangzhou');
    expect(simulator.requests.list()).toHaveLength(0);
  });

  it('checks a configuration against the API, with a table on stdout', async () => {
    const file = writeConfig(['cn-hangzhou'], { poll: {} });
    const args = ['--config.check.live', `--config.file=${file}`, '--log.level=error'];
    const good = await runToEnd(args);
    expect(good).toMatchObject({ code: 0, stderr: '' });
    expect(good.stdout).toMatch(/\nacme +cn-hangzhou +vpc:DescribeVpnConnections +OK +4 /);
    simulator.faults.add({ match: { action: 'DescribeVpnGateways' }, effect: 'forbidden_ram' });
    const bad = await runToEnd(args);
    expect(bad.code).toBe(1);
    expect(bad.stdout).toMatch(/\nacme +cn-hangzhou +vpc:DescribeVpnGateways +forbidden /);
  });

  it('records what it was answered, which the simulator replays, and never into a folder with something in it', async () => {
    const file = writeConfig(['cn-hangzhou'], { poll: {} });
    const recorded = join(dirname(file), 'recorded');
    const live = await runToEnd([`--config.file=${file}`, '--once', `--record=${recorded}`]);
    expect(live.code).toBe(0);
    const again = await runToEnd([`--config.file=${file}`, '--once', `--record=${recorded}`]);
    expect(again).toMatchObject({ code: 1, stdout: '' });
    expect(again.stderr).toContain(`--record: ${recorded} is not empty`);
    const replay = run(['simulate', `--scenario=${recorded}`]);
    const url = await until(() => /"url":"([^"]+)"/.exec(replay.stderr())?.[1]);
    const args = [`--config.file=${join(recorded, 'exporter.yml')}`, '--once'];
    const replayed = await runToEnd(args, { SIMULATOR_URL: url });
    replay.child.kill('SIGTERM');
    await replay.exited;
    expect(replayed.code).toBe(0);
    const ups = (text: string) => text.match(/^alicloud_vpn_(connection|tunnel)_up\{.*\} 1$/gm);
    expect(ups(replayed.stdout)).toHaveLength(ups(live.stdout)!.length);
    expect(replayed.stdout).toContain('vpn_connection_id="vco-0001"');
  });

  it('lists every fault of a configuration with exit code 1 and without any secret', async () => {
    const file = folder.write(
      'bad.yml',
      [
        'polls: {}',
        'accounts:',
        '  - name: a',
        '    regions: [cn-hangzhou]',
        '    credentials: {type: access_key, access_key_id: LTAImarker, access_key_secret: [S3CRETmarker]}',
      ].join('\n'),
    );
    const exit = await runToEnd(['--config.check', `--config.file=${file}`]);
    expect(exit).toMatchObject({ code: 1, stdout: '' });
    expect(exit.stderr).toContain('polls');
    expect(exit.stderr).toContain('accounts[0].credentials.access_key_secret');
    expect(exit.stderr).not.toContain('marker');
  });

  it('exits 0 where the API does not offer diagnosis: it is neither up nor down', async () => {
    const cloud = await startSimulator({
      scenario: generateScenario({
        accounts: { acme: { 'cn-hangzhou': { single: 1, downEvery: 1 } } },
      }),
    });
    cloud.faults.add({
      match: { action: 'DiagnoseVpnConnections' },
      effect: { kind: 'error', code: 'InvalidApi.NotFound' },
    });
    const file = folder.write(
      'exporter.yml',
      configOf([accountOf('acme', cloud.url, ['cn-hangzhou'])], { poll: {} }),
    );
    const exit = await runToEnd(['--once', `--config.file=${file}`]);
    await cloud.close();
    expect(exit.code).toBe(0);
    expect(values(exit.stdout, 'alicloud_vpn_connection_up')).toEqual([0]);
    const up = (collector: string) =>
      values(exit.stdout, 'alicloud_vpn_target_up', `collector="${collector}"`);
    expect(['connections', 'gateways', 'diagnosis'].map(up)).toEqual([[1], [1], []]);
  });

  it("tells how far the API's clock is off, although every call is refused", async () => {
    const hourAhead = createServer((_request, response) => {
      response.setHeader('date', new Date(Date.now() + 3_600_000).toUTCString());
      response.writeHead(400, { 'content-type': 'application/json' });
      response.end('{"Code":"IllegalTimestamp","Message":"x"}');
    }).listen(0, '127.0.0.1');
    await once(hourAhead, 'listening');
    const { port } = hourAhead.address() as AddressInfo;
    const account = accountOf('acme', `http://127.0.0.1:${port}`, ['cn-hangzhou']);
    const file = folder.write('exporter.yml', configOf([account], { poll: {} }));
    const beganSeconds = Date.now() / 1000;
    const exit = await runToEnd(['--once', `--config.file=${file}`]);
    hourAhead.close();
    const [offset = NaN] = values(exit.stdout, 'alicloud_vpn_exporter_api_clock_offset_seconds');
    // The header is in whole seconds, and the answer takes its time.
    expect(Math.abs(offset - 3_600)).toBeLessThan(60);
    const [time = NaN] = values(exit.stdout, 'alicloud_vpn_exporter_time_seconds');
    expect(time).toBeGreaterThanOrEqual(beganSeconds);
    expect(time).toBeLessThanOrEqual(Date.now() / 1000);
  });

  it('polls once: the page on stdout, exit code 0 only if every target succeeded', async () => {
    const good = writeConfig(['cn-hangzhou', 'eu-central-1'], { poll: {} });
    const exit = await runToEnd(['--once', `--config.file=${good}`]);
    expect(exit.code).toBe(0);
    expect(values(exit.stdout, 'alicloud_vpn_connection_up')).toHaveLength(6);
    expect(values(exit.stdout, 'alicloud_vpn_target_up')).toEqual(Array(8).fill(1));

    simulator.faults.add({ match: { region: 'eu-central-1' }, effect: 'forbidden_ram' });
    const failed = await runToEnd(['--once', `--config.file=${good}`]);
    expect(failed.code).toBe(1);
    expect(values(failed.stdout, 'alicloud_vpn_connection_up')).toHaveLength(4);
  });

  it('reloads on SIGHUP and POST /-/reload, and keeps the old configuration when the new one is bad', async () => {
    const file = writeConfig(['cn-hangzhou']);
    daemon = await startDaemon([`--config.file=${file}`, '--web.enable-lifecycle']);
    await untilReady(daemon);
    const before = await scrape(daemon);
    expect(values(before, 'alicloud_vpn_connection_up', 'eu-central-1')).toHaveLength(0);

    writeConfig(['cn-hangzhou', 'eu-central-1']);
    daemon.child.kill('SIGHUP');
    await untilPage(daemon, (page) => values(page, 'alicloud_vpn_connection_up').length === 6);

    folder.write('exporter.yml', 'accounts: 3');
    const refused = await fetch(`${daemon.url}/-/reload`, { method: 'POST' });
    expect(refused.status).toBe(500);
    expect(await refused.text()).toContain('accounts');
    const kept = await scrape(daemon);
    expect(values(kept, 'alicloud_vpn_connection_up')).toHaveLength(6);
    expect(values(kept, 'alicloud_vpn_exporter_config_last_reload_successful')).toEqual([0]);

    writeConfig(['eu-central-1']);
    expect((await fetch(`${daemon.url}/-/reload`, { method: 'POST' })).status).toBe(200);
    const after = await scrape(daemon);
    expect(values(after, 'alicloud_vpn_connection_up', 'cn-hangzhou')).toHaveLength(0);
    expect(values(after, 'alicloud_vpn_exporter_config_last_reload_successful')).toEqual([1]);
  });

  it('reloads by itself when the content of its configuration changes, where it may', async () => {
    const file = writeConfig(['cn-hangzhou']);
    daemon = await startDaemon([`--config.file=${file}`, '--config.enable-auto-reload']);
    writeConfig(['cn-hangzhou', 'eu-central-1']);
    await untilPage(daemon, (page) => values(page, 'alicloud_vpn_connection_up').length === 6);
    folder.write('exporter.yml', 'accounts: 3');
    const successful = 'alicloud_vpn_exporter_config_last_reload_successful';
    await untilPage(daemon, (page) => values(page, successful)[0] === 0);
    expect(daemon.stderr().match(/configuration not reloaded/g)).toHaveLength(1);
    writeConfig(['cn-hangzhou']);
    await untilPage(daemon, (page) => values(page, successful)[0] === 1);
  });

  it('does not let an unchanged target blink during a reload', async () => {
    writeConfig(['cn-hangzhou']);
    const file = writeConfig(['cn-hangzhou'], { poll: { interval: '1h' } });
    daemon = await startDaemon([`--config.file=${file}`, '--web.enable-lifecycle']);
    await untilReady(daemon);
    const polls = simulator.requests.list().length;
    writeConfig(['cn-hangzhou', 'eu-central-1'], { poll: { interval: '1h' } });
    expect((await fetch(`${daemon.url}/-/reload`, { method: 'POST' })).status).toBe(200);
    const page = await scrape(daemon);
    expect(values(page, 'alicloud_vpn_connection_up', 'cn-hangzhou')).toHaveLength(4);
    await untilPage(daemon, (next) => values(next, 'alicloud_vpn_connection_up').length === 6);
    const again = simulator.requests.list().slice(polls);
    expect(again.filter(({ region }) => region === 'cn-hangzhou')).toHaveLength(0);
  });
});
