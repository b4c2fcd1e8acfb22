/** The table of targets: what is polled, how recently, and with which error. */

import { html, type Html } from './html.ts';
import { anchor, badge, lines, name, table, time } from './parts.ts';
import {
  isListed,
  nextPoll,
  type CollectorView,
  type TargetView,
} from '../../views/target-view.ts';
import { ago, amount, failureText } from '../../views/wording.ts';

const COLUMNS = [
  'State',
  'Account, region',
  'Resources',
  'Last success',
  'Next poll',
  'Polls',
  'Last error',
];

/** When and how often. */
export interface Timing {
  readonly nowMs: number;
  readonly intervalMs: (collector: string) => number;
}

/** The first collector of a target: the others depend on it or are of less interest. */
function primary({ collectors }: TargetView): CollectorView | undefined {
  return collectors[0];
}

function lastSuccess(collector: CollectorView | undefined, nowMs: number): Html {
  const ms = collector?.lastSuccessMs;
  return ms === undefined ? html`never` : time(ms, ago(ms, nowMs));
}

function resources({ collectors }: TargetView): string {
  return collectors
    .flatMap(({ name, resources: count }) =>
      isListed(name) && count !== undefined ? [amount(count, name.replace(/s$/, ''))] : [],
    )
    .join(', ');
}

function polls(collector: CollectorView | undefined): string {
  const { polls: all = 0, failures = 0 } = collector ?? {};
  return failures === 0 ? `${all}` : `${all}, ${failures} failed`;
}

function errors(view: TargetView, nowMs: number): readonly string[] {
  const failed = view.collectors.flatMap((collector) => {
    const { name, lastPoll, lastSuccessMs } = collector;
    if (lastPoll?.failure === undefined) return [];
    const since = collector === primary(view) ? '' : `; last success ${ago(lastSuccessMs, nowMs)}`;
    return [`${name}: ${failureText(lastPoll.failure)}${since}`];
  });
  return [...failed, ...view.notes];
}

function body(view: TargetView, { nowMs, intervalMs }: Timing): Html {
  const first = primary(view);
  return html`<tbody id="${anchor('target', view.account, view.region)}">
    <tr>
      <td>${badge(view.health)}</td>
      <th scope="row">${name(view.account)} <span>${name(view.region)}</span></th>
      <td>${resources(view)}</td>
      <td>${lastSuccess(first, nowMs)}</td>
      <td>${nextPoll(view, intervalMs, nowMs)}</td>
      <td>${polls(first)}</td>
      <td>${lines(errors(view, nowMs))}</td>
    </tr>
  </tbody>`;
}

/** The targets in the order given. */
export function targetsTable(views: readonly TargetView[], timing: Timing): Html {
  return table(
    't',
    'Targets and how they are polled, what is wrong first',
    COLUMNS,
    views.map((view) => body(view, timing)),
  );
}
