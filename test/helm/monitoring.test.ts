/** ServiceMonitor, alert rules, dashboards and NetworkPolicy of the chart. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { generateRules, type RuleFile as Source } from '../../scripts/rules/generate.ts';
import { readOptions } from '../../scripts/rules/options.ts';
import { CHART, Helm, only, type Values } from './chart.ts';
import { findHelmTools } from './tools.ts';

const tools = await findHelmTools();

interface RuleFile {
  readonly groups: readonly {
    readonly name: string;
    readonly rules: readonly {
      readonly alert?: string;
      readonly expr: string;
      readonly labels?: Readonly<Record<string, string>>;
    }[];
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

  it('has the rules of the project, unchanged but for the namespace that an AlertmanagerConfig routes by', async () => {
    expect(names(rules).length).toBeGreaterThan(0);
    const { groups } = await rendered({});
    const without = groups.map((group) => ({
      ...group,
      rules: group.rules.map(({ labels: { namespace, ...labels } = {}, ...rule }) => {
        expect(namespace).toBe(rule.alert === undefined ? undefined : 'vpn-test');
        return Object.keys(labels).length === 0 ? rule : { ...rule, labels };
      }),
    }));
    expect({ groups: without }).toEqual({ groups: rules.groups });
  });

  it('leaves out what the values disable, and keeps what other rules read', async () => {
    const [first, ...others] = names(rules);
    expect(names(await rendered({ disabledAlerts: [first] }))).toEqual(others);
    const { groups } = await rendered({ disabledAlerts: names(rules) });
    expect(groups.flatMap((group) => group.rules).every(({ alert }) => alert === undefined)).toBe(
      true,
    );
  });

  it('changes what the values name, of one alert or of all', async () => {
    const file = await rendered({
      alertLabels: { team: 'network' },
      runbookUrl: 'https://wiki.example.com/vpn/',
      dashboardUrl: 'https://grafana.example.com/',
      alerts: {
        AlicloudVpnRedundancyLost: {
          severity: 'critical',
          for: '2m',
          labels: { team: 'wan' },
          annotations: { note: 'call the carrier' },
          consoleUrl: 'https://console.example.com/{{ $labels.region }}',
        },
      },
      thresholds: { outageSeconds: 120, clockSkewSeconds: 30 },
    });
    const all = file.groups.flatMap((group) => group.rules);
    expect(all.find(({ alert }) => alert === 'AlicloudVpnRedundancyLost')).toMatchObject({
      for: '2m',
      labels: { severity: 'critical', team: 'wan', namespace: 'vpn-test' },
      annotations: {
        note: 'call the carrier',
        console_url: 'https://console.example.com/{{ $labels.region }}',
        runbook_url: 'https://wiki.example.com/vpn/AlicloudVpnRedundancyLost.md',
        dashboard_url: expect.stringMatching('^https://grafana.example.com/d/alicloud-vpn-'),
      },
    });
    expect(all.find(({ alert }) => alert === 'AlicloudVpnConnectionDown')).toMatchObject({
      labels: { severity: 'critical', team: 'network', namespace: 'vpn-test' },
    });
    const exprs = all.map(({ expr }) => expr).join();
    expect(exprs).toContain('{problem=~"detached|down|locked"} + 120');
    expect(exprs).toContain('{problem=~"bgp|health_check"} + 300');
    expect(exprs.match(/> 30\n/g)).toHaveLength(2);
  });

  it.each([
    [{ disabledAlerts: ['AlicloudVpnConnectoinDown'] }, 'no alert AlicloudVpnConnectoinDown'],
    [{ alerts: { ConnectionDown: { for: '1m' } } }, 'no alert ConnectionDown'],
    [{ alerts: { AlicloudVpnConnectionDown: { severty: 'info' } } }, 'severty'],
    [{ thresholds: { outage: 5 } }, 'outage'],
  ])('refuses %j', async (values, words) => {
    await expect(rendered(values)).rejects.toThrow(words);
  });

  it('puts every threshold of the values into the rules', async () => {
    const thresholds = {
      outageSeconds: 61,
      greyFailureSeconds: 301,
      maintenanceSeconds: 1201,
      sharedOutageShare: 0.51,
      flappingAvailability: 0.61,
      clockSkewSeconds: 121,
      throttledShare: 0.051,
      bgpRoutes: 46,
      gatewayUtilisation: 0.81,
      silentBytesPerSecond: 65,
      busyBytesPerSecond: 1001,
      trafficMissingSeconds: 3601,
    };
    const { groups } = await rendered({ thresholds });
    const exprs = groups.flatMap((group) => group.rules.map(({ expr }) => expr)).join('\n');
    const missing = Object.values(thresholds).filter((value) => !exprs.includes(` ${value}`));
    expect(missing).toEqual([]);
  });

  it('makes what `npm run rules` makes of the same values', async () => {
    const values = {
      alertLabels: { team: 'network' },
      alertAnnotations: { owner: 'wan' },
      consoleUrl: 'https://console.example.com',
      runbookUrl: 'https://wiki.example.com/vpn',
      dashboardUrl: 'https://grafana.example.com',
      disabledAlerts: ['AlicloudVpnSingleTunnel'],
      alerts: { AlicloudVpnTunnelDown: { severity: 'warning', labels: { team: 'wan' } } },
      thresholds: { outageSeconds: 61, sharedOutageShare: 0.51, throttledShare: 0.051 },
    };
    const { groups } = await rendered(values);
    const without = groups.map((group) => ({
      ...group,
      rules: group.rules.map(({ labels: { namespace, ...labels } = {}, ...rule }) => {
        expect(namespace).toBe(rule.alert === undefined ? undefined : 'vpn-test');
        return Object.keys(labels).length === 0 ? rule : { ...rule, labels };
      }),
    }));
    const made = generateRules(rules as unknown as Source, readOptions([stringify(values)], []));
    expect(without).toEqual(made.groups);
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
