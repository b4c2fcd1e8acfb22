/** Builds the signed headers of a call: RPC style, ACS3-HMAC-SHA256, with the SDK's own signer. */

import { createHash } from 'node:crypto';
import { OpenApiUtil } from '@alicloud/openapi-core';
import * as $dara from '@darabonba/typescript';
import type { Credential } from './credential.ts';
import type { Request } from './request.ts';

const ALGORITHM = 'ACS3-HMAC-SHA256';
const EMPTY_BODY_SHA256 = createHash('sha256').update('').digest('hex');

/** The query string as it is signed, so that nothing in between can read it differently. */
export function queryString(query: Request['query']): string {
  const encode = (text: string): string =>
    encodeURIComponent(text).replace(
      /[!'()*]/g,
      (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
    );
  return Object.entries(query)
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .join('&');
}

/** All headers of one attempt; date and nonce are new for each. */
export function signedHeaders(
  request: Request,
  host: string,
  credential: Credential,
  userAgent: string,
): Readonly<Record<string, string>> {
  const { accessKeyId, accessKeySecret, securityToken, providerName } = credential;
  const headers = {
    host,
    accept: 'application/json',
    'user-agent': OpenApiUtil.getUserAgent(userAgent),
    'x-acs-version': request.product.version,
    'x-acs-action': request.action,
    'x-acs-date': OpenApiUtil.getTimestamp(),
    'x-acs-signature-nonce': OpenApiUtil.getNonce(),
    'x-acs-content-sha256': EMPTY_BODY_SHA256,
    'x-acs-credentials-provider': providerName,
    ...(securityToken === undefined || securityToken === ''
      ? {}
      : { 'x-acs-accesskey-id': accessKeyId, 'x-acs-security-token': securityToken }),
  };
  const unsigned = Object.assign(new $dara.Request(), {
    method: 'POST',
    pathname: '/',
    query: { ...request.query },
    headers,
  });
  const authorization = OpenApiUtil.getAuthorization(
    unsigned,
    ALGORITHM,
    EMPTY_BODY_SHA256,
    accessKeyId,
    accessKeySecret,
  );
  return { ...headers, authorization };
}
