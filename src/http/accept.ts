/** Parses the Accept family of request headers into weighted entries. */

/** One entry of an Accept header: `text/plain;version=0.0.4;q=0.5`. */
export interface Accepted {
  /** The media range or coding, in lower case. */
  readonly value: string;
  /** Parameters other than `q`, names in lower case. */
  readonly parameters: ReadonlyMap<string, string>;
  /** Weight from 0 (not acceptable) to 1. */
  readonly quality: number;
}

// Commas and semicolons inside quoted strings do not separate. Both expressions are linear: no two alternatives start alike.
const ENTRY = /(?:[^,"]|"(?:[^"\\]|\\.)*"?)+/g;
const PART = /(?:[^;"]|"(?:[^"\\]|\\.)*"?)+/g;

/** Weights as RFC 9110, section 12.4.2 writes them, with as many digits as anybody likes. */
const QUALITY = /^(?:0(?:\.\d*)?|1(?:\.0*)?|\.\d+)$/;

/** The entries of a header in the order given. An entry with a weight that is none is left out. */
export function parseAccept(header: string): readonly Accepted[] {
  return (header.match(ENTRY) ?? []).flatMap((entry) => parseEntry(entry) ?? []);
}

function parseEntry(entry: string): Accepted | undefined {
  const [value = '', ...rest] = (entry.match(PART) ?? []).map((part) => part.trim());
  const parameters = new Map(rest.map(parseParameter));
  const weight = parameters.get('q') ?? '1';
  if (value === '' || !QUALITY.test(weight)) return undefined;
  parameters.delete('q');
  return { value: value.toLowerCase(), parameters, quality: Number(weight) };
}

function parseParameter(part: string): readonly [string, string] {
  const [name = '', ...rest] = part.split('=');
  return [name.trim().toLowerCase(), unquote(rest.join('=').trim())];
}

function unquote(text: string): string {
  return text.startsWith('"') ? text.replaceAll(/^"|"$|\\(?=.)/g, '') : text;
}
