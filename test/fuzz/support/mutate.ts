/** Spoils texts and bytes as editors, encodings and attackers do. */

import * as fc from 'fast-check';

/** One change at a place that is a fraction of the length, so that shrinking the text does not move it. */
interface Edit {
  readonly at: number;
  readonly remove: number;
  readonly insert: string;
}

/** What is put into texts. */
export const ODDITIES = [
  '\0',
  '\uFEFF',
  '\t',
  '\r',
  '\n',
  '\n\n',
  '\u0085',
  '\u2028',
  '\u202e',
  '\u009b31m',
  '\u001b[31m',
  '\ud800',
  '💥',
  'é',
  '\u200b',
  ' ',
  ':',
  ': ',
  '- ',
  '? ',
  '{',
  '}',
  '[',
  ']',
  ',',
  '#',
  ' #',
  '&a ',
  '*a',
  '*',
  '!!binary ',
  '!!js/function ',
  '!<tag:x> ',
  '|',
  '>-\n',
  '"',
  "'",
  '%',
  '@',
  '`',
  '\\',
  '\\x',
  '---\n',
  '...\n',
  '%YAML 9.9\n---\n',
  '<<: ',
  '__proto__',
  'constructor',
  'toString',
  '${',
  '${UNSET}',
  '${V}',
  '$$',
  '~',
  'null',
  'true',
  '-1',
  '1e999',
  '.nan',
  '.inf',
  '0x7fffffffffffffff',
  '9007199254740993',
  '2026-11-23',
  '99999999999999y',
] as const;

/** Small edits: no more than three characters go at a place, so that a secret stays under its own key. */
function edits(insertions: fc.Arbitrary<string>): fc.Arbitrary<readonly Edit[]> {
  const edit = fc.record({
    at: fc.nat(9_999),
    remove: fc.nat(3),
    insert: fc.oneof(fc.constant(''), insertions),
  });
  return fc.array(edit, { minLength: 1, maxLength: 4 });
}

function apply(text: string, changes: readonly Edit[]): string {
  return changes.reduce((now, { at, remove, insert }) => {
    const place = Math.floor((at / 10_000) * (now.length + 1));
    return now.slice(0, place) + insert + now.slice(place + remove);
  }, text);
}

/** One of the texts with a few small edits. */
export function edited(texts: readonly string[]): fc.Arbitrary<string> {
  const insertions = fc.oneof(fc.constantFrom(...ODDITIES), fc.string({ maxLength: 4 }));
  return fc
    .tuple(fc.constantFrom(...texts), edits(insertions))
    .map(([text, changes]) => apply(text, changes));
}

/** One of the texts as bytes, with a few of them changed: hardly ever in UTF-8 any more. */
export function editedBytes(texts: readonly string[]): fc.Arbitrary<Buffer> {
  const bytes = fc
    .uint8Array({ minLength: 1, maxLength: 3 })
    .map((array) => Buffer.from(array).toString('latin1'));
  return fc
    .tuple(fc.constantFrom(...texts), edits(bytes))
    .map(([text, changes]) => Buffer.from(apply(text, changes), 'latin1'));
}

/** One of the texts in an encoding that is not UTF-8, or cut off. */
export function recoded(texts: readonly string[]): fc.Arbitrary<Buffer> {
  const change = fc.constantFrom<(bytes: Buffer) => Buffer>(
    (bytes) => Buffer.from(bytes.toString(), 'utf16le'),
    (bytes) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(bytes.toString(), 'utf16le')]),
    (bytes) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes]),
    (bytes) => Buffer.from(bytes.toString('base64')),
    (bytes) => bytes.subarray(0, bytes.length / 2),
    (bytes) => Buffer.concat([bytes, Buffer.alloc(3)]),
    (bytes) => Buffer.concat([bytes, bytes]),
  );
  return fc.tuple(fc.constantFrom(...texts), change).map(([text, to]) => to(Buffer.from(text)));
}
