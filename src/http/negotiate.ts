/** Chooses the exposition format and the compression that a request asks for. */

import type { Format } from '../exposition/format.ts';

/** One entry of an Accept header: `text/plain;version=0.0.4;q=0.5`. */
interface Accepted {
  /** The media range or coding, in lower case. */
  readonly value: string;
  readonly version: string | undefined;
  /** Weight from 0 (not acceptable) to 1. */
  readonly quality: number;
}

// Commas and semicolons inside quoted strings do not separate. Both expressions are linear: no two alternatives start alike.
const ENTRY = /(?:[^,"]|"(?:[^"\\]|\\.)*"?)+/g;
const PART = /(?:[^;"]|"(?:[^"\\]|\\.)*"?)+/g;

/** Weights as RFC 9110, section 12.4.2 writes them, with as many digits as anybody likes. */
const QUALITY = /^(?:0(?:\.\d*)?|1(?:\.0*)?|\.\d+)$/;

/** The entries of a header in the order given. An entry with a weight that is none is left out. */
function parseAccept(header: string): readonly Accepted[] {
  return (header.match(ENTRY) ?? []).flatMap((entry) => parseEntry(entry) ?? []);
}

function parseEntry(entry: string): Accepted | undefined {
  const [value = '', ...rest] = (entry.match(PART) ?? []).map((part) => part.trim());
  const parameters = new Map(rest.map(parseParameter));
  const weight = parameters.get('q') ?? '1';
  if (value === '' || !QUALITY.test(weight)) return undefined;
  const version = parameters.get('version');
  return { value: value.toLowerCase(), version, quality: Number(weight) };
}

function parseParameter(part: string): readonly [string, string] {
  const [name = '', ...rest] = part.split('=');
  return [name.trim().toLowerCase(), unquote(rest.join('=').trim())];
}

function unquote(text: string): string {
  return text.startsWith('"') ? text.replaceAll(/^"|"$|\\(?=.)/g, '') : text;
}

/** Says how closely an entry names what is offered: 0 not at all, 1 by a wildcard, more for an exact name. */
type Closeness = (entry: Accepted) => number;

const WILDCARD = 1;

const toText: Closeness = ({ value, version }) => {
  if (value === '*/*') return WILDCARD;
  if (value === 'text/*') return 2;
  return value === 'text/plain' ? toVersion(version, '0.0.4') : 0;
};

const toOpenMetrics: Closeness = ({ value, version }) =>
  value === 'application/openmetrics-text' ? toVersion(version, '1.0.0') : 0;

function toVersion(asked: string | undefined, version: string): number {
  if (asked === undefined) return 3;
  return asked === version ? 4 : 0;
}

const toGzip: Closeness = ({ value }) =>
  value === '*' ? WILDCARD : 2 * Number(value === 'gzip' || value === 'x-gzip');

const toIdentity: Closeness = ({ value }) => 2 * Number(value === 'identity');

/**
 * Chooses from the values of the Accept and Accept-Encoding headers; undefined for a header that is absent.
 *
 * The text format answers everything but a request that names OpenMetrics, in version 1.0.0 or in none, and likes it at
 * least as much: a wildcard never means OpenMetrics, and a request that accepts neither gets text rather than 406,
 * since a scraper can still read it.
 */
export function negotiate(
  accept: string | undefined,
  acceptEncoding: string | undefined,
): { readonly format: Format; readonly gzip: boolean } {
  const media = parseAccept(accept ?? '');
  const codings = parseAccept(acceptEncoding ?? '');
  return {
    format: prefers(media, toOpenMetrics, toText) ? 'openmetrics' : 'text',
    gzip: prefers(codings, toGzip, toIdentity),
  };
}

function prefers(entries: readonly Accepted[], wanted: Closeness, fallback: Closeness): boolean {
  const [first, second] = [preference(entries, wanted), preference(entries, fallback)];
  if (first.quality === 0 || first.quality !== second.quality)
    return first.quality > second.quality;
  return first.position <= second.position;
}

/**
 * The weight of the closest entry, as RFC 9110 section 12.5.1 has it; of several equally close ones, the highest. Its
 * position breaks ties in favour of what a request names first.
 */
function preference(entries: readonly Accepted[], closeness: Closeness) {
  let best = { quality: 0, position: Infinity };
  let closest = 0;
  for (const [index, entry] of entries.entries()) {
    const close = closeness(entry);
    const isBetter = close > closest || (close === closest && entry.quality > best.quality);
    if (close === 0 || !isBetter) continue;
    closest = close;
    best = { quality: entry.quality, position: close === WILDCARD ? Infinity : index };
  }
  return best;
}
