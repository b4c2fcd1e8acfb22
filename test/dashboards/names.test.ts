/** Every metric and label that a dashboard names exists. */

import { beforeAll, describe, expect, it } from '@jest/globals';
import { queryOf, readBoards, shownPanels } from './support/boards.ts';
import { namesIn, type Names } from '../support/promql.ts';
import { knownMetrics, type KnownMetrics } from './support/metrics.ts';
import { RANGES, substitute } from './support/substitute.ts';

const ANYTHING = {
  ...RANGES,
  cluster: '.*',
  job: '.*',
  account: '.*',
  region: '.*',
  connection: '.*',
  instance: '.*',
};

/** The expression in a query of a variable. */
function expressionOf(query: string): string {
  const [, selector] = /^label_values\((.*), \w+\)$/.exec(query) ?? [];
  const [, expr] = /^query_result\((.*)\)$/.exec(query) ?? [];
  return selector ?? expr ?? query;
}

const EXPRESSIONS = readBoards().flatMap((board) => [
  ...board.templating.list
    .filter(({ type }) => type === 'query')
    .map((variable) => [`${board.file} $${variable.name}`, expressionOf(queryOf(variable))]),
  ...shownPanels(board).flatMap(({ title, targets = [] }) =>
    targets.map(({ refId, expr }) => [`${board.file} ${title} ${refId}`, expr]),
  ),
  ...(board.annotations.list ?? []).map(({ name, expr }) => [`${board.file} ${name}`, expr]),
]);

let known: KnownMetrics;

beforeAll(async () => {
  known = await knownMetrics();
});

/** Names that exist nowhere; label names count as known when any metric named has them or the expression makes them. */
function unknownNames({ selectors, grouping, joined, made, read }: Names): readonly string[] {
  const labels = new Set([...made, ...selectors.flatMap(({ metric }) => known.get(metric) ?? [])]);
  return [
    ...selectors.filter(({ metric }) => !known.has(metric)).map(({ metric }) => metric),
    ...selectors.flatMap((selector) =>
      selector.matchers
        .filter(({ label }) => !(known.get(selector.metric) ?? []).includes(label))
        .map(({ label }) => `${selector.metric}{${label}}`),
    ),
    ...[...grouping, ...joined, ...read].filter((label) => !labels.has(label)),
  ];
}

it.each(EXPRESSIONS)('%s names what exists', (_, expr = '') => {
  const names = namesIn(substitute(expr, ANYTHING));
  expect(names.selectors.length).toBeGreaterThan(0);
  expect(unknownNames(names)).toEqual([]);
});

it('legends name labels that the expression can have', () => {
  for (const board of readBoards()) {
    for (const { targets = [] } of shownPanels(board)) {
      for (const { expr, legendFormat = '' } of targets) {
        const { grouping, joined, made, selectors } = namesIn(substitute(expr, ANYTHING));
        const ungrouped = selectors.flatMap(({ metric }) => known.get(metric) ?? []);
        const possible = [...made, ...grouping, ...joined, ...ungrouped];
        for (const [, label] of legendFormat.matchAll(/\{\{(\w+)\}\}/g)) {
          expect(possible).toContain(label);
        }
      }
    }
  }
});

describe('the check itself', () => {
  const check = (expr: string): readonly string[] => unknownNames(namesIn(expr));

  it.each([
    ['sum(alicloud_vpn_nonsense)', ['alicloud_vpn_nonsense']],
    ['alicloud_vpn_target_up{acount="x"}', ['alicloud_vpn_target_up{acount}']],
    ['sum by (nonsense) (alicloud_vpn_target_up)', ['nonsense']],
    [
      'alicloud_vpn_tunnel_up * on (tunel_id) group_left (rolle) alicloud_vpn_tunnel_info',
      ['tunel_id', 'rolle'],
    ],
    ['label_join(alicloud_vpn_target_up, "key", "/", "account", "regio")', ['regio']],
    ['label_replace(alicloud_vpn_target_up, "x", "$1", "acount", ".*")', ['acount']],
    ['sum by (x) (label_replace(alicloud_vpn_target_up, "x", "y", "", ""))', []],
    ['alicloud_vpn_exporter_api_request_duration_seconds_bucket{le="1",action="x"}', []],
  ])('finds in %s: %j', (expr, found) => {
    expect(check(expr)).toEqual(found);
  });

  it('refuses what is no PromQL', () => {
    expect(() => namesIn('sum by (x (y)')).toThrow('no PromQL');
    expect(() => substitute('x[$__nonsense]', RANGES)).toThrow('no value for $__nonsense');
  });
});
