/** When the page was made, how old its data is, and when browsers load it again. */

import { queryOf, REFRESH_SECONDS, type Filter } from '../../views/filter.ts';
import type { Overview } from '../../views/overview.ts';
import { readPageNumber } from '../../views/table-page.ts';
import { duration, isoTime } from '../../views/wording.ts';
import { html, NOTHING, type Html } from './html.ts';
import { time } from './parts.ts';

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

function choice(seconds: string, filter: Filter, page: number): Html {
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
      Refresh: ${['', ...REFRESH_SECONDS].map((seconds) => choice(seconds, filter, page))}
    </nav>
  </div>`;
}

/** For the head of the page. A policy that allows nothing to be loaded allows the page itself to be loaded again. */
export function refreshOf({ refresh }: Filter): Html {
  return refresh === '' ? NOTHING : html`<meta http-equiv="refresh" content="${refresh}" />`;
}
