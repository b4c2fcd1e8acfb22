/** Looks at JSON while it arrives, so that what is hostile is never held in memory or parsed. Also JSON that is a text within JSON. */

/** Rows of the API are objects in lists in objects, eight levels deep. */
const MAX_DEPTH = 16;

/** Objects, lists, names and elements. A page of 50 connections with two tunnels and 20 tags each has 15,000. */
const MAX_VALUES = 100_000;

/** What is left when long text is cut. A page of 50 rows is below 200 KB. */
const MAX_KEPT_BYTES = 2 * 1024 * 1024;

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const LETTER_U = 0x75;
const LIST = 0x5b;
const LIST_END = 0x5d;
const OBJECT = 0x7b;
const OBJECT_END = 0x7d;
const AFTER_BACKSLASH = 5;

/** The same error as that of zlib for a compressed body that grows too large. */
export function tooLarge(): RangeError {
  return Object.assign(new RangeError('the answer is too large'), {
    code: 'ERR_BUFFER_TOO_LARGE',
  });
}

/** Where in JSON a byte stands. */
interface Place {
  depth: number;
  values: number;
  inText: boolean;
  /** Length of the text so far, in bytes. */
  length: number;
  /** Hexadecimal digits that still belong to an escape sequence, or AFTER_BACKSLASH. */
  escape: number;
  /** Whether this byte of text is dropped. */
  isCut: boolean;
}

/** Goes on by one byte outside of text. */
function step(place: Place, byte: number): void {
  if (byte === QUOTE) {
    place.inText = true;
    place.length = 0;
  } else if (byte === COMMA || byte === COLON) {
    place.values += 1;
  } else if (byte === LIST || byte === OBJECT) {
    place.values += 1;
    place.depth += 1;
  } else if (byte === LIST_END || byte === OBJECT_END) {
    place.depth -= 1;
  }
  if (place.depth > MAX_DEPTH || place.values > MAX_VALUES) throw tooLarge();
}

/** Goes on by one byte of text. A cut begins outside of escape sequences: half of one would swallow the end. */
function stepInText(place: Place, byte: number, maxText: number): void {
  if (place.escape === AFTER_BACKSLASH) {
    place.escape = byte === LETTER_U ? 4 : 0;
  } else if (place.escape > 0) {
    place.escape -= 1;
  } else if (byte === QUOTE) {
    place.inText = false;
    place.isCut = false;
  } else {
    place.isCut = place.length >= maxText;
    if (byte === BACKSLASH) place.escape = AFTER_BACKSLASH;
  }
  place.length += 1;
}

/**
 * Passes JSON on with its texts cut to a length: diagnoses bring megabytes of log text that nobody reads. What is not
 * JSON may be cut as well; that makes no difference.
 */
export class JsonFilter {
  readonly #maxText: number;
  readonly #place: Place = {
    depth: 0,
    values: 0,
    inText: false,
    length: 0,
    escape: 0,
    isCut: false,
  };
  #keptBytes = 0;

  /** @param maxText longest text in bytes, as it is written */
  constructor(maxText: number) {
    this.#maxText = maxText;
  }

  /**
   * The next bytes, without what is cut.
   * @throws RangeError with code ERR_BUFFER_TOO_LARGE when there are too many values, or too deep ones, or too much is left
   */
  take(bytes: Buffer): Buffer {
    const place = this.#place;
    const maxText = this.#maxText;
    const kept = Buffer.allocUnsafe(bytes.length);
    let length = 0;
    // A loop over the index: this is the only work that grows with the megabytes of an answer.
    for (let index = 0; index < bytes.length; index += 1) {
      const byte = bytes[index] ?? 0;
      if (place.inText) stepInText(place, byte, maxText);
      else step(place, byte);
      if (place.isCut) continue;
      kept[length] = byte;
      length += 1;
    }
    this.#keptBytes += length;
    if (this.#keptBytes > MAX_KEPT_BYTES) throw tooLarge();
    // A copy: a view would keep all of the bytes in memory.
    return Buffer.from(kept.subarray(0, length));
  }
}

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
