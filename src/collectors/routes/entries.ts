/** Reads route entries, of connections and of gateways alike. */

import { incompleteError } from '../../alicloud/errors.ts';
import { ApiError } from '../../model/failure.ts';

interface EntriesPage<Entry> {
  readonly total: number;
  readonly entries: readonly Entry[];
}

/** Far more routes than a connection or a gateway may have. */
const MAX_PAGES = 20;

/**
 * All pages, counted from 1.
 * @throws ApiError with reason `incomplete` when they do not add up.
 */
export async function readEntries<Entry>(
  ask: (pageNumber: number) => Promise<EntriesPage<Entry>>,
): Promise<readonly Entry[]> {
  const all: Entry[] = [];
  for (let number = 1; number <= MAX_PAGES; number += 1) {
    const { total, entries } = await ask(number);
    all.push(...entries);
    if (all.length === total) return all;
    if (entries.length === 0) break;
  }
  throw incompleteError();
}

/** What is read of something; nothing when it was deleted since it was listed. */
export async function unlessGone<Item>(read: Promise<Item>): Promise<readonly Item[]> {
  try {
    return [await read];
  } catch (error) {
    const isGone = error instanceof ApiError && /^InvalidVpn.*NotFound$/.test(error.failure.code);
    if (isGone) return [];
    throw error;
  }
}
