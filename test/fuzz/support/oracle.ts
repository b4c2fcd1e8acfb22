/** What no message may hold, whatever it is about. */

/** A part of every secret that a fuzz test plants. */
export const CANARY = 'C4NARY';

/** A secret as it may look: letters and digits, thirty of them. */
export const SECRET = `${CANARY}x9Vq2LmZ7tRk4WnB8sYd3FhJ`;

/** Marks of a message that was made for programmers. */
const INTERNALS =
  /\n\s+at |\bnode:|Cannot read prop|is not a function|is not iterable|Maximum call stack|Invalid (?:array|string) length|\[object |\b(?:Type|Range|Syntax|Reference)Error\b/;

/** Characters that a terminal obeys, or that turn the reading direction. */
const CONTROLS = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

/** Longer than any line that a person reads. */
const MAX_LINE = 1_000;

function shorten(text: string): string {
  return text.length > 300 ? `${text.slice(0, 300)}… (${text.length} characters)` : text;
}

/** Throws for a text that shows a secret or the inside of the program. */
export function expectSecretFree(text: string): void {
  if (text.includes(CANARY)) throw new Error(`a secret in ${shorten(text)}`);
}

/** Throws for a line of a message that is not fit for people; `form` is what it has to look like. */
export function expectLine(line: string, form: RegExp): void {
  expectSecretFree(line);
  if (INTERNALS.test(line)) throw new Error(`not made for people: ${shorten(line)}`);
  if (CONTROLS.test(line)) throw new Error(`control characters: ${JSON.stringify(shorten(line))}`);
  if (line.length > MAX_LINE) throw new Error(`far too long: ${shorten(line)}`);
  if (!form.test(line)) throw new Error(`another form: ${JSON.stringify(shorten(line))}`);
}
