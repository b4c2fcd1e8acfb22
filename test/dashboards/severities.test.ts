/** Red on the overview is what the alert rules page for. */

import { expect, it } from '@jest/globals';
import { COLOURS } from '../../dashboards/kit/colours.ts';
import { CONNECTION_PROBLEMS, OTHER_PROBLEMS } from '../../dashboards/queries/problems.ts';
import { SEVERITIES, SEVERITY_LOOKS } from '../../dashboards/queries/severities.ts';
import { readGroups } from '../../scripts/alerts-rules.ts';
import { readBoards, shownPanels, type Panel, type Thresholds } from './support/boards.ts';

const rules = readGroups().flatMap((group) => group.rules);
const severitiesOf = (alert: string): readonly (string | undefined)[] =>
  rules.filter((rule) => rule.alert === alert).map(({ labels }) => labels['severity']);
const problems = [...Object.values(CONNECTION_PROBLEMS), ...OTHER_PROBLEMS];

it.each(
  problems.filter(({ alert }) => alert !== undefined).map((each) => [each.text, each] as const),
)('%s is as bad as its alert', (_, { alert, severity }) => {
  expect(severitiesOf(`AlicloudVpn${alert}`)).toContain(severity);
});

it('shows every problem of a connection that has an alert of its own', () => {
  const alerting = rules.flatMap(({ expr }) => /problem="(\w+)"/.exec(expr)?.[1] ?? []);
  const ofConnections = new Set(
    rules
      .filter(({ expr }) => expr.includes('alicloud_vpn:problem:'))
      .flatMap(({ expr }) => [...expr.matchAll(/problem="(\w+)"/g)].map(([, kind]) => kind)),
  );
  expect(alerting.length).toBeGreaterThan(5);
  // One tunnel of two is shown as redundancy that is lost.
  const left = [...ofConnections].filter((kind = '') => !Object.hasOwn(CONNECTION_PROBLEMS, kind));
  expect(left).toEqual(['tunnel']);
});

/** Colour of a stat when its n-th query counts one. */
function colourOfOne({ fieldConfig }: Panel, index: number): string | undefined {
  const { defaults, overrides = [] } = fieldConfig ?? {};
  const own = overrides
    .filter(({ matcher }) => matcher.options === 'ABC'.charAt(index))
    .map(({ properties }) => properties.find(({ id }) => id === 'thresholds')?.value as Thresholds);
  const { steps } = own[0] ?? defaults?.thresholds ?? { steps: [] };
  return steps.findLast(({ value }) => (value ?? 0) <= 1)?.color;
}

it.each([
  ['overview.json', 'Down', ['ConnectionDown']],
  ['overview.json', 'Grey failures', ['ConnectionBgpDown']],
  ['overview.json', 'Redundancy lost', ['RedundancyLost']],
  ['overview.json', 'Expected missing', ['ExpectedConnectionMissing']],
  ['overview.json', 'Targets failing', ['TargetFailing', 'CollectorFailing']],
  ['overview.json', 'Hidden or rejected', ['RowsRejected']],
  ['exporter.json', 'Targets failing', ['TargetFailing', 'CollectorFailing']],
])('%s: %s is as red as its alerts: %j', (file, title, alerts) => {
  const board = readBoards().find((each) => each.file === file);
  const panel = shownPanels(board!).find((each) => each.title === title)!;
  expect(panel.targets).toHaveLength(alerts.length);
  for (const [index, alert] of alerts.entries()) {
    const pages = severitiesOf(`AlicloudVpn${alert}`).includes('critical');
    expect(colourOfOne(panel, index)).toBe(pages ? COLOURS.bad : COLOURS.degraded);
  }
});

it('fills with red what pages and nothing else', () => {
  const overview = readBoards().find(({ file }) => file === 'overview.json');
  const tables = shownPanels(overview!).filter(({ title }) => /^(Problems|Alerts)$/.test(title));
  expect(tables).toHaveLength(2);
  for (const { fieldConfig } of tables) {
    const { properties } = fieldConfig!.overrides.find(
      ({ matcher }) => matcher.options === 'Severity',
    )!;
    const [{ options }] = properties.find(({ id }) => id === 'mappings')!.value as readonly [
      {
        readonly options: Readonly<
          Record<string, { readonly text: string; readonly color: string }>
        >;
      },
    ];
    const colours = Object.values(options).map(({ color }) => color);
    expect(colours.slice(0, 3)).toEqual(SEVERITIES.map((severity) => SEVERITY_LOOKS[severity][1]));
    expect(colours.map((colour) => colour === COLOURS.bad)).toEqual([true, false, false]);
  }
});
