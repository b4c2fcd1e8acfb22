/** What Grafana needs of a dashboard to show it without edits. */

import { describe, expect, it } from '@jest/globals';
import {
  everyPanel,
  queryOf,
  readBoards,
  shownPanels,
  type Board,
  type Panel,
} from './support/boards.ts';

const boards = readBoards();
const DATA_SOURCE = { type: 'prometheus', uid: '${datasource}' };
const GRID = 24;

it('identifies the dashboards as ever: bookmarks hold the uids', () => {
  expect(Object.fromEntries(boards.map(({ file, uid }) => [file, uid]))).toEqual({
    'overview.json': 'alicloud-vpn-overview',
    'connection.json': 'alicloud-vpn-connection',
    'availability.json': 'alicloud-vpn-availability',
    'exporter.json': 'alicloud-vpn-exporter',
  });
});

function cellsOf({ gridPos: { x, y, w, h } }: Panel): readonly string[] {
  return Array.from(
    { length: w * h },
    (_, cell) => `${x + (cell % w)}/${y + Math.floor(cell / w)}`,
  );
}

describe.each(boards.map((board) => [board.file, board] as const))('%s', (_, board: Board) => {
  const panels = shownPanels(board);
  const all = everyPanel(board);

  it('has unique panel ids', () => {
    const ids = all.map(({ id }) => id);
    expect(ids.every((id) => Number.isSafeInteger(id) && id > 0)).toBe(true);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('has every panel in a place of its own, without holes in the lines', () => {
    const cells = all.flatMap(cellsOf);
    expect(cells.every((cell) => Number(cell.split('/')[0]) < GRID)).toBe(true);
    expect(new Set(cells).size).toBe(cells.length);
    const height = Math.max(...all.map(({ gridPos: { y, h } }) => y + h));
    expect(cells).toHaveLength(GRID * height);
  });

  it('asks the data source of the variable everywhere', () => {
    const [first, ...others] = board.templating.list;
    expect(first).toMatchObject({ type: 'datasource', name: 'datasource', query: 'prometheus' });
    const asked = [
      ...others.map(({ datasource }) => datasource),
      ...all.map(({ datasource }) => datasource),
      ...panels.flatMap(({ targets = [] }) => targets.map(({ datasource }) => datasource)),
    ];
    expect(
      new Set(
        [...asked, ...(board.annotations.list ?? []).map(({ datasource }) => datasource)].map(
          (source) => JSON.stringify(source),
        ),
      ),
    ).toEqual(new Set([JSON.stringify(DATA_SOURCE)]));
  });

  it('begins with all of every variable but the connection, of which there may be thousands', () => {
    const variables = board.templating.list.slice(1);
    expect(variables.map(({ name }) => name).slice(0, 2)).toEqual(['cluster', 'job']);
    for (const variable of variables) {
      expect(variable).toMatchObject({ type: 'query', multi: true, allValue: '.*' });
      const isOne = variable.name === 'connection';
      expect(variable.includeAll).toBe(!isOne);
      expect(variable.current?.value).toEqual(isOne ? '' : ['$__all']);
      expect(queryOf(variable)).toMatch(/^(label_values|query_result)\(.*\)$/);
    }
  });

  it('pages through long tables, and opens none of thousands of connections at first', () => {
    for (const { fieldConfig: _, ...panel } of panels.filter(({ type }) => type === 'table')) {
      expect(panel).toMatchObject({ options: { footer: { enablePagination: true } } });
    }
    const open = board.panels.filter(({ type }) => type === 'table');
    if (board.uid === 'alicloud-vpn-connection') return;
    for (const { targets = [] } of open) {
      for (const { expr } of targets)
        expect(expr).not.toMatch(/connection:context\{[^}]*\}, "key"/);
    }
  });

  it('says of every panel what it shows, and when there is nothing to show', () => {
    for (const panel of panels) {
      expect(panel.title).not.toBe('');
      expect(panel.description).toMatch(/\.$/);
    }
    for (const panel of panels.filter(({ type }) => type !== 'table')) {
      expect(panel.fieldConfig?.defaults.noValue).toMatch(/./);
    }
  });

  it('has a unit for every number', () => {
    for (const panel of panels.filter(({ type }) => type === 'stat' || type === 'timeseries')) {
      expect(panel.fieldConfig?.defaults.unit).toMatch(/./);
    }
  });

  it('asks each query either for now or for the range, under a letter of its own', () => {
    for (const { type, targets = [] } of panels) {
      expect(targets.length).toBeGreaterThan(0);
      const ids = targets.map(({ refId }) => refId);
      expect(ids).toEqual('ABCDEFGHIJKLMN'.slice(0, ids.length).split(''));
      const isNow = type === 'stat' || type === 'table';
      for (const { instant, range, format } of targets) {
        expect({ instant: instant ?? false, range: range ?? false }).toEqual({
          instant: isNow,
          range: !isNow,
        });
        expect(format).toBe(type === 'table' ? 'table' : 'time_series');
      }
    }
  });

  it('names series by their labels', () => {
    for (const { type, targets = [] } of panels) {
      if (type !== 'timeseries' && type !== 'state-timeline') continue;
      for (const { legendFormat } of targets) expect(legendFormat).toMatch(/\{\{\w+\}\}/);
    }
  });

  it('takes one row of a connection wherever it joins names: a restart of Prometheus can leave two', () => {
    const joins = panels.flatMap(({ targets = [] }) =>
      targets.flatMap(({ expr }) => [...expr.matchAll(/group_left \(([^)]*)\) (\w+)/g)]),
    );
    const ofNames = joins.filter(([, labels = '']) => /\b(name|site)\b/.test(labels));
    expect(ofNames.map(([, , next]) => next).filter((next) => next !== 'topk')).toEqual([]);
  });

  it('links to the other dashboards, with variables and time', () => {
    const others = boards.filter(({ uid }) => uid !== board.uid).map(({ uid }) => `/d/${uid}`);
    expect(board.links.map(({ url }) => url).sort()).toEqual(others.sort());
    for (const link of board.links) {
      expect(link).toMatchObject({ includeVars: true, keepTime: true });
      expect(link).not.toHaveProperty('placement');
    }
  });

  it('links cells to dashboards and variables that exist', () => {
    const links = panels.flatMap(({ fieldConfig }) =>
      (fieldConfig?.overrides ?? []).flatMap(({ properties }) =>
        properties
          .filter(({ id }) => id === 'links')
          .flatMap(({ value }) => value as readonly { readonly url: string }[]),
      ),
    );
    for (const { url } of links) {
      const [path = '', query = ''] = url.split('?');
      const target = boards.find(({ uid }) => path === `/d/${uid}`);
      const known = target?.templating.list.map(({ name }) => `var-${name}`) ?? [];
      const given = query.split('&').filter((part) => part.startsWith('var-'));
      expect(given.length).toBeGreaterThan(1);
      for (const part of given) expect(known).toContain(part.split('=')[0]);
      expect(query.endsWith('${__url_time_range}')).toBe(true);
    }
  });
});
