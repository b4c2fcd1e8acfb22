/** The headers that every answer carries. */

import type { ServerResponse } from 'node:http';

/**
 * What browsers are told unless the web configuration says otherwise. The status page is HTML with inline styles and
 * nothing else: no scripts, no forms, nothing loaded from anywhere, not to be framed.
 */
const DEFAULTS: Readonly<Record<string, string>> = {
  'Content-Security-Policy':
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'deny',
};

/** Sets the defaults overlaid with `configured`; a blank value there takes a header away. */
export function setSecurityHeaders(
  response: ServerResponse,
  configured: Readonly<Record<string, string>>,
): void {
  for (const [name, value] of Object.entries({ ...DEFAULTS, ...configured })) {
    if (value !== '') response.setHeader(name, value);
  }
}
