/** The web configuration: what the server is given, and how it is loaded with the certificates that it names. */

import path from 'node:path';

import type { Checked } from '../../config/check.ts';
import { isGiven } from '../../config/fields.ts';
import { withLines } from '../../config/lines.ts';
import { hasControl, quote } from '../../config/text.ts';
import { isMapping } from '../../model/values.ts';
import { Reading } from './reading.ts';
import { checkWebConfig, type WebConfigDocument } from './schema.ts';
import { buildTls, type TlsSettings } from './tls.ts';

/** A token bucket. */
export interface RateLimit {
  /** Time in which one request is earned, in milliseconds; more than 0. */
  readonly intervalMs: number;
  /** Requests that may come at once; at least 1. */
  readonly burst: number;
}

/** One state of the web configuration file and the files it names. */
export interface WebConfig {
  /** Undefined: plain HTTP. */
  readonly tls: TlsSettings | undefined;
  /** Response headers by name; a blank value takes a default header away. */
  readonly headers: Readonly<Record<string, string>>;
  /** User names to bcrypt hashes; empty: no authentication. */
  readonly users: ReadonlyMap<string, string>;
  /** Undefined: no limit. */
  readonly rateLimit: RateLimit | undefined;
  /** Whether the file says nothing, as an empty one does. A limit that is switched off is something said. */
  readonly isBlank: boolean;
}

/** Gives the web configuration as it is now: the same object until it changes. */
export interface WebConfigSource {
  readonly current: WebConfig;
  /** Ends looking for changes. */
  close(): void;
}

/** What runs without a web configuration file. */
export const NO_WEB_CONFIG: WebConfigSource = {
  current: { tls: undefined, headers: {}, users: new Map(), rateLimit: undefined, isBlank: true },
  close: () => undefined,
};

/** The outcome of a reading; faults have the file and the line of their keys. */
export interface Loaded {
  readonly result: Checked<WebConfig>;
  readonly reading: Reading;
}

/** Reads `file`; relative names in it are relative to its own folder. Never throws. */
export function loadWebConfig(file: string): Loaded {
  const reading = new Reading();
  const shown = hasControl(file) ? quote(file) : file;
  const text = reading.text(shown, file);
  if (text.faults !== undefined) return { result: text, reading };
  const result = load(text.value, path.dirname(file), reading);
  if (result.faults === undefined) return { result, reading };
  return { result: { faults: withLines(result.faults, shown, text.value) }, reading };
}

function load(text: string, folder: string, reading: Reading): Checked<WebConfig> {
  const { value: document, faults } = checkWebConfig(text);
  if (faults !== undefined) return { faults };
  const tlsDocument = document.tls_server_config ?? {};
  const tls: Checked<TlsSettings | undefined> =
    Object.keys(tlsDocument).length === 0
      ? { value: undefined }
      : buildTls(tlsDocument, folder, reading);
  if (tls.faults !== undefined) return tls;
  return {
    value: {
      tls: tls.value,
      headers: headersOf(document),
      users: new Map(Object.entries(document.basic_auth_users ?? {})),
      rateLimit: rateLimitOf(document),
      isBlank: !saysAnything(document),
    },
  };
}

/** Whether there is a value anywhere; a header without one is taken away. */
function saysAnything(document: WebConfigDocument): boolean {
  const isSaid = (value: unknown): boolean =>
    isMapping(value) ? Object.values(value).some(isSaid) : isGiven(value);
  return isSaid({ ...document, headers: headersOf(document) });
}

function headersOf(document: WebConfigDocument): WebConfig['headers'] {
  const headers = Object.entries(document.http_server_config?.headers ?? {});
  return Object.fromEntries(headers.map(([name, value]) => [name, value ?? '']));
}

function rateLimitOf({ rate_limit: limit }: WebConfigDocument): RateLimit | undefined {
  const intervalMs = limit?.interval ?? 0;
  return intervalMs > 0 ? { intervalMs, burst: limit?.burst ?? 1 } : undefined;
}
