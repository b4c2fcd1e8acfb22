/** Asks what is wrong with links, in as few calls as they fit in. */

import { linkId, type Link } from '../connections/item.ts';
import { SEVERITIES, type Diagnosis, type FailedReason } from './item.ts';
import type { DiagnoseBatch } from './request.ts';
import { DIAGNOSES, type DiagnosisRow } from './decode.ts';
import { decodeRows, PAGE_SIZE, type DecodedRows, type Page } from '../../alicloud/decode/page.ts';
import { chunksOf } from '../../model/values.ts';
import { ApiError, hasNoSuchCall } from '../../model/failure.ts';
import { inParallel } from '../../model/concurrency.ts';

/** Batches of at most one page. */
export function diagnoseBatches(links: readonly Link[]): readonly DiagnoseBatch[] {
  const single = links.filter(({ tunnelId }) => tunnelId === '');
  const tunnels = links.filter(({ tunnelId }) => tunnelId !== '');
  return [
    ...chunksOf(single.map(linkId), PAGE_SIZE).map((vpnConnectionIds) => ({ vpnConnectionIds })),
    ...chunksOf(tunnels.map(linkId), PAGE_SIZE).map((tunnelIds) => ({ tunnelIds })),
  ];
}

/** The worse of two failed reasons of a link; the later one of equally bad ones. */
function worse(
  first: FailedReason | undefined,
  second: FailedReason | undefined,
): FailedReason | undefined {
  if (first === undefined || second === undefined) return first ?? second;
  const rank = ({ severity }: FailedReason): number =>
    [...SEVERITIES, 'unknown'].findIndex((name) => name === severity);
  if (rank(first) !== rank(second)) return rank(first) < rank(second) ? first : second;
  return (first.failedSeconds ?? 0) >= (second.failedSeconds ?? 0) ? first : second;
}

/** One diagnosis for each link that was asked about, whether the API said something or not. */
export function toDiagnoses(
  links: readonly Link[],
  { items: rows, refused }: Pick<Diagnoses, 'items' | 'refused'>,
  askedMs: number,
): readonly Diagnosis[] {
  const failedReasons = new Map<string, FailedReason | undefined>();
  for (const row of rows) {
    const id = row.tunnelId === '' ? row.vpnConnectionId : row.tunnelId;
    failedReasons.set(id, worse(failedReasons.get(id), row.failedReason));
  }
  return links.map((link) => {
    const id = linkId(link);
    const isRefused = refused.has(id);
    return {
      ...link,
      id,
      failedReason: failedReasons.get(id),
      askedMs,
      firstAskedMs: askedMs,
      isRefused,
    };
  });
}

/** Fetches one page of what is wrong with a batch. */
export type DiagnosisPages = (
  batch: DiagnoseBatch,
  pageNumber: number,
  signal: AbortSignal,
) => Promise<Page>;

/** A batch fits in one page unless a link has several failed reasons; more than this is nonsense. */
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

/** A refused batch is split in two at most so often: what that does not settle counts as refused. */
const MAX_SPLITS = 50;

function idsOf(batch: DiagnoseBatch): readonly string[] {
  return 'tunnelIds' in batch ? batch.tunnelIds : batch.vpnConnectionIds;
}

function halvesOf(batch: DiagnoseBatch): readonly [DiagnoseBatch, DiagnoseBatch] {
  const ids = idsOf(batch);
  const middle = Math.ceil(ids.length / 2);
  const [first, second] = [ids.slice(0, middle), ids.slice(middle)];
  return 'tunnelIds' in batch
    ? [{ tunnelIds: first }, { tunnelIds: second }]
    : [{ vpnConnectionIds: first }, { vpnConnectionIds: second }];
}

/** Whether an id may be to blame: the API refuses the whole call, whichever of its ids it does not accept. */
function mayBlameAnId(error: unknown): error is ApiError {
  return (
    error instanceof ApiError &&
    error.failure.reason === 'invalid_request' &&
    !error.failure.transient &&
    !hasNoSuchCall(error.failure)
  );
}

/** One question: the batches of a poll share the bound of what refusals may cost. */
class Question {
  readonly #fetch: DiagnosisPages;
  readonly refusals: { readonly batch: DiagnoseBatch; readonly error: ApiError }[] = [];
  #splitsLeft = MAX_SPLITS;

  constructor(fetch: DiagnosisPages) {
    this.#fetch = fetch;
  }

  /** The rows of a batch, without those of ids that are refused. */
  async ask(batch: DiagnoseBatch, signal: AbortSignal): Promise<readonly unknown[]> {
    try {
      return await readBatch(batch, this.#fetch, signal);
    } catch (error) {
      if (!mayBlameAnId(error)) throw error;
      if (idsOf(batch).length === 1 || this.#splitsLeft === 0) {
        this.refusals.push({ batch, error });
        return [];
      }
    }
    this.#splitsLeft -= 1;
    const [first, second] = halvesOf(batch);
    return [...(await this.ask(first, signal)), ...(await this.ask(second, signal))];
  }
}

/** What the API says about some links, and which ids it refuses to say anything about. */
export interface Diagnoses extends DecodedRows<DiagnosisRow> {
  readonly refused: ReadonlySet<string>;
}

/**
 * What the API says about these links. One id that it refuses does not cost the others their answers; rejects when it
 * refuses all of them, and with the first failure of another kind.
 */
export async function readDiagnoses(
  links: readonly Link[],
  fetch: DiagnosisPages,
  signal: AbortSignal,
): Promise<Diagnoses> {
  const question = new Question(fetch);
  const ask = (batch: DiagnoseBatch, stop: AbortSignal): ReturnType<Question['ask']> =>
    question.ask(batch, stop);
  const rows = (await inParallel(diagnoseBatches(links), ask, signal)).flat();
  const refused = new Set(question.refusals.flatMap(({ batch }) => idsOf(batch)));
  const [refusal] = question.refusals;
  if (refusal !== undefined && refused.size === links.length) throw refusal.error;
  return { ...decodeRows(rows, DIAGNOSES), refused };
}
