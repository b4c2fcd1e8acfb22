/** Every query of every dashboard, asked of a real Prometheus that scrapes the demo. Needs `npm run build`. */

import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Cleanup } from '../e2e/support/cleanup.ts';
import { describeReleases } from '../e2e/support/releases.ts';
import type { Series } from '../e2e/support/prometheus.ts';
import { readBoards, shownPanels, type Board, type Panel, type Target } from './support/boards.ts';
import { startDemo, type Demo } from './support/demo.ts';
import { optionsOf, type Option } from './support/options.ts';
import { anyOf, RANGES, substitute, type Substitutes } from './support/substitute.ts';

const boards = readBoards();
const PANELS = boards.flatMap((board) =>
  shownPanels(board).map((panel) => [`${board.file} ${panel.title}`, board, panel] as const),
);

function labelSets(series: readonly Series[]): ReadonlySet<string> {
  return new Set(series.map(({ metric }) => JSON.stringify(metric)));
}

/** The first poll after the start comes after 15 s, and some series begin only then. */
const START_MS = 60_000;

describeReleases((release) => {
  const cleanup = new Cleanup();
  let demo: Demo;
  let time: number;
  /** Dashboard to its variables with everything chosen one by one. */
  const chosen = new Map<Board, Substitutes>();
  const options = new Map<string, readonly Option[]>();

  beforeAll(async () => {
    demo = await startDemo(release.prometheus, cleanup);
    for (const board of boards) {
      let choices: Substitutes = RANGES;
      for (const variable of board.templating.list.slice(1)) {
        const found = await optionsOf(demo.prometheus, variable, choices);
        options.set(variable.name, found);
        choices = { ...choices, [variable.name]: anyOf(found.map(({ value }) => value)) };
      }
      chosen.set(board, choices);
    }
    time = Date.now() / 1000;
  }, START_MS);

  afterAll(() => cleanup.run());

  const all = (board: Board): Substitutes => ({
    ...RANGES,
    ...Object.fromEntries(
      board.templating.list.slice(1).map(({ name, allValue = '' }) => [name, allValue]),
    ),
  });

  const ask = (target: Target, choices: Substitutes): Promise<readonly Series[]> => {
    const expr = substitute(target.expr, choices);
    return target.instant === true
      ? demo.prometheus.query(expr, time)
      : demo.prometheus.queryRange(expr, { start: time - 15, end: time, step: 1 });
  };

  const panelOf = (file: string, title: string): readonly [Board, Panel] => {
    const [, board, panel] = PANELS.find(([name]) => name === `${file} ${title}`) ?? [];
    if (board === undefined || panel === undefined) throw new Error(`no panel ${title}`);
    return [board, panel];
  };

  const first = async (file: string, title: string, more: Substitutes = {}) => {
    const [board, panel] = panelOf(file, title);
    return ask(panel.targets![0]!, { ...all(board), ...more });
  };

  it.each(PANELS)('%s shows something', async (_name, board, { targets = [] }) => {
    for (const target of targets) {
      const series = await ask(target, all(board));
      expect(series.flatMap(({ values }) => values).some(Number.isFinite)).toBe(true);
      const choosing = await ask(target, chosen.get(board) ?? {});
      expect(labelSets(choosing)).toEqual(labelSets(series));
    }
  });

  it.each(PANELS.filter(([, , { type }]) => type.startsWith('time') || type.startsWith('state')))(
    '%s gives no two series the same name',
    async (_name, board, { targets = [] }) => {
      const names: string[] = [];
      for (const target of targets) {
        for (const { metric } of await ask(target, all(board))) {
          const legend = target.legendFormat ?? '';
          names.push(legend.replaceAll(/\{\{(\w+)\}\}/g, (_, label) => metric[label] ?? ''));
        }
      }
      expect([...new Set(names)]).toEqual(names);
      for (const name of names) expect(name).toMatch(/\w/);
    },
  );

  it.each(PANELS.filter(([, , { type }]) => type === 'table'))(
    '%s has rows that join, and columns that exist',
    async (_name, board, { targets = [], transformations = [] }) => {
      const results = await Promise.all(targets.map((target) => ask(target, all(board))));
      const [base = [], ...joined] = results;
      const keys = base.map(({ metric }) => metric['key']);
      const joinable = joined.length > 0 ? keys : [];
      expect([...new Set(joinable)]).toEqual(joinable);
      for (const result of joined) {
        for (const { metric } of result) expect(Object.keys(metric)).toEqual(['key']);
        expect(result.some(({ metric }) => keys.includes(metric['key']))).toBe(true);
      }
      const organised = transformations.at(-1)?.options as { renameByName: object };
      const values = targets.length > 1 ? targets.map(({ refId }) => `Value #${refId}`) : ['Value'];
      const fields = [...base.flatMap(({ metric }) => Object.keys(metric)), ...values];
      for (const field of Object.keys(organised.renameByName)) expect(fields).toContain(field);
    },
  );

  it('offers something for every variable', () => {
    const names = boards
      .flatMap(({ templating }) => templating.list.slice(1))
      .map(({ name }) => name);
    expect(names.filter((name) => options.get(name)?.length === 0)).toEqual([]);
    expect(new Set(names)).toEqual(new Set(options.keys()));
  });

  it('offers connections by name and id', () => {
    const offered = options.get('connection') ?? [];
    expect(offered.length).toBeGreaterThan(10);
    for (const { text, value } of offered) {
      expect(value).toMatch(/^vco-\w+$/);
      expect(text).toMatch(new RegExp(`^[a-z0-9-]* ${value}$`));
    }
    expect(options.get('region')?.map(({ value }) => value)).toContain('me-east-1');
    expect(options.get('account')?.map(({ value }) => value)).toEqual([
      'other',
      'prod',
      'rare',
      'staging',
    ]);
  });

  it.each([
    ['Down', 2],
    ['Grey failures', 2],
    ['Redundancy lost', 1],
    ['No longer returned', 1],
    ['Hidden or rejected', 2],
    ['Targets failing', 0],
    ['Connections', 7],
  ])('counts what is wrong in an account: %s %d', async (title, count) => {
    const found = await first('overview.json', title, { account: 'rare' });
    expect(found.map(({ values }) => values)).toEqual([[count]]);
  });

  it.each([
    ['Targets failing', 1],
    ['Expected missing', 1],
    ['Gateways at risk', 2],
    ['Exporters', 3],
    ['Alerts that page', 3],
  ])('counts at least what the demo does all the time: %s %d', async (title, least) => {
    const [series] = await first('overview.json', title);
    expect(series?.values[0]).toBeGreaterThanOrEqual(least);
  });

  it('counts apart what pages and what does not when a poll fails', async () => {
    const [board, { targets = [] }] = panelOf('overview.json', 'Targets failing');
    const counts = await Promise.all(targets.map((target) => ask(target, all(board))));
    expect(counts.map(([series]) => series?.metric)).toEqual([{}, {}]);
    const up = await demo.prometheus.query(
      'count by (pages) (label_replace(max by (account, region, collector) (alicloud_vpn_target_up) == 0, "pages", "yes", "collector", "connections"))',
      time,
    );
    const failing = (pages?: string): number =>
      up.find(({ metric }) => metric['pages'] === pages)?.values[0] ?? 0;
    expect(counts.map(([series]) => series?.values[0])).toEqual([failing('yes'), failing()]);
  });

  it('counts 0 where nothing is wrong, and nothing where there is nothing', async () => {
    const healthy = { account: 'staging', region: 'us-west-1' };
    for (const title of ['Down', 'Redundancy lost', 'Grey failures', 'Targets failing']) {
      const found = await first('overview.json', title, healthy);
      expect(found.map(({ values }) => values)).toEqual([[0]]);
      expect(await first('overview.json', title, { account: 'nobody' })).toEqual([]);
    }
  });

  const problemsOf = (found: readonly Series[], severity: string): ReadonlySet<string> =>
    new Set(
      found
        .filter(({ metric }) => metric['severity'] === severity)
        .map(({ metric }) => metric['problem'] ?? ''),
    );

  it('lists what is wrong, as bad as its alert', async () => {
    const found = await first('overview.json', 'Problems');
    expect([...problemsOf(found, '1')]).toEqual(
      expect.arrayContaining([
        'down',
        'detached',
        'bgp',
        'health_check',
        'Expected connection missing',
        'Gateway locked',
        'Region cannot be read',
      ]),
    );
    expect([...problemsOf(found, '2')]).toEqual(
      expect.arrayContaining([
        'redundancy',
        'Collector fails',
        'One of several exporters cannot be scraped',
        'Resources hidden',
        'Rows rejected',
      ]),
    );
    expect([...problemsOf(found, '3')]).toEqual(
      expect.arrayContaining(['never_up', 'Connection no longer returned']),
    );
    expect(found.every(({ metric }) => /^[123]$/.test(metric['severity'] ?? ''))).toBe(true);
    const detached = found.find(({ metric }) => metric['problem'] === 'detached');
    expect(detached?.metric).toMatchObject({ name: 'detached', site: 'cgw-detached' });
    expect((detached?.values[0] ?? 0) / 1000).toBeGreaterThan(time - 120);
  });

  it('says that nothing is known, in red, where the reader chose nothing, and where there is no exporter', async () => {
    const nobody = await first('overview.json', 'Problems', { account: 'nobody' });
    expect(problemsOf(nobody, '1')).toContain('No data for this choice');
    const [board, { targets = [] }] = panelOf('overview.json', 'Problems');
    const before = await demo.prometheus.query(
      substitute(targets[0]!.expr, all(board)),
      time - 86_400,
    );
    expect(problemsOf(before, '1')).toEqual(
      new Set([
        'Alert rules are not evaluated',
        'No data for this choice',
        'No exporter is scraped',
      ]),
    );
    const [none] = await demo.prometheus.query(
      substitute(panelOf('overview.json', 'Exporters')[1].targets![0]!.expr, all(board)),
      time - 86_400,
    );
    expect(none?.values).toEqual([0]);
  });

  const marked = (file: string, name: string, offset = '6m'): Promise<readonly Series[]> => {
    const board = boards.find((each) => each.file === file);
    const found = board?.annotations.list?.find((each) => each.name === name);
    if (board === undefined || found === undefined) throw new Error(`no annotation ${name}`);
    const expr = substitute(found.expr.replaceAll('6m', offset), all(board));
    return demo.prometheus.queryRange(expr, { start: time - 60, end: time, step: 1 });
  };

  it('marks alerts and reloads', async () => {
    for (const file of ['overview.json', 'connection.json']) {
      const alerts = await marked(file, 'Alerts');
      expect(alerts.map(({ metric }) => metric['severity'])).toContain('critical');
      const reloads = await marked(file, 'Reloads');
      expect(reloads.flatMap(({ values }) => values).every((ms) => ms > (time - 300) * 1000)).toBe(
        true,
      );
      expect(reloads).not.toEqual([]);
    }
  });

  it('marks facts that somebody changed, and nothing else', async () => {
    const changes = await marked('connection.json', 'Changed facts', '10s');
    const ids = changes.map(({ metric }) => metric['vpn_connection_id']);
    expect(new Set(ids.filter((id) => /^vco-[a-z]+$/.test(id ?? '')))).toEqual(
      new Set(['vco-redundancy']),
    );
  });

  it('tells what is weakly protected', async () => {
    const weak = await first('connection.json', 'Weak choices');
    expect(new Set(weak.map(({ metric }) => `${metric['name']} ${metric['parameter']}`))).toEqual(
      new Set(['hz-lab ike_version', 'hz-head-office dpd']),
    );
    const [board, { targets = [] }] = panelOf('connection.json', 'Algorithms');
    const counts = await ask(targets[1]!, all(board));
    const many = counts.map(({ values }) => values[0]).filter((count) => count !== 0);
    expect(many).toEqual([1, 1]);
  });

  it.each([
    ['Rows rejected', 'Status'],
    ['Unknown values', 'State'],
  ])('%s names the field, and none where there is none', async (title, field) => {
    const fields = (series: readonly Series[]): readonly (string | undefined)[] =>
      series.map(({ metric }) => metric['field']);
    // Before the second scrape of a counter there is no rate, and the line of none is still there.
    expect(fields(await first('exporter.json', title))).toContain(field);
    const ours = await first('exporter.json', title, { instance: demo.instance });
    expect(fields(ours)).toEqual(['none']);
  });
});
