/** What can be said of the alert rules without Prometheus: completeness, and that every name in them exists. */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import {
  ageOf,
  readGroupNames,
  readGroups,
  readRecordings,
  RULES_FILE,
  SEVERITIES,
} from '../../scripts/alerts-rules.ts';
import { faultsIn, KNOWN_LABELS } from './known-names.ts';
import { namesIn } from '../support/promql.ts';
import { queriesIn } from './template-queries.ts';
import { readBoards, shownPanels } from '../dashboards/support/boards.ts';
import { expectations, readUnitTests, unitTestFiles } from './unit-tests.ts';

const rules = readGroups().flatMap((group) => group.rules);
const recordings = readRecordings();
const expected = expectations();
const source = readFileSync(RULES_FILE, 'utf8');

/** Labels that would end an alert and begin another when a person renames or retags something. */
const CHANGING = /^(name|site_name|tag_.*)$/;

/** Paths of the shipped dashboards in Grafana. */
const DASHBOARDS: ReadonlySet<string> = new Set(
  ['connection', 'exporter', 'overview'].map((name) => {
    const file = new URL(`../../dashboards/${name}.json`, import.meta.url);
    return `/d/${(JSON.parse(readFileSync(file, 'utf8')) as { readonly uid: string }).uid}`;
  }),
);

it('have names of their own, or another severity', () => {
  const names = rules.map(({ alert, labels }) => `${alert} ${labels['severity']}`);
  expect(new Set(names).size).toBe(rules.length);
  const twice = rules
    .map(({ alert }) => alert)
    .filter((name, index, all) => all.indexOf(name) < index);
  expect(twice).toEqual(['AlicloudVpnConnectionHealthCheckFailed']);
});

it('explain every wait in a comment', () => {
  const lines = source.split('\n').map((line) => line.trim());
  const unexplained = lines.filter(
    (line, index) => /^(for|keep_firing_for):/.test(line) && !/^# \S/.test(lines[index - 1] ?? ''),
  );
  expect(unexplained).toEqual([]);
});

it('are free of characters that a chart or an editor would change', () => {
  expect(source).not.toMatch(/\t|[^\n]{251}|[^\x20-\x7e\n]/);
});

it('record nothing that nobody reads', () => {
  const texts = [
    ...recordings.map(({ expr }) => expr),
    ...rules.flatMap(({ expr, annotations }) => [expr, ...Object.values(annotations)]),
    ...readBoards().flatMap((board) =>
      shownPanels(board).flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)),
    ),
  ];
  const unread = recordings.filter(
    ({ record }) => !texts.some((text) => new RegExp(`${record}(?![\\w:])`).test(text)),
  );
  expect(unread.map(({ record }) => record)).toEqual([]);
});

it('name metrics, labels and values that exist in recording rules', () => {
  for (const { expr } of recordings) {
    const { grouping, joined, read } = namesIn(expr);
    expect(faultsIn(expr)).toEqual([]);
    for (const label of [...grouping, ...joined, ...read]) expect(KNOWN_LABELS).toContain(label);
  }
});

it('compare cluster and job wherever they compare regions, so that nobody hides what another sees', () => {
  const lists = source.match(/\((?:[a-z_]+, )*region(?:, [a-z_]+)*\)/g) ?? [];
  expect(lists.length).toBeGreaterThan(20);
  expect(lists.filter((list) => !list.startsWith('(cluster, job, account, region'))).toEqual([]);
});

it('take one row wherever they join names or roles: a restart can leave two', () => {
  const expressions = [
    ...[...recordings, ...rules].map(({ expr }) => expr),
    ...rules.flatMap(({ annotations }) => Object.values(annotations).flatMap(queriesIn)),
  ];
  const joins = expressions.flatMap((expr) => [
    ...expr.matchAll(/group_left \(([^)]*)\)\s+(?:label_replace\()?(\w+)/g),
  ]);
  const changing = joins.filter(([, labels = '']) => /\b(name|site|role)\b/.test(labels));
  expect(changing.length).toBeGreaterThan(30);
  expect(changing.map(([, , next]) => next).filter((next) => next !== 'topk')).toEqual([]);
});

it('are all that the unit tests are about', () => {
  const names = new Set(rules.map(({ alert }) => alert));
  expect(expected.flatMap(({ alerts }) => alerts).filter((name) => !names.has(name))).toEqual([]);
});

it('have unit tests that order either no group or every one: promtool draws lots for those left out', () => {
  const orders = unitTestFiles().flatMap((file) => {
    const { group_eval_order: order } = readUnitTests(file);
    return order === undefined ? [] : [order.toSorted()];
  });
  expect(orders.length).toBeGreaterThan(0);
  for (const order of orders) expect(order).toEqual(readGroupNames().toSorted());
});

describe.each(rules.map((rule) => [rule.alert, rule] as const))('%s', (name, rule) => {
  const templates = Object.values(rule.annotations);
  const expressions = [rule.expr, ...templates.flatMap((template) => queriesIn(template))];
  const { grouping, joined } = namesIn(rule.expr);

  it('has a severity, texts and links', () => {
    expect(name).toMatch(/^AlicloudVpn[A-Z][A-Za-z0-9]+$/);
    // An empty label takes one of the recorded series away.
    const labels = Object.entries(rule.labels).filter(([, value]) => value !== '');
    expect(labels.map(([label]) => label)).toEqual(['severity']);
    expect(SEVERITIES).toContain(rule.labels['severity']);
    const {
      console_url: console,
      dashboard_url: dashboard,
      status_url: status,
      ...others
    } = rule.annotations;
    expect(Object.keys(others)).toEqual(['summary', 'description', 'runbook_url']);
    const isOfCloud =
      /Connection|Gateway|Tunnel|Bgp|Redundancy|SharedOutage|WeakCrypto|Traffic|Standby|Route/.test(
        name,
      );
    expect(console).toBe(isOfCloud ? 'https://vpc.console.aliyun.com/vpn' : undefined);
    const isOfDashboard = DASHBOARDS.has(dashboard?.split('?')[0] ?? '');
    expect(isOfDashboard).toBe(name !== 'AlicloudVpnWatchdog');
    // A row of the status page: of what is about connections, gateways, accounts or regions.
    const isOfRows = /var-(account|\{\{ with)/.test(dashboard ?? '');
    expect(status?.startsWith('/') ?? false).toBe(isOfRows);
    expect(rule.annotations['runbook_url']).toMatch(
      new RegExp(`^https://[^/]+/.*/docs/runbooks/${name}\\.md$`),
    );
  });

  it('names metrics, labels and values that exist', () => {
    for (const expr of expressions) {
      const { grouping: groups, joined: joins } = namesIn(expr);
      expect(faultsIn(expr)).toEqual([]);
      for (const label of [...groups, ...joins]) expect(KNOWN_LABELS).toContain(label);
    }
  });

  it('has no name and no tag among its labels', () => {
    const kept = [...joined, ...(rule.expr.includes(' by ') ? grouping : [])].filter(
      (label) => rule.labels[label] !== '',
    );
    expect(kept.filter((label) => CHANGING.test(label))).toEqual([]);
  });

  it('asks at most once for all its texts', () => {
    const queries = templates.flatMap((template) => queriesIn(template));
    expect(queries.length).toBeLessThanOrEqual(1);
    expect(templates.join('\n').match(/\bquery\b/g) ?? []).toHaveLength(queries.length);
  });

  if (name !== 'AlicloudVpnWatchdog') {
    it('has a scene in which it fires, and a moment of it in which it does not', () => {
      const firing = expected.filter(({ alerts }) => alerts.includes(name));
      const scenes = new Set(firing.map(({ scene }) => scene));
      expect(firing).not.toEqual([]);
      const others = expected.filter(({ alerts }) => !alerts.includes(name));
      expect(others.some(({ scene }) => scenes.has(scene))).toBe(true);
    });
  }
});

it('wait a minute before a page on a connection that is down, and longer where IPsec is up', () => {
  const ages = rules.flatMap((rule) => {
    const seconds = ageOf(rule);
    return seconds === undefined ? [] : [[rule.alert.replace('AlicloudVpn', ''), seconds] as const];
  });
  expect(Object.fromEntries(ages)).toEqual({
    SharedOutage: 60,
    ConnectionDown: 60,
    ConnectionDetached: 60,
    ConnectionFinancialLocked: 60,
    ConnectionBgpDown: 300,
    ConnectionHealthCheckFailed: 300,
  });
});
