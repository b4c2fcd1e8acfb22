/** Reads user names and passwords out of an Authorization header. */

/** What a client claims. */
export interface Login {
  readonly user: string;
  readonly password: string;
}

const BASIC = /^basic +([A-Za-z0-9+/]+={0,2}) *$/i;
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The login of a Basic header (RFC 7617, UTF-8); undefined for any other header and for a malformed one. */
export function parseBasic(header: string | undefined): Login | undefined {
  const encoded = BASIC.exec(header ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const text = decode(encoded);
  const colon = text?.indexOf(':') ?? -1;
  // The user name cannot hold a colon, the password can.
  return text === undefined || colon < 0
    ? undefined
    : { user: text.slice(0, colon), password: text.slice(colon + 1) };
}

function decode(base64: string): string | undefined {
  try {
    return UTF8.decode(Buffer.from(base64, 'base64'));
  } catch {
    return undefined;
  }
}
