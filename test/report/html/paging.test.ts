/** A status page of thousands of things: a bounded part of them at once, the worst first, and ways to the others. */

import { describe, expect, it } from '@jest/globals';
import type { TargetState } from '../../../src/polling/store.ts';
import { connection, dual, gateway, target, tunnel } from '../../support/samples.ts';
import { pageOf, problemsOf, rowsOf, textOf, verdictOf } from './support/page.ts';
import { fails, healthy, shows, stateOf } from './support/states.ts';

const DOWN = { status: 'ike_sa_not_established' } as const;

function idOf(number: number): string {
  return `vco-${String(number).padStart(4, '0')}`;
}

/** So many single-tunnel connections, of which the last is down. */
function singles(count: number): TargetState {
  return healthy(
    Array.from({ length: count }, (_, index) =>
      connection(idOf(index), { name: '', ...(index === count - 1 ? DOWN : {}) }),
    ),
  );
}

function idsOn(page: string): readonly string[] {
  return rowsOf(page, 'c').map((cells) => cells[1] ?? '');
}

/** Targets of the links of a table to its other pages. */
function links(page: string, table: string): readonly string[] {
  const [, rest = ''] = page.split(`aria-label="Pages of ${table}"`);
  const nav = rest.split('</nav>')[0] ?? '';
  return [...nav.matchAll(/href="([^"]*)"/g)].map(([, href = '']) => href.replaceAll('&amp;', '&'));
}

describe('the pages of a table', () => {
  const states = [singles(450)];

  it('begin with the worst', () => {
    const ids = idsOn(pageOf(states));
    expect(ids).toHaveLength(200);
    expect(ids.slice(0, 2)).toEqual([idOf(449), idOf(0)]);
  });

  it('show together everything once', () => {
    const all = [1, 2, 3].flatMap((number) => idsOn(pageOf(states, `page=${number}`)));
    expect(all).toHaveLength(450);
    expect(new Set(all).size).toBe(450);
  });

  it.each([
    ['page=1', '1 to 200 of 450', ['?page=2#connections']],
    [
      'page=2&account=prod',
      '201 to 400 of 450',
      ['?account=prod#connections', '?account=prod&page=3#connections'],
    ],
    ['page=3', '401 to 450 of 450', ['?page=2#connections']],
  ])('lead to each other: %s', (query, text, hrefs) => {
    const page = pageOf(states, query);
    expect(textOf(page)).toContain(text);
    expect(links(page, 'connections')).toEqual(hrefs);
  });

  it.each([
    ['99', 50],
    ['999999999999', 200],
    ['0', 200],
    ['-1', 200],
    ['1e1', 200],
    ['x', 200],
  ])('that there are none of are the last or the first: %s', (number, rows) => {
    expect(idsOn(pageOf(states, `page=${number}`))).toHaveLength(rows);
  });

  it('are not mentioned where there is only one', () => {
    expect(pageOf([singles(200)])).not.toContain('class="pager"');
  });

  it('count the rows of tunnels, and keep them with their connection', () => {
    const duals = Array.from({ length: 100 }, (_, index) =>
      dual(idOf(index), [tunnel(`tun-${index}-a`), tunnel(`tun-${index}-b`)]),
    );
    const first = rowsOf(pageOf([healthy(duals)]), 'c');
    expect(first).toHaveLength(198);
    const second = rowsOf(pageOf([healthy(duals)], 'page=2'), 'c');
    expect(second).toHaveLength(102);
    expect(second[0]?.[1]).toContain(idOf(66));
  });

  it('are there for gateways and targets, too', () => {
    const gateways = Array.from({ length: 201 }, (_, index) => gateway(`vpn-${index}`));
    const targets = Array.from({ length: 230 }, (_, index) =>
      stateOf({ connections: shows([]) }, target(`region-${index}`)),
    );
    const all = [healthy([], gateways), ...targets];
    expect(rowsOf(pageOf(all), 'g')).toHaveLength(200);
    expect(rowsOf(pageOf(all, 'page=2'), 'g')).toHaveLength(1);
    expect(rowsOf(pageOf(all), 't')).toHaveLength(200);
    expect(rowsOf(pageOf(all, 'page=2'), 't')).toHaveLength(31);
    expect(links(pageOf(all), 'targets')).toEqual(['?page=2#targets']);
  });

  it('leave the verdict and the numbers those of everything', () => {
    expect(verdictOf(pageOf(states, 'page=3'))).toBe('1 connection down');
    expect(textOf(pageOf(states, 'page=3'))).toContain('449 up');
  });
});

it('names at most 200 of the problems, and how many more there are', () => {
  const targets = Array.from({ length: 250 }, (_, index) =>
    stateOf({ connections: fails(shows([]), { code: `Code${index}` }) }, target(`region-${index}`)),
  );
  const items = problemsOf(pageOf(targets));
  expect(items).toHaveLength(201);
  expect(items.at(-1)).toBe('and 50 more');
});

describe('a search', () => {
  const states = [
    healthy(
      [
        connection('vco-Office', { name: 'Berlin', internetIp: '198.51.100.77' }),
        dual('vco-dual', [tunnel('tun-1', { peerId: '203.0.113.77' }), tunnel('tun-2')]),
        connection('vco-down', { ...DOWN, name: 'lab' }),
      ],
      [gateway('vpn-lab', { name: 'berlin gateway' })],
    ),
  ];

  it.each([
    ['q=berlin', ['vco-Office']],
    ['q=+OFFICE+', ['vco-Office']],
    ['q=203.0.113.77', ['vco-dual']],
    ['q=tun-2', ['vco-dual']],
    ['q=198.51.100.77', ['vco-Office']],
    ['q=hangzhou', ['vco-down', 'vco-Office', 'vco-dual']],
    ['q=lab&state=down', ['vco-down']],
    ['q=lab&state=up', []],
    ['q=.*', []],
    ['connection=vco-dual', ['vco-dual']],
    ['connection=vco', []],
    ['connection=vco-dual&q=berlin', []],
  ])('?%s', (query, ids) => {
    const heads = rowsOf(pageOf(states, query), 'c').map((cells) => cells[1] ?? '');
    expect(heads.flatMap((head) => /vco-\w+/.exec(head) ?? [])).toEqual(ids);
  });

  it('finds gateways, and is kept in the form and in every link', () => {
    const page = pageOf(states, 'q=BERLIN');
    expect(rowsOf(page, 'g')).toHaveLength(1);
    expect(page).toContain('value="BERLIN"');
    expect(page).toContain('href="?state=up&amp;q=BERLIN"');
    expect(page).toContain('<a href="?">Show all</a>');
  });

  it('for one connection shows nothing of another kind', () => {
    expect(rowsOf(pageOf(states, 'connection=vco-dual'), 'g')).toEqual([]);
  });
});
