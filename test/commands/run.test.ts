/** The daemon in this process: what it answers from the opening of the port on, and how it ends. */

import { describe, expect, it } from '@jest/globals';
import type { RunCommand } from '../../src/cli/command.ts';
import { systemClock } from '../../src/model/clock.ts';
import { runDaemon } from '../../src/commands/run.ts';
import type { LogFields, Logger } from '../../src/model/log.ts';
import { until } from '../support/until.ts';
import { commandContext } from '../support/exporter.ts';

const COMMAND: RunCommand = {
  kind: 'run',
  source: { kind: 'demo' },
  shard: { index: 0, total: 1 },
  log: { level: 'info', format: 'json' },
  webConfigFile: undefined,
  listenAddresses: [{ host: '127.0.0.1', port: 0 }],
  telemetryPath: '/metrics',
  routePrefix: '',
  externalPath: undefined,
  enableLifecycle: true,
  systemdSocket: false,
  enableAutoReload: false,
};

/** Calls back in the very moment in which the daemon says that it listens. */
function logOf(onListening: (address: string) => void): Logger {
  const quiet = (): void => undefined;
  const info = ({ address }: LogFields, message: string): void => {
    if (message === 'listening') onListening(String(address));
  };
  const log: Logger = { debug: quiet, info, warn: quiet, error: quiet, child: () => log };
  return log;
}

interface Seen {
  readonly status: number;
  readonly text: string;
}

async function ask(url: string, method = 'GET'): Promise<Seen> {
  const answer = await fetch(url, { method });
  return { status: answer.status, text: await answer.text() };
}

/** Runs the daemon until `use` is done with it. */
async function withDaemon(use: (url: string, hangUp: () => void) => Promise<void>): Promise<void> {
  const stop = new AbortController();
  const listeners: (() => void)[] = [];
  const onHangup = (listener: () => void): void => {
    listeners.push(listener);
  };
  let running = Promise.resolve();
  try {
    const url = await new Promise<string>((resolve, reject) => {
      const context = commandContext({
        clock: systemClock,
        log: logOf(resolve),
        stop: stop.signal,
      });
      running = runDaemon(COMMAND, { onHangup }, context);
      running.catch(reject);
    });
    const hangUp = (): void => {
      for (const listener of listeners) listener();
    };
    await use(url, hangUp);
  } finally {
    stop.abort();
    await running;
  }
}

async function untilReady(url: string): Promise<void> {
  await until(async () => (await ask(`${url}/-/ready`)).status === 200);
}

const RELOADED = 'alicloud_vpn_exporter_config_last_reload_success_timestamp_seconds';

function reloadTime({ text }: Seen): number {
  return Number(new RegExp(`^${RELOADED} (.*)$`, 'm').exec(text)?.[1]);
}

describe('the daemon', () => {
  it('answers requests that come with the opening of the port', async () => {
    await withDaemon(async (url) => {
      const [ready, page, metrics, reload, healthy] = await Promise.all([
        ask(`${url}/-/ready`),
        ask(`${url}/`),
        ask(`${url}/metrics`),
        ask(`${url}/-/reload`, 'POST'),
        ask(`${url}/-/healthy`),
      ]);
      expect([200, 503]).toContain(ready.status);
      expect(page.status).toBe(200);
      expect(page.text).toMatch(/^<!doctype html>/);
      expect(metrics.status).toBe(200);
      expect(metrics.text).toContain('alicloud_vpn_exporter_build_info{');
      expect(reload).toEqual({ status: 200, text: 'reloaded\n' });
      expect(healthy.status).toBe(200);
    });
  });

  it('becomes ready, shows its targets then, and reloads on a hangup', async () => {
    await withDaemon(async (url, hangUp) => {
      await untilReady(url);
      expect((await ask(`${url}/metrics`)).text).toContain('alicloud_vpn_target_up{');
      expect((await ask(`${url}/`)).text).toContain('cn-hangzhou');
      const before = reloadTime(await ask(`${url}/metrics`));
      hangUp();
      let after = before;
      while (after === before) after = reloadTime(await ask(`${url}/metrics`));
      expect(after).toBeGreaterThan(before);
    });
  });
});
