/** What can be said of the alert rules without Prometheus: completeness, and that every name in them exists. */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { readGroups, RULES_FILE, SEVERITIES } from '../../scripts/alerts-rules.ts';
import { faultsIn, KNOWN_LABELS } from './known-names.ts';
import { namesIn } from '../support/promql.ts';
import { queriesIn } from './template-queries.ts';
import { alertCases } from './unit-tests.ts';

const rules = readGroups().flatMap((group) => group.rules);
const cases = alertCases();
const source = readFileSync(RULES_FILE, 'utf8');

it('have names of their own', () => {
  expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
});

it('explain every wait and every hold in a comment', () => {
  const lines = source.split('\n').map((line) => line.trim());
  const unexplained = lines.filter(
    (line, index) => /^(for|keep_firing_for):/.test(line) && !/^# \S/.test(lines[index - 1] ?? ''),
  );
  expect(unexplained).toEqual([]);
  expect(lines.filter((line) => line.startsWith('keep_firing_for:'))).toHaveLength(rules.length);
});

it('are free of characters that a chart or an editor would change', () => {
  expect(source).not.toMatch(/\t|[^\n]{251}|[^\x20-\x7e\n]/);
});

it('leave a connection in peace in the same states everywhere', () => {
  const lists = source.match(/state=~"[^"]*provisioning[^"]*"/g) ?? [];
  expect(new Set(lists)).toEqual(
    new Set(['state=~"attaching|detaching|provisioning|updating|upgrading"']),
  );
});

it('are all that the unit tests are about', () => {
  const names = new Set(rules.map(({ alert }) => alert));
  expect(cases.filter(({ alertname }) => !names.has(alertname))).toEqual([]);
});

describe.each(rules.map((rule) => [rule.alert, rule] as const))('%s', (name, rule) => {
  const own = cases.filter(({ alertname }) => alertname === name);
  const templates = Object.values(rule.annotations);
  const expressions = [rule.expr, ...templates.flatMap((template) => queriesIn(template))];
  const { grouping, joined } = namesIn(rule.expr);

  it('has a severity, a summary, a description and a runbook', () => {
    expect(name).toMatch(/^AlicloudVpn[A-Z][A-Za-z0-9]+$/);
    expect(Object.keys(rule.labels)).toEqual(['severity']);
    expect(SEVERITIES).toContain(rule.labels['severity']);
    expect(Object.keys(rule.annotations)).toEqual(['summary', 'description', 'runbook_url']);
    expect(rule.annotations['runbook_url']).toMatch(
      new RegExp(`^https://[^/]+/.*/docs/runbooks/${name}\\.md$`),
    );
  });

  it('names metrics, labels and values that exist', () => {
    for (const expr of expressions) {
      const { selectors, grouping: groups, joined: joins } = namesIn(expr);
      expect(selectors.length).toBeGreaterThan(0);
      expect(faultsIn(expr)).toEqual([]);
      for (const label of [...groups, ...joins]) expect(KNOWN_LABELS).toContain(label);
    }
  });

  it('shows labels that it has', () => {
    const shown = templates.flatMap((template) => [...template.matchAll(/\$labels\.(\w+)/g)]);
    for (const [, label] of shown) expect([...grouping, ...joined]).toContain(label);
  });

  it('has unit tests in which it fires, and in which it does not', () => {
    expect(own.filter(({ exp_alerts }) => exp_alerts.length > 0)).not.toEqual([]);
    expect(own.filter(({ exp_alerts }) => exp_alerts.length === 0)).not.toEqual([]);
  });

  if (joined.length > 0) {
    it('has unit tests in which it fires with a name, and without one', () => {
      const named = own.flatMap(({ exp_alerts }) => exp_alerts.map((each) => each.exp_labels));
      expect(named.filter((labels) => labels['name'] !== undefined)).not.toEqual([]);
      expect(named.filter((labels) => labels['name'] === undefined)).not.toEqual([]);
    });
  }
});
