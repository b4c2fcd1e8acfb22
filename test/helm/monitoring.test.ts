/** ServiceMonitor, alert rules, dashboards and NetworkPolicy of the chart. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { CHART, Helm, only, type Values } from './chart.ts';
import { findHelmTools } from './tools.ts';

const tools = await findHelmTools();

interface RuleFile {
  readonly groups: readonly {
    readonly name: string;
    readonly rules: readonly { readonly alert?: string }[];
  }[];
}

const names = (file: RuleFile): readonly string[] =>
  file.groups.flatMap(({ rules }) => rules.flatMap(({ alert }) => alert ?? []));

(tools === undefined ? describe.skip : describe)('monitoring', () => {
  const helm = new Helm(tools?.helm ?? '');
  const rules = parse(
    readFileSync(join(CHART, 'files/alicloud-vpn.rules.yml'), 'utf8'),
  ) as RuleFile;
  const rendered = async (values: Values): Promise<RuleFile> =>
    only(await helm.objects({ prometheusRule: { enabled: true, ...values } }), 'PrometheusRule')[
      'spec'
    ];

  it('is off by default: a cluster may lack the operator', async () => {
    const kinds = (await helm.objects({})).map(({ kind }) => kind);
    expect(kinds.sort()).toEqual(['ConfigMap', 'Deployment', 'Pod', 'Service', 'ServiceAccount']);
  });

  it('has the alert rules of the project, unchanged', async () => {
    expect(names(rules).length).toBeGreaterThan(0);
    expect(await rendered({})).toEqual({ groups: rules.groups });
  });

  it('leaves out what the values disable, and a group with nothing left', async () => {
    const [first, ...others] = names(rules);
    expect(names(await rendered({ disabledAlerts: [first] }))).toEqual(others);
    expect(await rendered({ disabledAlerts: names(rules) })).toEqual({
      groups: rules.groups.filter((group) => group.rules.some(({ alert }) => alert === undefined)),
    });
  });

  it('adds the groups of the values', async () => {
    const mine = { name: 'mine', rules: [{ alert: 'A', expr: 'up == 0' }] };
    expect((await rendered({ additionalGroups: [mine] })).groups.at(-1)).toEqual(mine);
  });

  it('has a ConfigMap for each dashboard, byte for byte', async () => {
    const objects = await helm.objects({ dashboards: { enabled: true }, demo: true });
    const maps = objects.filter(({ kind }) => kind === 'ConfigMap');
    const folder = join(CHART, 'files/dashboards');
    const files = readdirSync(folder).map((name) => [
      name,
      readFileSync(join(folder, name), 'utf8'),
    ]);
    expect(files.length).toBeGreaterThan(0);
    const contents = maps.flatMap(({ data }) => Object.entries(data as Values));
    expect(Object.fromEntries(contents)).toEqual(Object.fromEntries(files));
    for (const { metadata } of maps)
      expect(metadata).toMatchObject({ labels: { grafana_dashboard: '1' } });
  });

  it('scrapes the path and the scheme that the exporter serves', async () => {
    const endpoint = async (values: Values): Promise<unknown> =>
      only(await helm.objects({ serviceMonitor: { enabled: true }, ...values }), 'ServiceMonitor')[
        'spec'
      ].endpoints;
    expect(await endpoint({})).toEqual([
      { port: 'http-metrics', honorLabels: true, path: '/metrics', scheme: 'http' },
    ]);
    const tls = { tls_server_config: { cert_file: '/c', key_file: '/k' } };
    expect(await endpoint({ web: { telemetryPath: '/m', config: tls } })).toEqual([
      { port: 'http-metrics', honorLabels: true, path: '/m', scheme: 'https' },
    ]);
  });

  it('is scraped as a job that the alert rules know, under any name', async () => {
    const values = { serviceMonitor: { enabled: true }, nameOverride: 'vpn', demo: true };
    const objects = await helm.objects(values);
    const { jobLabel } = only(objects, 'ServiceMonitor')['spec'];
    const { labels } = only(objects, 'Service').metadata as unknown as { labels: Values };
    expect(labels[jobLabel]).toBe('alicloud-vpn-exporter');
    expect(JSON.stringify(rules)).toContain('job=~\\".*alicloud-vpn');
  });

  it('lets the test pod through a NetworkPolicy that names who may scrape', async () => {
    const from = [{ namespaceSelector: { matchLabels: { team: 'a' } } }];
    const policy = async (values: Values): Promise<{ ingress: [{ from?: unknown[] }] }> =>
      only(await helm.objects({ networkPolicy: { enabled: true, ...values } }), 'NetworkPolicy')[
        'spec'
      ];
    const objects = await helm.objects({});
    const { labels } = only(objects, 'Pod').metadata as unknown as {
      labels: Record<string, string>;
    };
    const limited = (await policy({ ingress: { from } })).ingress[0].from ?? [];
    expect(limited[0]).toEqual(from[0]);
    const { matchLabels } = (limited[1] as { podSelector: { matchLabels: object } }).podSelector;
    expect(labels).toMatchObject(matchLabels);
    expect((await policy({})).ingress[0].from).toBeUndefined();
  });
});
