/** Chooses the exposition format and the compression that a request asks for. */

import type { Format } from '../exposition/format.ts';

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

/** A chosen form of the metrics. */
export interface Negotiated {
  readonly format: Format;
  readonly gzip: boolean;
}

/** How well a request likes one form; `position` breaks ties in favour of what it names first. */
interface Preference {
  readonly quality: number;
  readonly position: number;
}

/** Says how closely an entry names what is offered: 0 not at all, 1 by a wildcard, more for an exact name. */
type Closeness = (entry: Accepted) => number;

const WILDCARD = 1;
const NOT_NAMED: Preference = { quality: 0, position: Infinity };

const toText: Closeness = ({ value, parameters }) => {
  if (value === '*/*') return WILDCARD;
  if (value === 'text/*') return 2;
  return value === 'text/plain' ? closenessOfVersion(parameters, '0.0.4') : 0;
};

const toOpenMetrics: Closeness = ({ value, parameters }) =>
  value === 'application/openmetrics-text' ? closenessOfVersion(parameters, '1.0.0') : 0;

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
): Negotiated {
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

/** The weight of the closest entry, as RFC 9110 section 12.5.1 has it; of several equally close ones, the highest. */
function preference(entries: readonly Accepted[], closeness: Closeness): Preference {
  let best = NOT_NAMED;
  let closest = 0;
  entries.forEach((entry, index) => {
    const close = closeness(entry);
    if (close === 0 || close < closest || (close === closest && entry.quality <= best.quality)) {
      return;
    }
    closest = close;
    best = { quality: entry.quality, position: close === WILDCARD ? Infinity : index };
  });
  return best;
}

function closenessOfVersion(parameters: ReadonlyMap<string, string>, version: string): number {
  const asked = parameters.get('version');
  if (asked === undefined) return 3;
  return asked === version ? 4 : 0;
}
