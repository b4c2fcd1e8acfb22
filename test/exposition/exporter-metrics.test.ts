/** What the exporter tells of its own process. */

import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Registry } from 'prom-client';
import type { Format } from '../../src/exposition/format.ts';
import { ExporterMetrics } from '../../src/exposition/exporter-metrics.ts';
import { OWN_METRICS } from '../support/contract.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { worldStore } from '../support/world.ts';
import { parseExposition, type ParsedFamily } from '../support/exposition.ts';

const NOW_MS = Date.UTC(2026, 0, 1);
const BUILD = { version: '1.2.3', revision: 'abc "1"', nodeVersion: 'v20.19.0' };

/** Gives every metric a sample. */
const RECORDS: readonly ((own: ExporterMetrics) => void)[] = [
  (own) => own.observeRequest('A', 1),
  (own) => own.countUnknownValue('State'),
  (own) => own.recordReload(true, 5),
  (own) => own.recordClockOffset(250),
  (own) => own.recordDemo(),
  (own) => own.recordWebConfigReload(true),
  (own) => own.countHttpRequest('metrics', 200),
  (own) => own.countRefusedConnection(),
  (own) => own.recordTimings(new Map([['connections', { intervalMs: 1, staleAfterMs: 2 }]])),
  (own) => own.recordTargets(worldStore().list()),
];

describe('ExporterMetrics', () => {
  let own: ExporterMetrics;
  let clock: FakeClock;

  beforeEach(() => {
    clock = new FakeClock(NOW_MS);
    own = new ExporterMetrics(BUILD, clock);
  });

  async function read(format: Format = 'text'): Promise<ReadonlyMap<string, ParsedFamily>> {
    const text = await own.render(format);
    return parseExposition(format === 'text' ? text : `${text}# EOF\n`, format);
  }

  async function samples(name: string): Promise<ParsedFamily['samples']> {
    return (await read()).get(`alicloud_vpn_exporter_${name}`)?.samples ?? [];
  }

  it('fails once where reading fails once', async () => {
    const reading = jest.spyOn(Registry.prototype, 'getMetricsAsJSON');
    reading.mockRejectedValueOnce(new Error('a metric that cannot be collected'));
    await expect(own.render('text')).rejects.toThrow('cannot be collected');
    reading.mockRestore();
    expect(await samples('build_info')).toHaveLength(1);
  });

  it.each(OWN_METRICS.map((metric) => [metric.name, metric] as const))(
    'has %s as promised',
    async (name, { type, labels }) => {
      for (const record of RECORDS) record(own);
      const family = (await read()).get(name);
      expect(family?.type).toBe(type);
      expect(family?.help).toMatch(/^[A-Z].*\.$/);
      for (const sample of family?.samples ?? []) {
        expect(Object.keys(sample.labels).filter((label) => label !== 'le')).toEqual(labels);
      }
    },
  );

  it('has no others, unless those of the process are asked for', async () => {
    for (const record of RECORDS) record(own);
    const names = [...(await read()).keys()].sort();
    expect(names).toEqual(OWN_METRICS.map(({ name }) => name).sort());
    own.collectProcessMetrics();
    const all = await read();
    expect([...all.keys()]).toEqual(
      expect.arrayContaining(['process_resident_memory_bytes', 'nodejs_eventloop_lag_seconds']),
    );
    for (const { name, type, help } of all.values()) {
      expect(name).toMatch(/^(alicloud_vpn_exporter|process|nodejs)_/);
      expect(name.endsWith('_total')).toBe(type === 'counter');
      expect(help).not.toBe('');
    }
  });

  it('tells what it was built from', async () => {
    const { version, revision, nodeVersion: node_version } = BUILD;
    expect(await samples('build_info')).toEqual([
      { name: expect.any(String), labels: { version, revision, node_version }, value: 1 },
    ]);
  });

  it("tells the time of the exporter's own clock, whatever it is set to", async () => {
    const time = async () => (await samples('time_seconds')).map(({ value }) => value);
    expect(await time()).toEqual([NOW_MS / 1000]);
    await clock.advance(1_500);
    expect(await time()).toEqual([NOW_MS / 1000 + 1.5]);
    clock.jump(-3_600_000);
    expect(await time()).toEqual([NOW_MS / 1000 + 1.5 - 3_600]);
  });

  it("tells how far the API's clock is off, once an answer has shown it", async () => {
    const offset = async () =>
      (await samples('api_clock_offset_seconds')).map(({ value }) => value);
    expect(await offset()).toEqual([]);
    own.recordClockOffset(-300_500);
    expect(await offset()).toEqual([-300.5]);
    own.recordClockOffset(0);
    expect(await offset()).toEqual([0]);
  });

  it('counts unknown values by field', async () => {
    expect(await samples('unknown_values_total')).toEqual([]);
    for (const field of ['State', 'Status', 'State']) own.countUnknownValue(field);
    const counts = await samples('unknown_values_total');
    expect(counts.map(({ labels, value }) => [labels['field'], value])).toEqual([
      ['State', 2],
      ['Status', 1],
    ]);
  });

  it('remembers when the configuration was last loaded, and whether the last try succeeded', async () => {
    const values = async () =>
      [
        ...(await samples('config_last_reload_successful')),
        ...(await samples('config_last_reload_success_timestamp_seconds')),
      ].map(({ value }) => value);
    own.recordReload(true, 1_500);
    expect(await values()).toEqual([1, 1.5]);
    own.recordReload(false, 9_000);
    expect(await values()).toEqual([0, 1.5]);
    own.recordReload(true, 20_000);
    expect(await values()).toEqual([1, 20]);
  });

  it('tells whether the last reload of the web configuration succeeded, where there is one', async () => {
    const values = async () =>
      (await samples('web_config_last_reload_successful')).map(({ value }) => value);
    expect(await values()).toEqual([]);
    own.recordWebConfigReload(true);
    expect(await values()).toEqual([1]);
    own.recordWebConfigReload(false);
    expect(await values()).toEqual([0]);
  });

  it('tells a demo from the real thing', async () => {
    const value = async () => (await samples('demo')).map((sample) => sample.value);
    expect(await value()).toEqual([0]);
    own.recordDemo();
    expect(await value()).toEqual([1]);
  });

  describe('the duration of calls', () => {
    const of = (all: ParsedFamily['samples'], part: string, action: string) =>
      all.filter(({ name, labels }) => name.endsWith(part) && labels['action'] === action);

    beforeEach(() => {
      for (const seconds of [0.01, 0.3, 0.3, 31]) own.observeRequest('A', seconds);
      own.observeRequest('B', 0.025);
    });

    it('is a histogram for each action', async () => {
      const all = await samples('api_request_duration_seconds');
      const buckets = of(all, '_bucket', 'A').map(({ labels, value }) => [labels['le'], value]);
      expect(Object.fromEntries(buckets)).toMatchObject({
        '0.25': 1,
        '0.5': 3,
        '30': 3,
        '+Inf': 4,
      });
      expect(of(all, '_count', 'A')[0]?.value).toBe(4);
      expect(of(all, '_sum', 'A')[0]?.value).toBeCloseTo(31.61, 10);
      expect(of(all, '_bucket', 'B')[0]).toMatchObject({ labels: { le: '0.025' }, value: 1 });
    });

    it('has bounds as floats in OpenMetrics', async () => {
      const family = (await read('openmetrics')).get(
        'alicloud_vpn_exporter_api_request_duration_seconds',
      );
      const bounds = of(family?.samples ?? [], '_bucket', 'A').map(({ labels }) => labels['le']);
      expect(bounds).toEqual(expect.arrayContaining(['0.025', '1.0', '30.0', '+Inf']));
      for (const bound of bounds) expect(bound).toMatch(/^\+Inf$|\./);
    });
  });

  it.each(RECORDS)('tells at once what was recorded: %s', async (record) => {
    const before = await own.render('text');
    record(own);
    expect(await own.render('text')).not.toBe(before);
  });

  it('reads the process once a second, and everything else at each scrape', async () => {
    own.collectProcessMetrics();
    const reading = jest.spyOn(Registry.prototype, 'getMetricsAsJSON');
    const isProcess = (registry: unknown): boolean =>
      registry instanceof Registry &&
      registry.getSingleMetric('process_resident_memory_bytes') !== undefined;
    const readings = (): number => reading.mock.contexts.filter(isProcess).length;
    await own.render('text');
    expect(readings()).toBe(1);
    await clock.advance(999);
    clock.jump(-3_600_000);
    await own.render('text');
    expect(readings()).toBe(1);
    await clock.advance(1);
    await own.render('text');
    expect(readings()).toBe(2);
    reading.mockRestore();
  });

  it('shares nothing with another instance', async () => {
    own.countUnknownValue('State');
    own = new ExporterMetrics(BUILD, clock);
    expect(await samples('unknown_values_total')).toEqual([]);
  });
});
