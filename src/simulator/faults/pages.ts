/** Faults of page walks: rows that move, repeat or are missing because the listing changed meanwhile. */

import { pickPage, type PagePicker } from '../pages.ts';
import type { Effect, PagingEffect } from './effect.ts';

function isPaging(effect: Effect): effect is PagingEffect {
  return ['shift_page', 'short_page', 'repeat_row'].includes(effect.kind);
}

function shifted(pick: PagePicker, by: number): PagePicker {
  return (rows, page) => {
    if (by >= 0) return pick(rows.slice(by), page);
    return pick(page.number === 1 ? rows : [...rows.slice(0, -by), ...rows], page);
  };
}

function repeating(pick: PagePicker): PagePicker {
  return (rows, page) => {
    const picked = pick(rows, page);
    if (page.number === 1 || picked.length === 0) return picked;
    return [...pick(rows, { ...page, number: page.number - 1 }).slice(-1), ...picked.slice(1)];
  };
}

function withEffect(pick: PagePicker, effect: PagingEffect): PagePicker {
  if (effect.kind === 'shift_page') return shifted(pick, effect.by);
  if (effect.kind === 'repeat_row') return repeating(pick);
  return (rows, page) => pick(rows, page).slice(0, effect.rows);
}

/** How pages are cut under these effects. */
export function pagePicker(effects: readonly Effect[]): PagePicker {
  return effects.filter(isPaging).reduce(withEffect, pickPage);
}
