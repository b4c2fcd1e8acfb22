/** Answers written straight to a connection on which no request could be read. */

import { STATUS_CODES } from 'node:http';

import { codeOf } from '../model/values.ts';

/** What the parser's errors mean; its other codes, which begin with HPE_, mean 400. */
const STATUSES: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/** The status that a `clientError` of Node deserves; undefined for a connection that broke, which needs none. */
export function statusOfClientError(error: Error): number | undefined {
  const code = codeOf(error, '');
  return STATUSES[code] ?? (code.startsWith('HPE_') ? 400 : undefined);
}

/** The bytes of an answer without a body that ends the connection. */
export function rawAnswer(status: number, headers: readonly string[] = []): string {
  const lines = [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`, ...headers];
  return [...lines, 'Content-Length: 0', 'Connection: close', '\r\n'].join('\r\n');
}
