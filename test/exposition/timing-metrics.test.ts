/** What the exporter tells of its configured times. */

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Exporter } from '../../src/commands/exporter.ts';
import { config } from '../support/samples.ts';
import { samples, settings, FakeCloud } from '../support/fake-cloud.ts';

let cloud: FakeCloud;

beforeEach(() => {
  cloud = new FakeCloud();
});

afterEach(() => cloud.stop());

async function byCollector(
  exporter: Exporter,
  name: string,
): Promise<Readonly<Record<string, number>>> {
  const all = await samples(exporter, `exporter_${name}`);
  return Object.fromEntries(all.map(({ labels, value }) => [labels['collector'] ?? '', value]));
}

describe('the configured times', () => {
  it('are exposed for each collector that runs, before the first poll', async () => {
    const exporter = cloud.create(config());
    expect(await byCollector(exporter, 'poll_interval_seconds')).toEqual({
      connections: 60,
      gateways: 60,
    });
    expect(await byCollector(exporter, 'stale_after_seconds')).toEqual({
      connections: 300,
      gateways: 300,
    });
  });

  it('follow a reload', async () => {
    const exporter = await cloud.started(settings());
    const { poll } = settings();
    exporter.reconfigure(
      settings({}, { poll: { ...poll, intervalMs: 500, staleAfterMs: 90_000 } }),
    );
    expect(await byCollector(exporter, 'poll_interval_seconds')).toEqual({ connections: 0.5 });
    expect(await byCollector(exporter, 'stale_after_seconds')).toEqual({ connections: 90 });
  });
});
