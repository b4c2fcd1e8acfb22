/** A real Alertmanager on a free loopback port, and what its HTTP API says. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cleanup } from './cleanup.ts';
import { startProgram, type Program } from './listening.ts';

/** Labels of an alert. */
export type Labels = Readonly<Record<string, string>>;

interface ShownAlert {
  readonly labels: Labels;
  readonly status: { readonly inhibitedBy: readonly string[] };
}

/** A running Alertmanager. */
export interface Alertmanager extends Program {
  /** host:port */
  readonly address: string;
  /** Lets alerts fire. */
  readonly post: (alerts: readonly Labels[]) => Promise<void>;
  /** The alerts that fire and that others silence. */
  readonly inhibited: () => Promise<readonly Labels[]>;
}

/** Starts one with this configuration, given as YAML. */
export async function startAlertmanager(
  command: string,
  config: string,
  cleanup: Cleanup,
  flags: readonly string[] = [],
): Promise<Alertmanager> {
  const folder = mkdtempSync(join(tmpdir(), 'alertmanager-'));
  cleanup.add(() => {
    rmSync(folder, { recursive: true });
  });
  const file = join(folder, 'alertmanager.yml');
  writeFileSync(file, config);
  const isPeer = flags.some((flag) => flag.startsWith('--cluster.listen-address='));
  const alone = isPeer ? [] : ['--cluster.listen-address='];
  const program = await startProgram(
    command,
    [`--config.file=${file}`, `--storage.path=${folder}`, ...alone, ...flags],
    cleanup,
  );
  const { url } = program;
  return {
    ...program,
    address: new URL(url).host,
    post: async (alerts) => {
      const response = await fetch(`${url}/api/v2/alerts`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(alerts.map((labels) => ({ labels }))),
      });
      if (!response.ok) throw new Error(await response.text());
    },
    inhibited: async () => {
      const response = await fetch(`${url}/api/v2/alerts?inhibited=true&active=false`);
      const alerts = (await response.json()) as readonly ShownAlert[];
      return alerts
        .filter(({ status }) => status.inhibitedBy.length > 0)
        .map(({ labels }) => labels);
    },
  };
}
