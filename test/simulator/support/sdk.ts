/** The real SDK as a client of a simulator. */

import Vpc from '@alicloud/vpc20160428';
import { $OpenApiUtil } from '@alicloud/openapi-core';
import { RuntimeOptions } from '@darabonba/typescript';

/** A client of the vendor's SDK. */
export type SdkClient = InstanceType<typeof Vpc.default>;

/** What signs a call. */
export interface SdkKey {
  readonly id: string;
  readonly secret: string;
  readonly securityToken?: string;
}

/** Makes a client of the simulator at `url`; short timeouts, no retries. */
export function sdkClient(url: string, key: SdkKey): SdkClient {
  return new Vpc.default(
    new $OpenApiUtil.Config({
      accessKeyId: key.id,
      accessKeySecret: key.secret,
      ...(key.securityToken !== undefined && { securityToken: key.securityToken }),
      endpoint: new URL(url).host,
      protocol: 'http',
      connectTimeout: 5000,
      readTimeout: 5000,
    }),
  );
}

/** What a rejected call says; the keys are the SDK's. */
export interface SdkFailure {
  readonly name?: string;
  readonly code?: string;
  readonly statusCode?: number;
  readonly message: string;
  readonly retryAfter?: number;
  readonly data?: Readonly<Record<string, unknown>>;
}

/** The error a call ends with; fails when it succeeds. */
export async function failureOf(call: Promise<unknown>): Promise<SdkFailure> {
  try {
    await call;
  } catch (error) {
    return error as SdkFailure;
  }
  throw new Error('the call succeeded');
}

/** What the SDK's callApi takes to call an action of this API and give back its JSON as it came. */
export function rawRequest(
  action: string,
  query: Readonly<Record<string, string>>,
  version = '2016-04-28',
): Parameters<SdkClient['callApi']> {
  const params = new $OpenApiUtil.Params({
    action,
    version,
    protocol: 'HTTP',
    pathname: '/',
    method: 'POST',
    authType: 'AK',
    style: 'RPC',
    reqBodyType: 'formData',
    bodyType: 'json',
  });
  const request = new $OpenApiUtil.OpenApiRequest({ query: { ...query } });
  return [params, request, new RuntimeOptions({})];
}
