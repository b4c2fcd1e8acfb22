/** Where the security token service is reached. */

import { isLoopback } from '../../model/address.ts';
import { stepError, type CredentialStep } from './errors.ts';
import { isTrue, variable, type Environment } from '../../model/environment.ts';

/** How the library's builders are told the address. */
export interface StsAddress {
  /** host or host:port. */
  readonly host: string;
  /** Plain HTTP, for a simulator on this machine. */
  readonly isPlain: boolean;
}

const VARIABLE = 'ALIBABA_CLOUD_STS_ENDPOINT';

/** As the vendor's tools find it: their variable, else region and network, else the central one. */
function defaultStsHost(env: Environment): string {
  const region = variable(env, 'ALIBABA_CLOUD_STS_REGION') ?? '';
  const isVpc = isTrue(env, 'ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED');
  return variable(env, VARIABLE) ?? regionalStsHost(region, isVpc);
}

/** The host of a region's STS; the central one where the region is ''. */
export function regionalStsHost(region: string, isVpc: boolean): string {
  if (region === '') return 'sts.aliyuncs.com';
  return `${isVpc ? 'sts-vpc' : 'sts'}.${region}.aliyuncs.com`;
}

/**
 * The address behind `sts_endpoint`: a host, host:port or URL; undefined means that of the environment,
 * else the default.
 * @throws ApiError when it is none, or http:// to another machine: the answer holds a secret key
 */
export function stsAddress(
  endpoint: string | undefined,
  env: Environment,
  step: CredentialStep,
): StsAddress {
  const text = endpoint ?? defaultStsHost(env);
  const href = text.includes('://') ? text : `https://${text}`;
  const url = URL.canParse(href) ? new URL(href) : undefined;
  const isPlain = url?.protocol === 'http:';
  if (!url?.host || (isPlain && !isLoopback(url.hostname))) {
    const name = endpoint === undefined ? VARIABLE : 'sts_endpoint';
    const hint = `${name} must be a host name; http:// is for this machine only`;
    throw stepError(step, { code: 'bad_sts_endpoint', hint });
  }
  return { host: url.host, isPlain };
}
