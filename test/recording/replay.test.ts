/** A recorded folder, replayed: the same metrics as before, up to the masks. */

import { afterEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createExporter } from '../../src/commands/wiring.ts';
import type { Config } from '../../src/config/config.ts';
import { loadConfig } from '../../src/config/load.ts';
import { parseConfig } from '../../src/config/schema.ts';
import { ExporterMetrics } from '../../src/exposition/exporter-metrics.ts';
import { abortController } from '../../src/model/concurrency.ts';
import { filesOf, maskerOf } from '../../src/recording/files.ts';
import { prepareFolder, writeFiles } from '../../src/recording/folder.ts';
import type { Masker } from '../../src/recording/masking.ts';
import { Recorder } from '../../src/recording/recorder.ts';
import { demoConfig, demoScenario } from '../../src/simulator/demo.ts';
import { loadScenario } from '../../src/simulator/scenario-file.ts';
import { startSimulator, type Simulator } from '../../src/simulator/simulator.ts';
import { skippingClock } from '../support/fake-clock.ts';
import { parseExposition, seriesKey, type ParsedSample } from '../support/exposition.ts';
import { documentationScenario, DOCUMENTED_REGION } from '../support/scenarios/documentation.ts';
import { generatedKey, generateScenario } from '../support/scenarios/generate.ts';
import { BUILD, commandContext, pageOf } from '../support/exporter.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

/** Polls once; the samples of what was seen. */
async function poll(config: Config, recorder?: Recorder) {
  const shard = { index: 0, total: 1 };
  const around = commandContext({ clock: skippingClock(), stop: abortController().signal });
  const own = new ExporterMetrics(BUILD, around.clock);
  const exporter = createExporter(config, shard, own, around, recorder?.observe);
  const isSuccess = await exporter.pollOnce(around.stop);
  const text = await pageOf(exporter);
  const samples = [...parseExposition(text).values()].flatMap((family) => family.samples);
  return { isSuccess, samples: samples.filter(({ name }) => IS_STATE.test(name)) };
}

const IS_STATE =
  /^alicloud_vpn_(connection|tunnel|gateway|customer_gateway)_|^alicloud_vpn_target_(up|resources|reported_resources|rejected_rows)$/;

function maskedLabels({ labels }: ParsedSample, masker: Masker, tags: ReadonlyMap<string, string>) {
  return Object.fromEntries(
    Object.entries(labels).map(([name, value]) => [
      tags.get(name) ?? name,
      name.endsWith('_asn') || name === 'asn'
        ? (masker.query({ Asn: value })['Asn'] ?? '')
        : masker.text(value),
    ]),
  );
}

function lines(samples: readonly ParsedSample[]): readonly string[] {
  return samples.map((sample) => `${seriesKey(sample)} = ${sample.value}`).sort();
}

async function start(scenario: Parameters<typeof startSimulator>[0]['scenario']) {
  const simulator = await startSimulator({ scenario });
  cleanups.push(() => simulator.close());
  return simulator;
}

/** Records a poll of `config`, replays it, and returns the samples of both under the mask, with the folder. */
async function recordAndReplay(config: Config, folder: string) {
  const recorder = new Recorder();
  const live = await poll(config, recorder);
  const { calls, unreadFields } = recorder;
  const said = { build: BUILD, nowMs: 0, requests: {}, isSuccess: live.isSuccess };
  await prepareFolder(folder);
  await writeFiles(folder, filesOf({ calls, unreadFields, config, ...said }));
  const masker = maskerOf({ calls, config });
  const tags = new Map(
    config.tagLabels.map(({ key, label }) => [
      label,
      `tag_${masker.text(key).replaceAll(/\W/g, '_')}`,
    ]),
  );
  const masked = live.samples.map((sample) => ({
    ...sample,
    labels: maskedLabels(sample, masker, tags),
  }));
  const scenario = await loadScenario(folder, new AbortController().signal);
  const replay = await start(scenario);
  const replayConfig = await loadConfig(join(folder, 'exporter.yml'), {
    SIMULATOR_URL: replay.url,
  });
  const replayed = await poll(replayConfig);
  return { live, replayed, expected: lines(masked), found: lines(replayed.samples) };
}

function newFolder(): string {
  const parent = mkdtempSync(join(tmpdir(), 'vpn-recording-'));
  cleanups.push(() => {
    rmSync(parent, { recursive: true });
  });
  return join(parent, 'new');
}

function generated(simulator: Simulator, rest: object = {}, account: object = {}): Config {
  const { id, secret } = generatedKey('acme');
  return parseConfig({
    accounts: [
      {
        name: 'acme',
        regions: 'all',
        endpoint: simulator.url,
        credentials: { type: 'access_key', access_key_id: id, access_key_secret: secret },
        ...account,
      },
    ],
    labels: { tags: ['env', 'owner'] },
    ...rest,
  });
}

const WORLD = generateScenario({
  accounts: {
    acme: {
      'cn-hangzhou': { single: 60, dual: 3, gateways: 3, downEvery: 4 },
      'eu-central-1': { single: 2, dual: 2, gateways: 1, downEvery: 2 },
      'us-west-1': {},
    },
  },
});

describe('a recording', () => {
  it('of the demo gives the same metrics when it is replayed', async () => {
    const live = await start(demoScenario(Date.now()));
    const demo = demoConfig(live.url);
    const { poll: patient } = generated(live);
    const { expected, found } = await recordAndReplay({ ...demo, poll: patient }, newFolder());
    expect(found).toEqual(expected);
    expect(found.length).toBeGreaterThan(300);
  });

  it('of all regions, with pages, filters, refusals and rows that are wrong', async () => {
    const simulator = await start(WORLD);
    const faults = (match: object, effect: object | string) => {
      simulator.faults.add({ match, effect } as never);
    };
    faults({ region: 'us-west-1' }, 'region_closed');
    faults({ region: 'eu-central-1', action: 'DescribeVpnGateways' }, 'forbidden_ram');
    faults(
      { action: 'DiagnoseVpnConnections', region: 'eu-central-1' },
      {
        kind: 'error',
        code: 'InvalidApi.NotFound',
      },
    );
    const rows = { action: 'DescribeVpnConnections', region: 'cn-hangzhou', page: 2 };
    faults(rows, 'unknown_state');
    faults(rows, { kind: 'set', path: 'VpnConnections.VpnConnection.1.VpnConnectionId', value: 7 });
    faults(rows, 'list_for_tags');
    const account = {
      filters: { tags: { env: 'acme-cn-hangzhou' } },
      expected_connections: ['vco-missing'],
    };
    const config = generated(simulator, {}, account);
    const { live, expected, found } = await recordAndReplay(config, newFolder());
    expect(live.isSuccess).toBe(false);
    expect(found).toEqual(expected);
    expect(found.join('\n')).toMatch(/target_rejected_rows .*= 1/);
    expect(found.join('\n')).toMatch(/connection_state .*state 7 unknown .* = 1/);
  });

  it.each([
    ['that is not JSON', 'ok_html'],
    ['without a list', 'ok_empty_object'],
    ['that is null', 'ok_null'],
    ['that does not add up', 'short_page'],
    ['that reports more than it shows', 'total_count_high'],
  ])('of an answer %s', async (_name, fault) => {
    const simulator = await start(WORLD);
    const effect = fault === 'short_page' ? { kind: 'short_page', rows: 1 } : fault;
    simulator.faults.add({ match: { action: 'DescribeVpnGateways' }, effect } as never);
    const { live, replayed, expected, found } = await recordAndReplay(
      generated(simulator),
      newFolder(),
    );
    expect(found).toEqual(expected);
    expect(replayed.isSuccess).toBe(live.isSuccess);
  });

  it("of the documentation's own sample", async () => {
    const simulator = await start(documentationScenario);
    const { id, secret } = generatedKey('documentation');
    const credentials = { type: 'access_key', access_key_id: id, access_key_secret: secret };
    const account = { name: 'documentation', regions: [DOCUMENTED_REGION], credentials };
    const config = generated(simulator, {}, account);
    const folder = newFolder();
    const { expected, found } = await recordAndReplay(config, folder);
    expect(found).toEqual(expected);
    const fields = readFileSync(join(folder, 'fields.txt'), 'utf8');
    expect(fields).toContain(
      'DescribeVpnConnections VpnConnections.VpnConnection.TunnelOptionsSpecification.TunnelOptions.TunnelIkeConfig.Psk\n',
    );
    expect(fields).not.toContain('pgw6dy7');
  });

  it('is readable by its owner alone', async () => {
    const simulator = await start(WORLD);
    const folder = newFolder();
    await recordAndReplay(generated(simulator), folder);
    const modes = readdirSync(folder, { recursive: true, withFileTypes: true }).map((entry) => [
      entry.isDirectory(),
      statSync(join(entry.parentPath, entry.name)).mode & 0o777,
    ]);
    expect(modes.length).toBeGreaterThan(8);
    expect(
      new Set(modes.map(([isFolder, mode]) => `${isFolder} ${Number(mode).toString(8)}`)),
    ).toEqual(new Set(['false 600', 'true 700']));
  });
});
