/** The port to an API: what a collector is given to ask with, and what it answers. */

import type { Clock } from '../model/clock.ts';
import type { Logger } from '../model/log.ts';
import type { Target } from '../model/target.ts';
import type { Decode } from './answer.ts';
import type { Request } from './request.ts';

/** The signed calls of one account and region. */
export interface Api {
  readonly target: Target;
  readonly clock: Clock;
  /** Names account and region already. */
  readonly log: Logger;
  /** Whether the first page of each list is enough. */
  readonly isSample?: boolean;
  /**
   * Calls until an answer can be decoded, as often as is worth it.
   * @param decode throws DecodeError for a body that is not as documented.
   * @throws ApiError, or the signal's reason.
   */
  call<Result>(request: Request, decode: Decode<Result>, signal: AbortSignal): Promise<Result>;
}

/** A row that could not be decoded. */
export interface RejectedRow {
  /** Its id, where that could be read. */
  readonly id: string | undefined;
  /** The API field at fault, as in the documentation: `TunnelOptions.Status`. */
  readonly field: string;
}

/** What was listed, completely. */
export interface Listing<Item> {
  readonly items: readonly Item[];
  readonly rejected: readonly RejectedRow[];
  /** The API's own TotalCount. */
  readonly reported: number;
  /** Fields whose values are outside the documented ones, once per occurrence. */
  readonly unknownFields: readonly string[];
  /** Items that are as they are known are those objects already: to compare thousands of them again takes a long turn. */
  readonly isCompared?: true;
}

/** What was listed one by one, where the API itself counts nothing. */
export function listingOf<Item>(
  items: readonly Item[],
  odd: Partial<Pick<Listing<Item>, 'rejected' | 'unknownFields'>> = {},
): Listing<Item> {
  return { items, rejected: [], unknownFields: [], reported: items.length, ...odd };
}
