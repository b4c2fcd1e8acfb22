/** Where the security token service is asked: what the configuration, a profile or the environment says. */

import { type CredentialStep, stepError } from './errors.ts';
import { isPrivateAddress, REGION_FORM, STS_ADDRESS_FORM } from '../../config/forms.ts';
import { type Environment, isTrue, variable } from '../../model/environment.ts';

/** How the library's builders are told the address. */
export interface StsAddress {
  /** host or host:port. */
  readonly host: string;
  /** Plain HTTP, for a simulator on this machine. */
  readonly isPlain: boolean;
}

/** An address, and what said it. */
interface StsSetting {
  readonly name: string;
  /** What `name` must hold. */
  readonly expected: string;
  readonly address: string;
}

/** As the vendor's tools find it: their variable, else region and network, else the central one. */
export function stsOfEnvironment(env: Environment): StsSetting {
  const address = variable(env, 'ALIBABA_CLOUD_STS_ENDPOINT');
  if (address !== undefined) {
    return { name: 'ALIBABA_CLOUD_STS_ENDPOINT', expected: STS_ADDRESS_FORM, address };
  }
  const region = variable(env, 'ALIBABA_CLOUD_STS_REGION') ?? '';
  const isVpc = isTrue(env, 'ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED');
  return {
    name: 'ALIBABA_CLOUD_STS_REGION',
    expected: REGION_FORM,
    address: regionalStsHost(region, isVpc),
  };
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
  const { name, expected, address } =
    endpoint === undefined
      ? stsOfEnvironment(env)
      : { name: 'sts_endpoint', expected: STS_ADDRESS_FORM, address: endpoint };
  if (!isPrivateAddress(address)) {
    throw stepError(step, { code: 'bad_sts_endpoint', hint: `${name} must be ${expected}` });
  }
  const { host, protocol } = new URL(address.includes('://') ? address : `https://${address}`);
  return { host, isPlain: protocol === 'http:' };
}
