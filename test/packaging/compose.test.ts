/** The demo of compose.yaml: that its parts exist and find each other. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { checked, NOT_INSTALLED } from './checked.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

interface Service {
  readonly image: string;
  readonly build?: string;
  readonly command?: readonly string[];
  readonly ports: readonly string[];
  readonly volumes?: readonly string[];
  readonly configs?: readonly { readonly source: string; readonly target: string }[];
  readonly depends_on?:
    readonly string[] | Readonly<Record<string, { readonly condition: string }>>;
  readonly cap_drop: readonly string[];
  readonly security_opt: readonly string[];
  readonly read_only?: boolean;
  readonly healthcheck?: { readonly test: readonly string[] };
}

const compose = parse(read('compose.yaml'), { merge: true }) as {
  readonly services: Readonly<Record<string, Service>>;
  readonly configs: Readonly<Record<string, { readonly content: string }>>;
  readonly volumes: Readonly<Record<string, unknown>>;
};
const services = Object.entries(compose.services);
const prometheus = parse(compose.configs['prometheus']!.content) as {
  readonly rule_files: readonly string[];
  readonly alerting: { readonly alertmanagers: readonly StaticTargets[] };
  readonly scrape_configs: readonly StaticTargets[];
};

interface StaticTargets {
  readonly job_name?: string;
  readonly static_configs: readonly { readonly targets: readonly string[] }[];
}

/** Mounts of a service: path in the container to path in the project, or name of a volume. */
function mounts(service: Service): ReadonlyMap<string, string> {
  return new Map(
    (service.volumes ?? []).map((volume) => {
      const [source = '', target = ''] = volume.split(':');
      return [target, source] as const;
    }),
  );
}

/** Where a path of the container is in the project; undefined when no mount holds it. */
function inProject(service: Service, path: string): string | undefined {
  for (const [target, source] of mounts(service))
    if (path === target || path.startsWith(`${target}/`))
      return join(root, source, path.slice(target.length));
  return undefined;
}

describe('compose.yaml', () => {
  it('runs the exporter with the demo, and what watches it', () => {
    expect(Object.keys(compose.services)).toEqual([
      'exporter',
      'prometheus',
      'alertmanager',
      'grafana',
    ]);
    expect(compose.services['exporter']).toMatchObject({
      build: '.',
      command: ['--demo'],
      read_only: true,
    });
  });

  describe.each(services)('%s', (_name, service) => {
    it('has an image of a fixed version, unless it is built here', () => {
      if (service.build !== undefined) return;
      expect(service.image).toMatch(/^[\w/-]+:v?\d+\.\d+\.\d+$/);
    });

    it('is reached from this machine only', () => {
      expect(service.ports.length).toBeGreaterThan(0);
      for (const port of service.ports) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
    });

    it('has no privileges', () => {
      expect(service.cap_drop).toEqual(['ALL']);
      expect(service.security_opt).toEqual(['no-new-privileges:true']);
      expect(Object.keys(service)).not.toContain('privileged');
      expect(Object.keys(service)).not.toContain('user');
    });

    it('mounts what exists, and never for writing', () => {
      for (const volume of service.volumes ?? []) {
        const [source = '', , mode] = volume.split(':');
        const folder = source.startsWith('./');
        expect(folder ? existsSync(join(root, source)) : source in compose.volumes).toBe(true);
        expect(mode).toBe(folder ? 'ro' : undefined);
      }
    });

    it('refers to configurations and services that are there', () => {
      const needed = Array.isArray(service.depends_on)
        ? service.depends_on
        : Object.keys(service.depends_on ?? {});
      for (const name of needed) expect(Object.keys(compose.services)).toContain(name);
      for (const { source } of service.configs ?? [])
        expect(Object.keys(compose.configs)).toContain(source);
    });
  });

  it('waits for the health check that the image has', () => {
    expect(compose.services['prometheus']!.depends_on).toEqual({
      exporter: { condition: 'service_healthy' },
    });
    expect(compose.services['exporter']?.healthcheck?.test.join(' ')).toContain('/-/ready');
  });

  it('lets Prometheus find the exporter, Alertmanager and the rules', () => {
    const targets = [...prometheus.scrape_configs, ...prometheus.alerting.alertmanagers]
      .flatMap(({ static_configs: configs }) => configs)
      .flatMap((config) => config.targets)
      .filter((target) => !target.startsWith('localhost:'));
    expect(targets).toEqual(['exporter:10061', 'alertmanager:9093']);
    for (const target of targets) {
      const [name = '', port = ''] = target.split(':');
      expect(compose.services[name]!.ports[0]).toMatch(new RegExp(`:${port}$`));
    }
    for (const file of prometheus.rule_files)
      expect(existsSync(inProject(compose.services['prometheus']!, file) ?? '')).toBe(true);
  });

  it('gives Grafana its data source and dashboards', () => {
    const grafana = compose.services['grafana']!;
    const provisioning = inProject(grafana, '/etc/grafana/provisioning') ?? '';
    const files = (kind: string): readonly unknown[] =>
      readdirSync(join(provisioning, kind)).map((name) =>
        parse(readFileSync(join(provisioning, kind, name), 'utf8')),
      );
    expect(files('datasources')).toMatchObject([
      { datasources: [{ type: 'prometheus', url: 'http://prometheus:9090', isDefault: true }] },
    ]);
    const [provider] = files('dashboards') as readonly {
      providers: readonly { options: { path: string } }[];
    }[];
    const folder = inProject(grafana, provider!.providers[0]!.options.path) ?? '';
    expect(basename(folder)).toBe('dashboards');
    expect(existsSync(folder)).toBe(true);
  });

  it('has a configuration that Prometheus accepts', async () => {
    const rules = join(root, 'config/rules');
    const { content } = compose.configs['prometheus']!;
    const local = content.replaceAll('/etc/prometheus/rules', rules);
    const output = await checked('promtool', ['check', 'config'], local);
    expect([NOT_INSTALLED, expect.stringContaining('SUCCESS')]).toContainEqual(output);
  });

  it('has a configuration that Alertmanager accepts', async () => {
    const path = '/etc/alertmanager/alertmanager.yml';
    const content = readFileSync(inProject(compose.services['alertmanager']!, path) ?? '', 'utf8');
    const output = await checked('amtool', ['check-config'], content);
    expect([NOT_INSTALLED, expect.stringContaining('SUCCESS')]).toContainEqual(output);
  });
});
