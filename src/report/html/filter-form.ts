/** The form that asks for a part of everything, and the numbers that lead there. */

import { queryOf, isFiltering, withoutFilter, type Filter } from '../../views/filter.ts';
import { html, NOTHING, type Html } from './html.ts';
import { countLevels, LEVELS, type Level } from '../../views/level.ts';
import type { Overview } from '../../views/overview.ts';
import { badge } from './parts.ts';
import { visible } from '../../views/wording.ts';

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
