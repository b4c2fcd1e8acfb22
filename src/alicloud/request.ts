/** One call of an API: how the SDK's typed requests become one, and how it is signed (RPC style, ACS3-HMAC-SHA256, with the SDK's own signer). */

import { OpenApiUtil } from '@alicloud/openapi-core';
import * as $dara from '@darabonba/typescript';
import { createHash } from 'node:crypto';
import type { Credential } from './credential.ts';
import type { BodyLimits } from './http/body.ts';
import type { Product } from './product.ts';
import { VPC } from './vpc.ts';

/** One call: the action and its query parameters. */
export interface Request {
  readonly product: Product;
  readonly action: string;
  readonly query: Readonly<Record<string, string>>;
  /** How much of an answer is read. */
  readonly limits: BodyLimits;
}

/** A page of 50 rows is below 200 KB, and no text in it that is read is longer than 512 characters. */
export const LIMITS: BodyLimits = { maxBytes: 2 * 1024 * 1024, maxText: 4096 };

/** Tags as a request of the SDK filters by them; undefined for none. */
export function tagFilters<Tag>(
  tags: Readonly<Record<string, string>>,
  RequestTag: new (tag: { readonly key: string; readonly value: string }) => Tag,
): Tag[] | undefined {
  const filters = Object.entries(tags).map(([key, value]) => new RequestTag({ key, value }));
  return filters.length === 0 ? undefined : filters;
}

/** A request model of the SDK. Import it deeply: the package's main module loads all 1,213 of them. */
interface Model {
  validate(): void;
  toMap(): Record<string, unknown>;
}

/** Flattens a request model of the VPC API as the SDK's client does: lists become Tag.1.Key, missing fields are left out. */
export function toRequest(action: string, model: Model, limits = LIMITS): Request {
  model.validate();
  const query: Readonly<Record<string, unknown>> = OpenApiUtil.query(model.toMap());
  return {
    product: VPC,
    action,
    limits,
    query: Object.fromEntries(
      Object.entries(query)
        .filter(([, value]) => value !== undefined && value !== null)
        .map(([key, value]) => [key, String(value)]),
    ),
  };
}

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
