/** The signature of the vendor's older RPC style, which STS takes: HMAC-SHA1 over method and sorted parameters. */

import { createHmac, timingSafeEqual } from 'node:crypto';

/** RFC 3986, which also encodes the marks that encodeURIComponent leaves alone. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** The signature of a call. @param parameters query and form together, without `Signature` */
export function rpcSignature(
  method: string,
  parameters: Readonly<Record<string, string>>,
  secret: string,
): string {
  const canonical = Object.keys(parameters)
    .toSorted()
    .map((key) => `${encode(key)}=${encode(parameters[key] ?? '')}`)
    .join('&');
  const text = `${method}&${encode('/')}&${encode(canonical)}`;
  return createHmac('sha1', `${secret}&`).update(text).digest('base64');
}

/** Whether two signatures are the same, in constant time. */
export function isSameSignature(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
