/** The headers that every answer carries. */

import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';

import type { RequestHandler } from 'express';

import { STYLE } from '../report/html/style.ts';
import type { WebConfig } from './web-config/web-config.ts';

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/**
 * What browsers are told unless the web configuration says otherwise. The status page is HTML with this one inline
 * style, an icon in its own text and a form that asks for itself, and nothing else: no scripts, nothing loaded from
 * anywhere, not to be framed.
 */
const DEFAULTS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': [
    "default-src 'none'",
    `style-src 'sha256-${STYLE_HASH}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; '),
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'deny',
};

/** The middleware that sets them. */
export function securityHeaders(webConfig: () => WebConfig): RequestHandler {
  return (_request, response, next) => {
    setSecurityHeaders(response, webConfig().headers);
    next();
  };
}

/** Sets the defaults overlaid with `configured`; a blank value there takes a header away. */
export function setSecurityHeaders(
  response: ServerResponse,
  configured: Readonly<Record<string, string>>,
): void {
  for (const [name, value] of Object.entries({ ...DEFAULTS, ...configured })) {
    if (value !== '') response.setHeader(name, value);
  }
}
