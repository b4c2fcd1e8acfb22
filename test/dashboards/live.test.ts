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
      expect(text).toMatch(new RegExp(`^[a-z]+-[a-z-]+ ${value}$`));
    }
    expect(options.get('region')?.map(({ value }) => value)).toContain('me-east-1');
    expect(options.get('account')?.map(({ value }) => value)).toEqual(['prod', 'staging']);
  });

  it.each([
    ['Down', 4],
    ['Redundancy lost', 1],
    ['Grey failures', 3],
    ['Targets failing', 2],
    ['Expected missing', 1],
    ['Gateways at risk', 2],
    ['Connections', 19],
  ])('counts at least what is wrong all the time, once: %s %d', async (title, least) => {
    const [series] = await first('overview.json', title);
    const value = series?.values[0];
    expect(value).toBeGreaterThanOrEqual(least);
    expect(value).toBeLessThan(least + 3);
  });

  it('counts 0 where nothing is wrong, and nothing where there is nothing', async () => {
    const healthy = { account: 'staging', region: 'us-west-1' };
    for (const title of ['Down', 'Redundancy lost', 'Grey failures', 'Targets failing']) {
      const found = await first('overview.json', title, healthy);
      expect(found.map(({ values }) => values)).toEqual([[0]]);
      expect(await first('overview.json', title, { account: 'nobody' })).toEqual([]);
    }
  });

  it('lists every kind of problem', async () => {
    const found = await first('overview.json', 'Problems');
    expect(new Set(found.map(({ metric }) => metric['problem']))).toEqual(
      new Set([
        'BGP down, IPsec up',
        'Collector fails',
        'Connection down',
        'Expected connection missing',
        'Gateway ended',
        'Gateway ends within 30 days',
        'Gateway locked',
        'Health check fails, IPsec up',
        'Redundancy lost',
        'Region cannot be read',
      ]),
    );
    const reasons = new Set(
      found
        .filter(({ metric }) => metric['problem'] === 'Connection down')
        .map(({ metric }) => metric['reason']),
    );
    expect(reasons).toContain('Phase1NegotiationTimeout');
    const lab = found.filter(({ metric }) => metric['name'] === 'hz-lab');
    expect(lab.map(({ metric, values }) => [metric['problem'], values])).toEqual([
      ['Connection down', [2]],
    ]);
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
