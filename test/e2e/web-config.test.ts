/** A daemon whose web configuration is damaged while it runs: the door stays shut, and says so. */

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { hashSync } from 'bcryptjs';
import { startDaemon, stopDaemon, type Daemon } from './support/daemon.ts';
import { values } from './support/scrape.ts';
import { until } from '../support/until.ts';
import { temporaryFolder, type Folder } from '../support/folder.ts';

const SUCCESSFUL = 'alicloud_vpn_exporter_web_config_last_reload_successful';
const HEADERS = { Authorization: `Basic ${Buffer.from('alice:right').toString('base64')}` };
const GUARDED = `basic_auth_users: {alice: ${hashSync('right', 4)}}\n`;

let folder: Folder;
let daemon: Daemon | undefined;

beforeEach(() => {
  folder = temporaryFolder();
});

afterEach(async () => {
  await stopDaemon(daemon);
  daemon = undefined;
  folder.remove();
});

async function metrics({ url }: Daemon): Promise<string> {
  const answer = await fetch(`${url}/metrics`, { headers: HEADERS });
  expect(answer.status).toBe(200);
  return answer.text();
}

describe('a web configuration file that is emptied', () => {
  it('changes nothing but the log and the metric, until it is good again', async () => {
    const file = folder.write('web.yml', GUARDED);
    const running = await startDaemon(['--demo', `--web.config.file=${file}`]);
    daemon = running;
    const successful = async () => values(await metrics(running), SUCCESSFUL)[0];
    expect(await successful()).toBe(1);

    folder.write('web.yml', '');
    await until(async () => (await successful()) === 0);
    expect((await fetch(`${running.url}/metrics`)).status).toBe(401);
    expect(running.stderr().match(/failed to reload the web configuration/g)).toHaveLength(1);

    folder.write('web.yml', `${GUARDED}rate_limit: {interval: 1ms, burst: 9}\n`);
    await until(async () => (await successful()) === 1);
    expect((await fetch(`${running.url}/metrics`)).status).toBe(401);
  });
});

describe('without a web configuration file', () => {
  it('has no metric of its reloads', async () => {
    daemon = await startDaemon(['--demo']);
    expect(values(await metrics(daemon), SUCCESSFUL)).toEqual([]);
  });
});
