/** The list of what is wrong besides connections: what cannot be seen, what is missing, what ends. */

import { groupBy } from '../../model/values.ts';
import { html, NOTHING, type Html } from './html.ts';
import { isWrong } from '../../views/level.ts';
import type { Overview } from '../../views/overview.ts';
import { badge, id, name } from './parts.ts';
import { PAGE_ROWS } from '../../views/table-page.ts';
import type { TargetView } from '../../views/target-view.ts';
import { failureText, visible } from '../../views/wording.ts';

/** One collector of a target that fails. */
interface Failing {
  readonly account: string;
  readonly region: string;
  readonly collector: string;
  /** What failures of the same cause have in common: all but the request's id. */
  readonly text: string;
}

function failingOf({ account, region, collectors }: TargetView): readonly Failing[] {
  return collectors.flatMap(({ name: collector, lastPoll }) => {
    if (lastPoll?.failure === undefined) return [];
    const { requestId: _, ...failure } = lastPoll.failure;
    return [{ account, region, collector, text: failureText(failure) }];
  });
}

function joined(values: readonly string[]): string {
  return [...new Set(values)].join(', ');
}

/** Failures of one account with one cause are one item: a wrong key fails in every region. */
function failures({ targets }: Overview): readonly Html[] {
  const groups = groupBy(targets.flatMap(failingOf), ({ account, text }) =>
    JSON.stringify([account, text]),
  );
  return [...groups.values()].map((group) => {
    const { account = '', text = '' } = group[0] ?? {};
    const collectors = joined(group.map(({ collector }) => collector));
    const regions = joined(group.map(({ region }) => region));
    return html`<li>
      ${badge('failed')} ${name(account)} in ${name(regions)}: ${visible(text)}
      <small>(${collectors})</small>
    </li>`;
  });
}

function unpolled({ targets }: Overview): readonly Html[] {
  return targets
    .filter(({ health }) => health === 'stale')
    .map(
      ({ account, region }) =>
        html`<li>${badge('stale')} ${name(account)} in ${name(region)} is no longer polled</li>`,
    );
}

function oddAnswers({ targets }: Overview): readonly Html[] {
  return targets.flatMap(({ account, region, notes }) =>
    notes.map(
      (note) =>
        html`<li>${badge('unknown')} ${name(account)} in ${name(region)}: ${visible(note)}</li>`,
    ),
  );
}

function missing({ expected }: Overview): readonly Html[] {
  return expected.flatMap(({ account, vpnConnectionId, found }) => {
    if (found === true) return [];
    const what = html`expected connection ${id(vpnConnectionId)} of ${name(account)}`;
    return found === false
      ? html`<li>${badge('missing')} ${what} is in none of its regions</li>`
      : html`<li>${badge('unknown')} ${what} is not seen, and not every region can be</li>`;
  });
}

/** Gateways that are locked, over or about to end; one that is merely not seen is its target's trouble. */
function gatewaysInTrouble({ gateways }: Overview): readonly Html[] {
  return gateways
    .filter(({ level, reasons }) => (isWrong(level) || reasons.length > 0) && level !== 'stale')
    .map(
      ({ account, region, gateway, level, reasons }) =>
        html`<li>
          ${badge(level === 'up' ? 'soon' : level)} VPN gateway ${name(gateway.name)}
          ${id(gateway.id)} of ${name(account)} in ${name(region)}: ${reasons.join(', ')}
        </li>`,
    );
}

/** The list under its heading; nothing when nothing but connections is wrong. */
export function problems(overview: Overview): Html {
  const items = [
    ...missing(overview),
    ...failures(overview),
    ...unpolled(overview),
    ...oddAnswers(overview),
    ...gatewaysInTrouble(overview),
  ];
  if (items.length === 0) return NOTHING;
  const more = items.length - PAGE_ROWS;
  return html`<section aria-labelledby="problems">
    <h2 id="problems">Needs attention</h2>
    <ul class="problems">
      ${items.slice(0, PAGE_ROWS)} ${more > 0 ? html`<li>and ${more} more</li>` : NOTHING}
    </ul>
  </section>`;
}
