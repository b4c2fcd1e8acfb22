/** PageNumber and PageSize: their limits, and the part of a listing they ask for. */

import { Refusal } from './refusals.ts';
import type { Params } from './wire-request.ts';

const DEFAULT_PAGE_SIZE = 10;
const MAX_PAGE_SIZE = 50;

/** The page a call asks for, counted from 1. */
export interface PageRange {
  readonly number: number;
  readonly size: number;
}

/** Picks the rows of a page; faults replace it to show what concurrent changes do to a page walk. */
export type PagePicker = <Row>(rows: readonly Row[], page: PageRange) => readonly Row[];

function positiveInteger(params: Params, name: string, fallback: number): number {
  const text = params.get(name) ?? String(fallback);
  if (!/^\d{1,9}$/.test(text) || Number(text) < 1) {
    throw new Refusal('InvalidParameter', { message: `The specified ${name} is not valid.` });
  }
  return Number(text);
}

/**
 * The page of a call: PageNumber from 1 (default 1), PageSize 1 to 50 (default 10).
 * @throws Refusal InvalidParameter
 */
export function pageOf(params: Params): PageRange {
  const number = positiveInteger(params, 'PageNumber', 1);
  const size = positiveInteger(params, 'PageSize', DEFAULT_PAGE_SIZE);
  if (size > MAX_PAGE_SIZE) {
    throw new Refusal('InvalidParameter', { message: 'The specified PageSize is not valid.' });
  }
  return { number, size };
}

/** The rows of a page; none past the end. */
export const pickPage: PagePicker = (rows, { number, size }) =>
  rows.slice((number - 1) * size, number * size);
