/** What readers of the page can set: which part of everything, which page of a table, how often it is loaded again. */

import { html, type Html, NOTHING } from './html.ts';
import { badge, time } from './parts.ts';
import {
  type Filter,
  isFiltering,
  queryOf,
  REFRESH_SECONDS,
  withoutFilter,
} from '../../views/filter.ts';
import { countLevels, type Level, LEVELS } from '../../views/level.ts';
import type { Overview } from '../../views/overview.ts';
import { readPageNumber, type TablePage } from '../../views/table-page.ts';
import { duration, isoTime, visible } from '../../views/wording.ts';

/** The age of what was read from the targets; where it differs, that of the newest and of the oldest. */
function age({ targets }: Overview, nowMs: number): string {
  const ages = targets.flatMap(({ collectors: [first] }) =>
    first?.lastSuccessMs === undefined ? [] : [Math.max(0, nowMs - first.lastSuccessMs)],
  );
  if (ages.length === 0) return 'no data yet';
  const newest = duration(ages.reduce((a, b) => Math.min(a, b)));
  const oldest = duration(ages.reduce((a, b) => Math.max(a, b)));
  return newest === oldest ? `data ${newest} old` : `data ${newest} to ${oldest} old`;
}

function refreshLink(seconds: string, filter: Filter, page: number): Html {
  const href = queryOf({ ...filter, refresh: seconds }, page);
  const isChosen = filter.refresh === seconds;
  return html`<a href="${href}" ${isChosen ? html`aria-current="true"` : NOTHING}
    >${seconds === '' ? 'off' : `${seconds} s`}</a
  >`;
}

/** The line at the top of the page. */
export function asOf(
  all: Overview,
  filter: Filter,
  { nowMs, query }: { readonly nowMs: number; readonly query: URLSearchParams },
): Html {
  const page = readPageNumber(query);
  return html`<div class="asof">
    <p>
      As of ${time(nowMs, isoTime(nowMs).slice(0, 19).replace('T', ' '))} UTC, ${age(all, nowMs)}
    </p>
    <nav aria-label="Refresh">
      Refresh: ${['', ...REFRESH_SECONDS].map((seconds) => refreshLink(seconds, filter, page))}
    </nav>
  </div>`;
}

/** For the head of the page. A policy that allows nothing to be loaded allows the page itself to be loaded again. */
export function refreshOf({ refresh }: Filter): Html {
  return refresh === '' ? NOTHING : html`<meta http-equiv="refresh" content="${refresh}" />`;
}

function option(value: string, text: string, isSelected: boolean): Html {
  return isSelected
    ? html`<option value="${value}" selected>${text}</option>`
    : html`<option value="${value}">${text}</option>`;
}

/** A list to choose one value from. One that is asked for but not there is offered, so that the form tells the truth. */
function choice(
  key: 'account' | 'region' | 'state',
  label: string,
  values: readonly string[],
  chosen: string,
): Html {
  const offered = chosen === '' || values.includes(chosen) ? values : [...values, chosen];
  const options = offered.map((value) => option(value, visible(value), value === chosen));
  return html`<p>
    <label for="${key}">${label}</label>
    <select id="${key}" name="${key}">
      ${option('', 'all', chosen === '')} ${options}
    </select>
  </p>`;
}

function unique(values: readonly string[]): readonly string[] {
  return [...new Set(values)].sort();
}

function search({ q, connection }: Filter): Html {
  const value = connection === '' ? q : connection;
  return html`<p>
    <label for="q">Name, id or address</label>
    <input id="q" name="q" type="search" maxlength="200" value="${value}" />
  </p>`;
}

/** The form; `all` is what there is without any filter. */
export function filterForm({ targets }: Overview, filter: Filter): Html {
  const accounts = unique(targets.map(({ account }) => account));
  const regions = unique(targets.map(({ region }) => region));
  return html`<form method="get" role="search" aria-label="Filter">
    ${choice('account', 'Account', accounts, filter.account)}
    ${choice('region', 'Region', regions, filter.region)}
    ${choice('state', 'State', LEVELS, filter.state)} ${search(filter)}
    ${filter.refresh === '' ? NOTHING : html`<input type="hidden" name="refresh" value="${filter.refresh}" />`}
    <button>Show</button>
    ${isFiltering(filter) ? html`<a href="${queryOf(withoutFilter(filter))}">Show all</a>` : NOTHING}
  </form>`;
}

function tile(level: Level, count: number, filter: Filter): Html {
  const isChosen = filter.state === level;
  const href = queryOf({ ...filter, state: isChosen ? '' : level });
  return html`<li>
    <a href="${href}" ${isChosen ? html`aria-current="true"` : NOTHING}
      ><span>${count}</span> ${badge(level)}</a
    >
  </li>`;
}

/** How many connections there are in each state; each number leads to its connections. */
export function counts({ connections }: Overview, filter: Filter): Html {
  const numbers = countLevels(connections);
  const shown = LEVELS.filter((level) => numbers[level] > 0 || level === filter.state);
  const tiles = shown.map((level) => tile(level, numbers[level], filter));
  if (tiles.length === 0) return NOTHING;
  return html`<ul class="counts" aria-label="Connections by state">
    ${tiles}
  </ul>`;
}

function link(text: string, number: number, filter: Filter, fragment: string): Html {
  return html`<a href="${queryOf(filter, number)}#${fragment}">${text}</a>`;
}

/** Which part of the table is shown, with links to the next one and the one before; nothing where that is all. */
export function pager(
  { views, number, pages, first, total }: TablePage<unknown>,
  filter: Filter,
  fragment: string,
): Html {
  if (pages === 1) return NOTHING;
  return html`<nav class="pager" aria-label="Pages of ${fragment}">
    <span>${first} to ${first + views.length - 1} of ${total}</span>
    ${number > 1 ? link('Previous', number - 1, filter, fragment) : NOTHING}
    ${number < pages ? link('Next', number + 1, filter, fragment) : NOTHING}
  </nav>`;
}
