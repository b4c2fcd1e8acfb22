/** What a failed exchange is told as: which peer failed, and how Node.js calls it. */

import { codeOf, textOf } from '../../model/values.ts';

/** A failure of a socket, of TLS, of HTTP or of a proxy. Holds nothing of what was sent or received. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
  /** The code that Node.js or undici gives, `PROXY_STATUS_<status>` where a proxy refused, or ''. */
  readonly code: string;
  /** The peer that it failed with: `vpc.eu-central-1.aliyuncs.com:443`, with the proxy in between. */
  readonly peer: string;

  constructor(code: string, peer: string) {
    super(`${peer}: ${code}`);
    this.code = code;
    this.peer = peer;
  }
}

/** The code of an error of Node.js or undici; some of undici's parser have a name only. */
export function exchangeCode(error: unknown): string {
  return codeOf(error, textOf(error, 'name') === 'HTTPParserError' ? 'HPE_INVALID' : '');
}

/** The outcome of `work`; what it fails with is told as a failure of the peer, but for an abort. */
export async function blaming<Result>(
  peer: string,
  signal: AbortSignal,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof ConnectionError ? error : new ConnectionError(exchangeCode(error), peer);
  }
}
