/** The container that the chart renders, started for real: its arguments, environment and files. */

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { env, stderr } from 'node:process';
import { afterEach, beforeAll, afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { hashSync } from 'bcryptjs';
import { generatedKey, generateScenario } from '../support/scenarios/generate.ts';
import { startSimulator, type Simulator } from '../../src/simulator/simulator.ts';
import { type Daemon, runToEnd, startDaemon, stopDaemon } from '../e2e/support/daemon.ts';
import { scrape, untilReady, values as valuesOf } from '../e2e/support/scrape.ts';
import { Helm, type KubeObject, template, type Values } from './chart.ts';
import { findHelmTools } from './tools.ts';

const tools = await findHelmTools();
const built = await runToEnd(['--version']).then(
  ({ code }) => code === 0,
  () => false,
);
if (!built && env['CI'] === 'true') throw new Error('dist/main.js does not run: npm run build');
if (!built) stderr.write('The rendered container is not started: npm run build comes first.\n');

const ROOT = '/etc/alicloud-vpn-exporter';
const REGIONS = ['cn-hangzhou', 'eu-central-1', 'us-west-1'];

(tools === undefined || !built ? describe.skip : describe)('the rendered container', () => {
  const helm = new Helm(tools?.helm ?? '');
  const daemons: Daemon[] = [];
  let simulator: Simulator;
  let folder = '';

  beforeAll(async () => {
    const regions = Object.fromEntries(REGIONS.map((region) => [region, { dual: 1 }]));
    const scenario = generateScenario({
      accounts: { prod: regions, lab: { 'cn-beijing': { single: 2 } } },
    });
    simulator = await startSimulator({ scenario });
  });
  afterAll(() => simulator.close());

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'container-'));
  });
  afterEach(async () => {
    for (const daemon of daemons.splice(0)) await stopDaemon(daemon);
    await rm(folder, { recursive: true });
  });

  /** Paths of the container to paths on this machine. */
  const mapped = (text: string): string => text.replaceAll(ROOT, folder);

  async function write(path: string, content: string): Promise<void> {
    const file = mapped(path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, mapped(content));
  }

  /** Puts the rendered files where the pod's volumes would put them. */
  async function mount(objects: readonly KubeObject[]): Promise<void> {
    const { containers, volumes = [] } = template(objects)['spec'];
    for (const { name, mountPath } of containers[0].volumeMounts ?? []) {
      const volume = volumes.find((each: { readonly name: string }) => each.name === name);
      const source = volume.configMap?.name ?? volume.secret?.secretName;
      const object = objects.find(
        ({ kind, metadata }) =>
          kind !== 'Pod' && metadata.name === source && (kind === 'ConfigMap' || kind === 'Secret'),
      );
      for (const [key, content] of Object.entries(object?.['data'] ?? object?.['stringData'] ?? {}))
        await write(`${mountPath}/${key}`, content as string);
    }
  }

  /** Starts the container as the kubelet would, on a port of its own. */
  async function start(
    values: Values,
    variables: Readonly<Record<string, string>> = {},
  ): Promise<Daemon> {
    const objects = await helm.objects(values);
    await mount(objects);
    const args: readonly string[] = template(objects)['spec'].containers[0].args;
    const expanded = args
      .filter((arg) => !arg.startsWith('--web.listen-address='))
      .map((arg) =>
        mapped(arg).replaceAll(/\$\((\w+)\)/g, (_whole, name: string) => variables[name] ?? ''),
      );
    const daemon = await startDaemon(expanded, variables);
    daemons.push(daemon);
    return daemon;
  }

  const accounts = (): Values => ({
    config: {
      accounts: [
        {
          name: 'prod',
          regions: REGIONS,
          endpoint: simulator.url,
          credentials: {
            type: 'access_key',
            access_key_id: '${AK_ID}',
            access_key_secret: '${AK_SECRET}',
          },
        },
        {
          name: 'lab',
          regions: ['cn-beijing'],
          endpoint: simulator.url,
          credentials: {
            type: 'access_key',
            access_key_id_file: `${ROOT}/secrets/lab/id`,
            access_key_secret_file: `${ROOT}/secrets/lab/secret`,
          },
        },
      ],
    },
    credentials: { files: ['lab'] },
  });
  const prod = generatedKey('prod');
  const variables = { AK_ID: prod.id, AK_SECRET: prod.secret };
  const writeSecret = async (): Promise<void> => {
    const { id, secret } = generatedKey('lab');
    await write(`${ROOT}/secrets/lab/id`, id);
    await write(`${ROOT}/secrets/lab/secret`, secret);
  };

  it('reads its configuration, and credentials from the environment and from files', async () => {
    await writeSecret();
    const daemon = await start(accounts(), variables);
    await untilReady(daemon);
    const page = await scrape(daemon);
    expect(valuesOf(page, 'alicloud_vpn_connection_up')).toEqual([1, 1, 1, 1, 1]);
    expect(new Set(valuesOf(page, 'alicloud_vpn_target_up'))).toEqual(new Set([1]));
  });

  it('shares its targets with the other shards: each target has one', async () => {
    await writeSecret();
    const polled: string[] = [];
    const told: string[] = [];
    const namesIn = (page: string, metric: string, label: string): readonly string[] => {
      const lines = page.matchAll(new RegExp(`^${metric}\\{.*${label}="([^"]+)"`, 'gm'));
      return [...new Set([...lines].map(([, name = '']) => name))];
    };
    for (const SHARD_INDEX of ['0', '1']) {
      const daemon = await start({ ...accounts(), shards: 2 }, { ...variables, SHARD_INDEX });
      await untilReady(daemon);
      const page = await scrape(daemon);
      polled.push(...namesIn(page, 'alicloud_vpn_connection_up', 'region'));
      told.push(...namesIn(page, 'alicloud_vpn_exporter_target_info', 'region'));
      const [shard] = namesIn(page, 'alicloud_vpn_exporter_shard_info', 'shard');
      expect([shard, ...valuesOf(page, 'alicloud_vpn_exporter_shards')]).toEqual([SHARD_INDEX, 2]);
    }
    expect(polled.sort()).toEqual(['cn-beijing', ...REGIONS].sort());
    expect(told.sort()).toEqual(polled);
  });

  it('serves what its web configuration says', async () => {
    const daemon = await start({
      demo: true,
      web: {
        telemetryPath: '/m',
        enableLifecycle: true,
        config: { basic_auth_users: { me: hashSync('secret', 4) } },
      },
    });
    const status = async (path: string, password: string, method = 'GET'): Promise<number> => {
      const authorization = `Basic ${Buffer.from(`me:${password}`).toString('base64')}`;
      return (await fetch(daemon.url + path, { method, headers: { authorization } })).status;
    };
    expect(await status('/m', 'secret')).toBe(200);
    expect(await status('/m', 'wrong')).toBe(401);
    expect(await status('/-/reload', 'secret', 'POST')).toBe(200);
  });

  it('asks the kubelet for the password too, which is why the chart does not probe over HTTP then', async () => {
    const daemon = await start({
      demo: true,
      web: {
        config: {
          basic_auth_users: { me: hashSync('secret', 4) },
        },
      },
    });
    expect((await fetch(`${daemon.url}/-/healthy`)).status).toBe(401);
  });
});
