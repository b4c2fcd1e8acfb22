/** JSON that arrives as a text within JSON. */

import { JsonFilter } from './http/json-filter.ts';

/** Longest text within it, in bytes. */
const MAX_TEXT = 4096;

/**
 * What the text says; undefined when it is no JSON, or has more or deeper values than any answer of the API. The
 * parser's message is dropped: it quotes the text.
 */
export function parseInnerJson(text: string): unknown {
  try {
    return JSON.parse(new JsonFilter(MAX_TEXT).take(Buffer.from(text)).toString());
  } catch {
    return undefined;
  }
}
