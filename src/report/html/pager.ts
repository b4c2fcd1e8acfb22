/** The way to the other pages of a table. */

import { queryOf, type Filter } from '../../views/filter.ts';
import type { TablePage } from '../../views/table-page.ts';
import { html, NOTHING, type Html } from './html.ts';

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
