/** Asks what is wrong with links, in as few calls as they fit in. */

import { linkId, SEVERITIES, type Diagnosis, type Fault, type Link } from '../../model/domain.ts';
import { DIAGNOSES, type DiagnosisRow } from './decode.ts';
import { decodeRows, PAGE_SIZE, type DecodedRows, type Page } from '../../alicloud/decode/page.ts';
import { together } from '../../alicloud/together.ts';

/** Ids for one call: connections and tunnels are asked about separately. */
export type DiagnoseBatch =
  { readonly vpnConnectionIds: readonly string[] } | { readonly tunnelIds: readonly string[] };

function chunks<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  const count = Math.ceil(items.length / PAGE_SIZE);
  return Array.from({ length: count }, (_, index) =>
    items.slice(index * PAGE_SIZE, (index + 1) * PAGE_SIZE),
  );
}

/** Batches of at most one page. */
export function diagnoseBatches(links: readonly Link[]): readonly DiagnoseBatch[] {
  const single = links.filter(({ tunnelId }) => tunnelId === '');
  const tunnels = links.filter(({ tunnelId }) => tunnelId !== '');
  return [
    ...chunks(single.map(linkId)).map((vpnConnectionIds) => ({ vpnConnectionIds })),
    ...chunks(tunnels.map(linkId)).map((tunnelIds) => ({ tunnelIds })),
  ];
}

/** The worse of two faults of a link; the later one of equally bad ones. */
function worse(first: Fault | undefined, second: Fault | undefined): Fault | undefined {
  if (first === undefined || second === undefined) return first ?? second;
  const rank = ({ severity }: Fault): number =>
    [...SEVERITIES, 'unknown'].findIndex((name) => name === severity);
  if (rank(first) !== rank(second)) return rank(first) < rank(second) ? first : second;
  return (first.failedSeconds ?? 0) >= (second.failedSeconds ?? 0) ? first : second;
}

/** One diagnosis for each link that was asked about, whether the API said something or not. */
export function toDiagnoses(
  links: readonly Link[],
  rows: readonly DiagnosisRow[],
  askedMs: number,
): readonly Diagnosis[] {
  const faults = new Map<string, Fault | undefined>();
  for (const row of rows) {
    const id = row.tunnelId === '' ? row.vpnConnectionId : row.tunnelId;
    faults.set(id, worse(faults.get(id), row.fault));
  }
  return links.map((link) => {
    const id = linkId(link);
    return { ...link, id, fault: faults.get(id), askedMs };
  });
}

/** Fetches one page of what is wrong with a batch. */
export type DiagnosisPages = (
  batch: DiagnoseBatch,
  pageNumber: number,
  signal: AbortSignal,
) => Promise<Page>;

/** A batch fits in one page unless a link has several faults; more than this is nonsense. */
const MAX_PAGES = 10;

async function readBatch(
  batch: DiagnoseBatch,
  fetch: DiagnosisPages,
  signal: AbortSignal,
): Promise<readonly unknown[]> {
  let rows: readonly unknown[] = [];
  for (let number = 1; number <= MAX_PAGES; number += 1) {
    const page = await fetch(batch, number, signal);
    rows = [...rows, ...page.rows];
    if (page.rows.length === 0 || rows.length >= page.total) break;
  }
  return rows;
}

/** What the API says about these links; rejects with the first failure. */
export async function readDiagnoses(
  links: readonly Link[],
  fetch: DiagnosisPages,
  signal: AbortSignal,
): Promise<DecodedRows<DiagnosisRow>> {
  const batches = diagnoseBatches(links);
  const read = (batch: DiagnoseBatch, stop: AbortSignal): ReturnType<typeof readBatch> =>
    readBatch(batch, fetch, stop);
  return decodeRows((await together(batches, read, signal)).flat(), DIAGNOSES);
}
