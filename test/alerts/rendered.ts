/**
 * Texts of alerts as Prometheus renders them: of the scenes that the unit tests play, as they are, and with everything
 * known that a cloud can tell.
 */

import { basename } from 'node:path';
import { stringify } from 'yaml';
import { readGroups, RULES_FILE } from '../../scripts/alerts-rules.ts';
import { temporaryFolder } from '../support/folder.ts';
import { runTool } from '../support/tools.ts';
import { readUnitTests, unitTestFiles } from './unit-tests.ts';

/** An alert with its texts. */
export interface Rendered {
  readonly alert: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** A scrape job of a unit test, and a moment at which an alert fires in it. */
export interface FiringScene {
  readonly alert: string;
  readonly job: string;
  readonly file: string;
  readonly at: string;
  readonly interval: string;
  readonly evaluation: string;
  readonly series: readonly Series[];
}

interface Series {
  readonly series: string;
  readonly values: string;
}

type Labels = Record<string, string>;

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** Seconds of a duration such as 1h31m. */
function seconds(duration: string): number {
  return [...duration.matchAll(/(\d+)([smhd])/g)].reduce(
    (sum, [, count, unit = 's']) => sum + Number(count) * (UNITS[unit] ?? 0),
    0,
  );
}

/** All alerts, each once. */
export function alertNames(): readonly string[] {
  return [...new Set(readGroups().flatMap(({ rules }) => rules.map(({ alert }) => alert)))];
}

/** Scenes that show more than the first one of their alert. */
const PREFERRED: Readonly<Record<string, string>> = {
  AlicloudVpnExporterDown: 'down',
  AlicloudVpnRouteNotPublished: 'unpublished',
  AlicloudVpnTrafficMissing: 'datapoints-end',
};

/** A scene of each of these alerts, the shortest; the Watchdog needs none. */
export function scenesOf(names: readonly string[]): readonly FiringScene[] {
  const all = firingScenes();
  return names.flatMap((name) => {
    const found = all.find(({ alert, job }) => alert === name && job === (PREFERRED[name] ?? job));
    return found === undefined ? [] : [found];
  });
}

/** All moments at which an alert fires in a scene, the earliest of each alert and scene first. */
function firingScenes(): readonly FiringScene[] {
  const scenes = unitTestFiles().flatMap((file) => {
    const { tests, evaluation_interval: evaluation } = readUnitTests(file);
    return tests.flatMap(({ input_series: series, interval, promql_expr_test: moments = [] }) =>
      moments
        .filter(({ expr }) => expr.startsWith('group by (alertname) (ALERTS{alertstate="firing"'))
        .flatMap(({ expr, eval_time: at, exp_samples: samples }) =>
          samples.map(({ labels }) => {
            const job = /job="([^"]+)"/.exec(expr)?.[1] ?? '';
            const own = series.filter((each) => each.series.includes(`job="${job}"`));
            const alert = /alertname="([^"]+)"/.exec(labels)?.[1] ?? '';
            return { alert, job, file: basename(file), at, interval, evaluation, series: own };
          }),
        ),
    );
  });
  return scenes.toSorted((one, other) => seconds(one.at) - seconds(other.at));
}

function labelsOf(series: string): Labels {
  return Object.fromEntries(
    [...series.matchAll(/(\w+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value]),
  );
}

function written(metric: string, labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${value}"`);
  return `${metric}{${pairs.join(',')}}`;
}

const ALWAYS = '1x2000';

/** Makes sure that these have a series of this metric with these labels: what a scene says itself stays. */
function fillAll(
  series: Series[],
  metric: string,
  keys: Labels,
  facts: Labels,
  value = ALWAYS,
): void {
  const isOne = ({ series: text }: Series): boolean =>
    text.startsWith(`${metric}{`) &&
    Object.entries(keys).every(([name, key]) => labelsOf(text)[name] === key);
  const found = series.filter(isOne);
  for (const one of found) {
    const filled = written(metric, { ...facts, ...labelsOf(one.series) });
    series[series.indexOf(one)] = { ...one, series: filled };
  }
  if (found.length === 0) {
    series.push({ series: written(metric, { ...keys, ...facts }), values: value });
  }
}

/** Tunnels of a connection in a scene; two where it names none. */
function tunnelsOf(series: readonly Series[], connection: string): readonly string[] {
  const named = series
    .map((each) => labelsOf(each.series))
    .filter((labels) => labels['vpn_connection_id'] === connection)
    .flatMap((labels) => labels['tunnel_id'] ?? []);
  return named.length > 0 ? [...new Set(named)] : ['t1', 't2'];
}

function pick(labels: Labels, ...names: readonly string[]): Labels {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = labels[name];
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}

type Fill = typeof fillAll;

const TARGET = ['cluster', 'job', 'instance', 'account', 'region'];

function fillConnection(fill: Fill, series: Series[], keys: Labels, number: number): void {
  const id = keys['vpn_connection_id'] ?? '';
  const has = (metric: string): boolean => series.some((each) => each.series.includes(metric));
  fill(series, 'alicloud_vpn_connection_info', keys, {
    name: `name-of-${id}`,
    vpn_gateway_id: `vpn-of-${id}`,
    customer_gateway_id: `cgw-of-${id}`,
  });
  const info = series.find(
    (each) =>
      each.series.startsWith('alicloud_vpn_connection_info{') &&
      labelsOf(each.series)['vpn_connection_id'] === id,
  );
  const gateway = labelsOf(info?.series ?? '')['customer_gateway_id'] ?? '';
  fill(
    series,
    'alicloud_vpn_customer_gateway_info',
    { ...pick(keys, ...TARGET), customer_gateway_id: gateway },
    {
      name: `site-of-${gateway}`,
      ip_address: `203.0.113.${number}`,
    },
  );
  fill(series, 'alicloud_vpn_connection_config_info', keys, {
    health_check_destination: '10.1.0.1',
    health_check_source: '10.0.0.1',
    health_check_policy: 'revoke_route',
  });
  for (const [index, tunnel] of tunnelsOf(series, id).entries()) {
    const ofTunnel = { ...keys, tunnel_id: tunnel };
    fill(series, 'alicloud_vpn_tunnel_info', ofTunnel, {
      role: ['slave', 'master'][index % 2] ?? '',
      tunnel_index: `${index + 2}`,
    });
    fill(series, 'alicloud_vpn_tunnel_bgp_info', ofTunnel, {
      peer_ip: `169.254.${index}.2`,
      peer_asn: '65001',
    });
    const status = index === 0 ? 'ipsec_sa_established' : 'ike_sa_not_established';
    if (
      !series.some(
        ({ series: text }) =>
          text.startsWith('alicloud_vpn_tunnel_ipsec_status') &&
          labelsOf(text)['tunnel_id'] === tunnel,
      )
    ) {
      fill(series, 'alicloud_vpn_tunnel_ipsec_status', { ...ofTunnel, status }, {});
    }
    if (index === 1) {
      fill(series, 'alicloud_vpn_tunnel_failure_info', ofTunnel, {
        reason: 'AlgorithmMismatch',
        mismatch_local: 'AES256',
        mismatch_remote: 'AES128',
      });
    }
  }
  if (!has('bytes_per_second')) {
    fill(series, 'alicloud_vpn_connection_receive_bytes_per_second', keys, {}, '20000x2000');
    fill(series, 'alicloud_vpn_connection_transmit_bytes_per_second', keys, {}, '3000x2000');
  }
}

/** What is counted in each target that an alert is about. */
const COUNTED: Readonly<Record<string, readonly [metric: string, labels: Labels]>> = {
  AlicloudVpnTargetsFailing: ['alicloud_vpn_exporter_poll_failures_total', { reason: 'network' }],
  AlicloudVpnTargetNeverSucceeded: [
    'alicloud_vpn_exporter_poll_failures_total',
    { reason: 'network' },
  ],
  AlicloudVpnForbidden: [
    'alicloud_vpn_exporter_api_requests_total',
    { action: 'DescribeVpnGateways', code: 'Forbidden.RAM' },
  ],
  AlicloudVpnRowsRejected: ['alicloud_vpn_exporter_rows_rejected_total', { field: 'Status' }],
};

/** The first of some facts, as where the API leaves the others out. */
function firstOf(facts: Labels): Labels {
  return Object.fromEntries(Object.entries(facts).slice(0, 1));
}

/** A scene in which everything is known of every connection and gateway that it names, or one fact of several. */
export function enriched(scene: FiringScene, known: 'all' | 'little' = 'all'): FiringScene {
  const fill: Fill = (series, metric, keys, facts, value) => {
    fillAll(series, metric, keys, known === 'all' ? facts : firstOf(facts), value);
  };
  const series = [...scene.series];
  const all = series.map((each) => labelsOf(each.series));
  const things = (id: string): readonly Labels[] => {
    const own = all.filter(
      (labels) => labels[id] !== undefined && labels[id] !== '' && labels['region'] !== undefined,
    );
    return [
      ...new Map(
        own.map((labels) => {
          const keys = pick(labels, ...TARGET, id);
          return [JSON.stringify(keys), keys] as const;
        }),
      ).values(),
    ];
  };
  for (const [index, keys] of things('vpn_connection_id').entries())
    fillConnection(fill, series, keys, index + 1);
  for (const keys of things('vpn_gateway_id')) {
    fill(series, 'alicloud_vpn_gateway_info', keys, {
      name: `name-of-${keys['vpn_gateway_id']}`,
      vpc_id: 'vpc-1',
      internet_ip: '198.51.100.1',
    });
  }
  for (const keys of all
    .filter((labels) => labels['collector'] !== undefined)
    .map((labels) => pick(labels, ...TARGET, 'collector'))) {
    fill(series, 'alicloud_vpn_target_last_success_timestamp_seconds', keys, {}, '60x2000');
    fill(series, 'alicloud_vpn_target_resources', keys, {}, '7x2000');
    const [counter, facts] = COUNTED[scene.alert] ?? [];
    if (counter !== undefined) fill(series, counter, { ...keys, ...facts }, {}, '0+4x2000');
  }
  const unique = new Map(series.map((each) => [each.series, each]));
  return { ...scene, series: [...unique.values()] };
}

/** `name="value", ...` as Prometheus prints labels. */
function parsed(text: string): Labels {
  return Object.fromEntries(
    [...text.matchAll(/(\w+)=("(?:[^"\\]|\\.)*")/g)].map(([, name = '', value = '""']) => [
      name,
      JSON.parse(value.replaceAll(/\\x([0-9a-f]{2})/g, String.raw`\u00$1`)) as string,
    ]),
  );
}

/** What promtool says it got where nothing was expected. */
function readOutput(output: string): readonly Rendered[] {
  const found: Rendered[] = [];
  let labels: Labels = {};
  for (const line of output.split('\n')) {
    const [, kind, text = ''] = /^\s*(Labels|Annotations):\{(.*)\}\s*,?\s*$/.exec(line) ?? [];
    if (kind === 'Labels') labels = parsed(text);
    if (kind === 'Annotations') {
      found.push({ alert: labels['alertname'] ?? '', labels, annotations: parsed(text) });
    }
  }
  return found;
}

/** Plays the scenes, those of one pace together, and renders the alert of each at its moment. */
export async function render(
  promtool: string,
  scenes: readonly FiringScene[],
): Promise<readonly Rendered[]> {
  const folder = temporaryFolder();
  try {
    const paceOf = ({ interval, evaluation }: FiringScene): string => `${interval} ${evaluation}`;
    const rendered: Rendered[] = [];
    for (const pace of new Set(scenes.map(paceOf))) {
      const together = scenes.filter((scene) => paceOf(scene) === pace);
      const [interval, evaluation] = pace.split(' ');
      const series = new Map(
        together.flatMap((scene) => scene.series.map((each) => [each.series, each])),
      );
      const test = {
        rule_files: [RULES_FILE],
        evaluation_interval: evaluation,
        tests: [
          {
            interval,
            input_series: [...series.values()],
            alert_rule_test: together.map(({ alert, at }) => ({
              eval_time: at,
              alertname: alert,
              exp_alerts: [],
            })),
          },
        ],
      };
      const file = folder.write(`${interval}-${evaluation}.test.yml`, stringify(test));
      const { output } = await runTool(promtool, ['test', 'rules', file]);
      rendered.push(...readOutput(output));
    }
    return rendered;
  } finally {
    folder.remove();
  }
}
