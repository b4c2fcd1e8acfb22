/** Parts of the page that its tables share. */

import type { Since } from '../../polling/history.ts';
import { html, type Html, NOTHING } from './html.ts';
import type { ShownContext } from '../../views/age.ts';
import type { Level } from '../../views/level.ts';
import type { TargetHealth } from '../../views/target-view.ts';
import { type Rates, ratesText } from '../../views/traffic.ts';
import { duration, isoTime, utc, visible } from '../../views/wording.ts';

/** What a badge says: a state; or that something expected is missing, or will be wrong soon. */
export type BadgeWord = Level | TargetHealth | 'missing' | 'soon';

/** The word of a state, with its colour and its sign. */
export function badge(state: BadgeWord): Html {
  return html`<b class="${state}">${state}</b>`;
}

/** A name that somebody else chose: it cannot change the direction of the text around it. */
export function name(text: string): Html {
  return html`<bdi>${visible(text)}</bdi>`;
}

/** An id, to be copied. */
export function id(text: string): Html {
  return html`<code>${visible(text)}</code>`;
}

/** The fragment that leads to one thing, such as `connection-vco-1`; characters that no fragment has become `_`. */
export function anchor(kind: string, ...parts: readonly string[]): string {
  return [kind, ...parts].join('-').replaceAll(/[^\w.-]/g, '_');
}

/** A point in time, told as `text`. */
export function time(ms: number, text: string): Html {
  return html`<time datetime="${isoTime(ms)}">${text}</time>`;
}

/** What passes through, in small; nothing where that is not known. */
export function passing(rates: Rates | undefined): Html {
  return rates === undefined ? NOTHING : html` <small>${ratesText(rates)}</small>`;
}

/** Lines one below the other. */
export function lines(texts: readonly string[]): readonly Html[] {
  return texts.map((text) => html`<p>${visible(text)}</p>`);
}

/** A table under a heading that names it; `kind` is its class. The bodies are tbody elements. */
export function table(
  kind: string,
  caption: string,
  columns: readonly string[],
  bodies: readonly Html[],
): Html {
  const heads = columns.map((column) => html`<th scope="col">${column}</th>`);
  return html`<table class="${kind}">
    <caption>
      ${caption}
    </caption>
    <thead>
      <tr>
        ${heads}
      </tr>
    </thead>
    ${bodies}
  </table>`;
}

/** The time of day, and the day where it is not today; all in UTC. */
function clock(ms: number, nowMs: number): string {
  const isToday = isoTime(ms).slice(0, 10) === isoTime(nowMs).slice(0, 10);
  return isToday ? utc(ms).slice(11) : utc(ms);
}

/**
 * In words. What was last seen otherwise so long before that this said nothing any more may have changed at any time
 * in between, so it is told as what is known of it: for at least how long.
 */
export function sinceText(since: Since | undefined, { nowMs, staleAfterMs }: ShownContext): Html {
  if (since === undefined) return NOTHING;
  const { ms, otherwiseMs } = since;
  // Number and unit stay on one line.
  const length = duration(Math.max(0, nowMs - ms)).replace(' ', '\u00a0');
  const isSeen = otherwiseMs !== undefined && ms - otherwiseMs <= staleAfterMs('connections');
  return isSeen
    ? html` <small>since ${time(ms, clock(ms, nowMs))} (${length})</small>`
    : html` <small>for at least ${length}</small>`;
}
