/** What a failed attempt to find credentials is told as, and what the error codes of the security token service mean. */

import { clockHint, entryOf } from '../product.ts';
import { socketError } from '../socket-errors.ts';
import { ApiError, type Failure, type FailureReason } from '../../model/failure.ts';
import { fieldOf, parseJson, textOf } from '../../model/values.ts';

/** What one code means, and all that begin with it and a dot. */
interface StsCode {
  readonly help: string;
  /** A later attempt may succeed without anybody's help. */
  readonly transient?: boolean;
  /** The service could not be used; nothing is wrong with the identity. */
  readonly reason?: 'network';
  /** The fault is the credential that asked, not the request. */
  readonly blamesSource?: true;
  /** The clock is to blame: how far it is off tells more than `help`. */
  readonly isClock?: true;
}

const help = (text: string, transient = false): StsCode => ({ help: text, transient });
const source = (text: string, transient = false): StsCode => ({
  ...help(text, transient),
  blamesSource: true,
});
const sourceKey = 'the access key that assumes the role';
const CLOCK: StsCode = { ...help('the clock of this machine is off', true), isClock: true };
const BUSY: StsCode = { ...help('it is tried again', true), reason: 'network' };

/**
 * Sources: the error codes of Sts 2015-04-01 in the RAM developer reference, and the list of common AssumeRole errors
 * in the OSS documentation.
 */
const STS_CODES: Readonly<Record<string, StsCode>> = {
  NoPermission: help(
    'the caller needs sts:AssumeRole on the role, and the trust policy of the role must name the caller (an account’s own key cannot assume roles)',
  ),
  'AuthenticationFail.NoPermission': help(
    'the OIDC provider is not registered, or the trust policy of the role does not allow this service account',
  ),
  'AuthenticationFail.OIDCToken.Expired': help(
    'the OIDC token has expired; it is read again at the next attempt',
    true,
  ),
  'AuthenticationFail.OIDCToken.AudienceNotMatch': help(
    'the audience of the OIDC token is not a client id of the OIDC provider',
  ),
  'AuthenticationFail.OIDCToken.PublicKeyFingerprintMismatch': help(
    'the fingerprint of the OIDC provider is out of date',
  ),
  'AuthenticationFail.OIDCToken': help(
    'the OIDC token is not accepted; check issuer and fingerprints of the OIDC provider',
  ),
  AuthenticationFail: help('the identity is not accepted'),
  'EntityNotExist.Role': help('the role does not exist; check role_arn'),
  EntityNotExist: help('role_arn or oidc_provider_arn names something that is not there'),
  'InvalidAccessKeyId.NotFound': source(`${sourceKey} does not exist`),
  'InvalidAccessKeyId.Inactive': source(`${sourceKey} is disabled`),
  InvalidAccessKeyId: source(`${sourceKey} is not valid`),
  SignatureDoesNotMatch: source(`the secret of ${sourceKey} is wrong`),
  'InvalidSecurityToken.Expired': source(
    'the session that assumes the role has expired; it is renewed',
    true,
  ),
  InvalidSecurityToken: source('the session that assumes the role is not valid'),
  MissingSecurityToken: source(`${sourceKey} is a temporary one and needs its security token`),
  IllegalTimestamp: CLOCK,
  InvalidTimeStamp: CLOCK,
  InvalidTimestamp: CLOCK,
  'InvalidParameter.DurationSeconds': help(
    'session_duration must be between 15m and the longest session that the role allows',
  ),
  'InvalidParameter.RoleSessionName': help('role_session_name is not valid'),
  'InvalidParameter.RoleArn': help('role_arn is not valid'),
  'InvalidParameter.PolicyGrammar': help('the session policy is not valid'),
  InvalidParameter: help('a parameter is not valid'),
  SignatureNonceUsed: BUSY,
  Throttling: BUSY,
  ServiceUnavailable: BUSY,
  InternalError: BUSY,
};

/**
 * The entry for what an error body calls its code. What is shown of it is the entry's own text: nothing that a
 * service answers ever becomes part of a message.
 */
function stsCode(code: unknown): readonly [listed: string, entry: StsCode] | undefined {
  return typeof code === 'string' ? entryOf(STS_CODES, code) : undefined;
}

/** The step of an attempt that failed. */
export interface CredentialStep {
  /** The type of the credentials: `ram_role_arn`. */
  readonly type: string;
  /** What was being done, as the middle of a sentence: `AssumeRole for acs:ram::1:role/x`. */
  readonly name: string;
}

interface Problem extends Pick<Failure, 'code' | 'hint' | 'detail'> {
  readonly reason?: FailureReason;
  readonly transient?: boolean;
  readonly statusCode?: number;
  readonly requestId?: string;
}

/** A failure of a step; its reason is `auth` and it is not transient unless the problem says otherwise. */
export function stepError(step: CredentialStep, problem: Problem): ApiError {
  const hint = `${step.type}: ${step.name}: ${problem.hint}`;
  return new ApiError({ reason: 'auth', transient: false, ...problem, hint });
}

/** A step that took too long: `ms` where the limit is ours. */
export function stepTimeout(step: CredentialStep, ms?: number): ApiError {
  const hint = ms === undefined ? 'no answer in time' : `no answer within ${ms / 1000} s`;
  return stepError(step, { reason: 'timeout', code: 'timeout', transient: true, hint });
}

/** A step that the network made fail. */
export function stepNetworkError(step: CredentialStep, error: unknown): ApiError {
  const { reason, code, transient, hint } = socketError(error).failure;
  return stepError(step, { reason, code, transient, hint });
}

/** A step that was answered with something else than a session. */
export function badAnswerError(step: CredentialStep): ApiError {
  return stepError(step, {
    reason: 'network',
    code: 'bad_answer',
    transient: true,
    hint: 'the answer holds no session; check the address and proxies on the way',
  });
}

const REQUEST_ID = /^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$/;

function requestIdOf(body: unknown): { readonly requestId?: string } {
  const id = textOf(body, 'RequestId');
  return REQUEST_ID.test(id) ? { requestId: id } : {};
}

/** An answer with another status than 200. */
export interface Refusal {
  readonly status: number;
  readonly body: Buffer;
  /** host or host:port of the service. */
  readonly host: string;
  /** The answer's Date minus the exporter's clock, in milliseconds; undefined when the answer has none. */
  readonly clockOffsetMs: number | undefined;
}

/** What an HTTP status other than 200 says when the body does not. */
function byStatus(status: number, help: string): Problem {
  const code = `http_${status}`;
  if (status < 500 && status !== 429)
    return { code, hint: `answered with status ${status}: ${help}` };
  const hint = `answered with status ${status}; it is tried again`;
  return { reason: 'network', code, transient: true, hint };
}

function byCode(
  [code, known]: readonly [string, StsCode],
  { host, clockOffsetMs }: Refusal,
): Problem {
  const { reason = 'auth', transient = false, isClock = false } = known;
  const help = isClock ? clockHint({ host, clockOffsetMs }) : known.help;
  return { reason, code, transient, hint: `refused with code ${code}: ${help}` };
}

/**
 * A step that was answered with another status than 200. Of the body only its request id is taken, and its code where
 * it is a documented one of STS.
 * @param help what a client error means at this step
 */
export function refusalError(
  step: CredentialStep,
  refusal: Refusal,
  help: string | ((status: number) => string),
): ApiError {
  const { status, body } = refusal;
  const fields = parseJson(body.toString('utf8'));
  const known = stsCode(fieldOf(fields, 'Code'));
  const problem =
    known === undefined
      ? byStatus(status, typeof help === 'string' ? help : help(status))
      : byCode(known, refusal);
  return stepError(step, { ...problem, statusCode: status, ...requestIdOf(fields) });
}

const LOCAL_CODES: ReadonlySet<string> = new Set([
  'secret_unreadable',
  'secret_empty',
  'file_unreadable',
]);

/** Whether a failure is about a file of this machine, so that no service is asked more often by trying again. */
export function isLocal(error: ApiError): boolean {
  return LOCAL_CODES.has(error.failure.code);
}

/** Whether a failure means that the credential which asked is no good, rather than what it asked for. */
export function blamesSource(error: unknown): boolean {
  return error instanceof ApiError && stsCode(error.failure.code)?.[1].blamesSource === true;
}

const FILE_CODES = /^(ENOENT|ENOTFILE|EACCES|EPERM|EISDIR|ENOTDIR|ELOOP|EIO)$/;

/** What a step failed with, as an ApiError. Of an unknown error only its code or name is looked at. */
export function toApiError(error: unknown, step: CredentialStep): ApiError {
  if (error instanceof ApiError) return error;
  const [code, name] = [textOf(error, 'code'), textOf(error, 'name')];
  if (FILE_CODES.test(code)) {
    const hint = `the token file cannot be read (${code})`;
    return stepError(step, { code: 'file_unreadable', hint });
  }
  if (code !== '') return stepNetworkError(step, error);
  return name.includes('Timeout') ? stepTimeout(step) : badAnswerError(step);
}
