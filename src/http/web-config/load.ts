/** Loads a web configuration file together with the certificates it names. */

import path from 'node:path';

import { buildTls } from './build-tls.ts';
import { parseDuration } from './duration.ts';
import { parseWebConfig } from './parse.ts';
import { type Checked, Reading } from './reading.ts';
import type { WebConfigDocument } from './schema.ts';
import type { RateLimit, TlsSettings, WebConfig } from './web-config.ts';

/** The outcome of a reading. */
export interface Loaded {
  readonly result: Checked<WebConfig>;
  readonly reading: Reading;
}

/** Reads `file`; relative names in it are relative to its own folder. Never throws. */
export function loadWebConfig(file: string): Loaded {
  const reading = new Reading();
  return { result: load(file, reading), reading };
}

function load(file: string, reading: Reading): Checked<WebConfig> {
  const text = reading.text([], file);
  if (text.faults !== undefined) return text;
  const parsed = parseWebConfig(text.value);
  if (parsed.faults !== undefined) return parsed;
  const tls = parsed.value.tls_server_config ?? {};
  return Object.keys(tls).length === 0
    ? withTls(parsed.value, { value: undefined })
    : withTls(parsed.value, buildTls(tls, path.dirname(file), reading));
}

function withTls(
  document: WebConfigDocument,
  tls: Checked<TlsSettings | undefined>,
): Checked<WebConfig> {
  if (tls.faults !== undefined) return tls;
  return {
    value: {
      tls: tls.value,
      headers: headersOf(document),
      users: new Map(Object.entries(document.basic_auth_users ?? {})),
      rateLimit: rateLimitOf(document),
    },
  };
}

function headersOf(document: WebConfigDocument): WebConfig['headers'] {
  return Object.fromEntries(
    Object.entries(document.http_server_config?.headers ?? {}).map(([name, value]) => [
      name,
      value ?? '',
    ]),
  );
}

function rateLimitOf(document: WebConfigDocument): RateLimit | undefined {
  const intervalMs = parseDuration(String(document.rate_limit?.interval ?? 0)) ?? 0;
  return intervalMs > 0 ? { intervalMs, burst: document.rate_limit?.burst ?? 1 } : undefined;
}
