/** A real Alertmanager with the example configuration, on a free port of the loopback interface. */

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ALERTMANAGER_FILE } from '../../scripts/alerts-inhibition.ts';

/** Labels of an alert. */
export type Labels = Readonly<Record<string, string>>;

/** What /api/v2/alerts tells of an alert. */
interface ShownAlert {
  readonly labels: Labels;
  readonly status: { readonly inhibitedBy: readonly string[] };
}

/** Where it listens, from its log; it asks the system for a free port by itself. */
async function addressOf(child: ChildProcess): Promise<string> {
  const log: string[] = [];
  if (child.stderr === null) throw new Error('stderr is not piped');
  for await (const line of createInterface({ input: child.stderr })) {
    const [, address] = /"Listening on" address=(127\.0\.0\.1:\d+)/.exec(line) ?? [];
    if (address !== undefined) return address;
    log.push(line);
  }
  throw new Error(`Alertmanager ended:\n${log.join('\n')}`);
}

/** A running Alertmanager. */
export class Alertmanager {
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #url: string;

  private constructor(child: ChildProcess, folder: string, address: string) {
    this.#child = child;
    this.#folder = folder;
    this.#url = `http://${address}/api/v2/alerts`;
  }

  static async start(command: string): Promise<Alertmanager> {
    const folder = await mkdtemp(join(tmpdir(), 'alertmanager-'));
    const flags = [
      `--config.file=${ALERTMANAGER_FILE}`,
      `--storage.path=${folder}`,
      '--web.listen-address=127.0.0.1:0',
      '--cluster.listen-address=',
    ];
    const child = spawn(command, flags, { stdio: ['ignore', 'ignore', 'pipe'] });
    return new Alertmanager(child, folder, await addressOf(child));
  }

  /** Lets alerts fire. */
  async post(alerts: readonly Labels[]): Promise<void> {
    const response = await fetch(this.#url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(alerts.map((labels) => ({ labels }))),
    });
    if (!response.ok) throw new Error(await response.text());
  }

  /** The alerts that others silence. */
  async inhibited(): Promise<readonly Labels[]> {
    const response = await fetch(this.#url);
    const alerts = (await response.json()) as readonly ShownAlert[];
    return alerts.filter(({ status }) => status.inhibitedBy.length > 0).map(({ labels }) => labels);
  }

  async stop(): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.kill();
    await ended;
    await rm(this.#folder, { recursive: true });
  }
}
