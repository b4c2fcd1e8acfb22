/** What happens when the time of day is set while the exporter runs. */

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Exporter } from '../../src/commands/exporter.ts';
import { refuses } from '../support/fake-api.ts';
import { ids, MINUTE_MS, samples, settings, shows, FakeCloud } from '../support/fake-cloud.ts';

const REGION = 'cn-hangzhou';
const HOUR_MS = 60 * MINUTE_MS;
const STALE_MS = 5 * MINUTE_MS;

let cloud: FakeCloud;
let exporter: Exporter;

beforeEach(async () => {
  cloud = new FakeCloud();
  cloud.shown.set(REGION, shows('vco-1'));
  exporter = await cloud.started(settings({ regions: [REGION] }));
});

afterEach(() => cloud.stop());

async function value(name: string): Promise<number | undefined> {
  return (await samples(exporter, name))[0]?.value;
}

/** The age of the last success as alert rules measure it. */
async function ageSeconds(): Promise<number> {
  const [now = NaN, success = NaN] = [
    await value('exporter_time_seconds'),
    await value('target_last_success_timestamp_seconds'),
  ];
  return now - success;
}

describe.each([
  ['forward', HOUR_MS],
  ['back', -HOUR_MS],
  ['forward by years', 50_000 * HOUR_MS],
])('a time of day that is set %s', (_way, jumpMs) => {
  it('hides nothing, and the next poll comes when it is due', async () => {
    await cloud.clock.advance(MINUTE_MS - 1_000);
    cloud.clock.jump(jumpMs);
    expect(await ids(exporter)).toEqual(['vco-1']);
    expect(await value('exporter_polls_total')).toBe(1);
    await cloud.clock.advance(1_000);
    expect(await value('exporter_polls_total')).toBe(2);
    expect(await ageSeconds()).toBe(0);
  });

  it('leaves the timestamp of the last success where it was', async () => {
    const before = await value('target_last_success_timestamp_seconds');
    cloud.shown.set(REGION, refuses());
    cloud.clock.jump(jumpMs);
    await cloud.clock.advance(MINUTE_MS);
    expect(await value('target_up')).toBe(0);
    expect(await value('target_last_success_timestamp_seconds')).toBe(before);
    expect(await ageSeconds()).toBe((jumpMs + MINUTE_MS) / 1000);
  });

  it('makes nothing stale earlier or later', async () => {
    cloud.shown.set(REGION, refuses());
    await cloud.clock.advance(MINUTE_MS);
    cloud.clock.jump(jumpMs);
    await cloud.clock.advance(STALE_MS - MINUTE_MS);
    expect(await ids(exporter)).toEqual(['vco-1']);
    await cloud.clock.advance(1);
    expect(await ids(exporter)).toEqual([]);
  });
});
