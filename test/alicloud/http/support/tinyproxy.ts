/** A real proxy: tinyproxy, with the proxy of a test behind it, which knows names that no name server knows. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from '../../../support/free-port.ts';
import { isInstalled } from '../../../support/tools.ts';

/** Whether it is installed. */
export const TINYPROXY = isInstalled('tinyproxy', 'tinyproxy', ['-v']);

export interface Tinyproxy {
  /** host:port */
  readonly address: string;
  readonly close: () => Promise<void>;
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => {
      resolve(false);
    });
  });
}

/** @param login `user password` that it wants */
export async function startTinyproxy(upstream: string, login: string): Promise<Tinyproxy> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tinyproxy-'));
  const port = await freePort();
  const file = path.join(folder, 'tinyproxy.conf');
  const lines = [
    `Port ${port}`,
    'Listen 127.0.0.1',
    'Timeout 30',
    'MaxClients 20',
    `BasicAuth ${login}`,
    `Upstream http ${upstream}`,
    `LogFile "${path.join(folder, 'log')}"`,
  ];
  await writeFile(file, `${lines.join('\n')}\n`);
  const child = spawn('tinyproxy', ['-d', '-c', file], { stdio: 'ignore' });
  const exited = once(child, 'exit');
  while (!(await listens(port))) {
    if (child.exitCode !== null) throw new Error('tinyproxy does not start');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return {
    address: `127.0.0.1:${port}`,
    close: async () => {
      child.kill();
      await exited;
      await rm(folder, { recursive: true });
    },
  };
}
