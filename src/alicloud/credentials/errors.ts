/** What a failed attempt to find credentials is told as, and what the error codes of the security token service mean. */

import { socketError } from '../socket-errors.ts';
import { ApiError, type Failure, type FailureReason } from '../../model/failure.ts';
import { textOf } from '../../model/values.ts';

/** One code, or the common beginning of several. */
export interface StsCode {
  readonly code: string;
  readonly help: string;
  /** A later attempt may succeed without anybody's help. */
  readonly transient?: true;
  /** The service could not be used; nothing is wrong with the identity. */
  readonly reason?: 'network';
  /** The fault is the credential that asked, not the request. */
  readonly blamesSource?: true;
}

const sourceKey = 'the access key that assumes the role';
const busy = { help: 'it is tried again', transient: true, reason: 'network' } as const;

/**
 * Longer codes before their beginnings. Sources: the error codes of Sts 2015-04-01 in the RAM developer reference,
 * and the list of common AssumeRole errors in the OSS documentation.
 */
const STS_CODES: readonly StsCode[] = [
  {
    code: 'NoPermission',
    help: 'the caller needs sts:AssumeRole on the role, and the trust policy of the role must name the caller (an account’s own key cannot assume roles)',
  },
  {
    code: 'AuthenticationFail.NoPermission',
    help: 'the OIDC provider is not registered, or the trust policy of the role does not allow this service account',
  },
  {
    code: 'AuthenticationFail.OIDCToken.Expired',
    help: 'the OIDC token has expired; it is read again at the next attempt',
    transient: true,
  },
  {
    code: 'AuthenticationFail.OIDCToken.AudienceNotMatch',
    help: 'the audience of the OIDC token is not a client id of the OIDC provider',
  },
  {
    code: 'AuthenticationFail.OIDCToken.PublicKeyFingerprintMismatch',
    help: 'the fingerprint of the OIDC provider is out of date',
  },
  {
    code: 'AuthenticationFail.OIDCToken',
    help: 'the OIDC token is not accepted; check issuer and fingerprints of the OIDC provider',
  },
  { code: 'AuthenticationFail', help: 'the identity is not accepted' },
  { code: 'EntityNotExist.Role', help: 'the role does not exist; check role_arn' },
  {
    code: 'EntityNotExist',
    help: 'role_arn or oidc_provider_arn names something that is not there',
  },
  {
    code: 'InvalidAccessKeyId.NotFound',
    help: `${sourceKey} does not exist`,
    blamesSource: true,
  },
  { code: 'InvalidAccessKeyId.Inactive', help: `${sourceKey} is disabled`, blamesSource: true },
  { code: 'InvalidAccessKeyId', help: `${sourceKey} is not valid`, blamesSource: true },
  {
    code: 'SignatureDoesNotMatch',
    help: `the secret of ${sourceKey} is wrong`,
    blamesSource: true,
  },
  {
    code: 'InvalidSecurityToken.Expired',
    help: 'the session that assumes the role has expired; it is renewed',
    transient: true,
    blamesSource: true,
  },
  {
    code: 'InvalidSecurityToken',
    help: 'the session that assumes the role is not valid',
    blamesSource: true,
  },
  {
    code: 'MissingSecurityToken',
    help: `${sourceKey} is a temporary one and needs its security token`,
    blamesSource: true,
  },
  {
    code: 'InvalidTimeStamp',
    help: 'the clock of this machine is off by more than 15 minutes',
    transient: true,
  },
  {
    code: 'InvalidParameter.DurationSeconds',
    help: 'session_duration must be between 15m and the longest session that the role allows',
  },
  { code: 'InvalidParameter.RoleSessionName', help: 'role_session_name is not valid' },
  { code: 'InvalidParameter.RoleArn', help: 'role_arn is not valid' },
  { code: 'InvalidParameter.PolicyGrammar', help: 'the session policy is not valid' },
  { code: 'InvalidParameter', help: 'a parameter is not valid' },
  { code: 'SignatureNonceUsed', ...busy },
  { code: 'Throttling', ...busy },
  { code: 'ServiceUnavailable', ...busy },
  { code: 'InternalError', ...busy },
];

/**
 * The entry for what an error body calls its code. What is shown of it is the entry's own text: nothing that a
 * service answers ever becomes part of a message.
 */
export function stsCode(code: unknown): StsCode | undefined {
  if (typeof code !== 'string') return undefined;
  return STS_CODES.find((entry) => code === entry.code || code.startsWith(`${entry.code}.`));
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

function parsed(body: Buffer): object {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

function requestIdOf(body: object): { readonly requestId?: string } {
  const id: unknown = Reflect.get(body, 'RequestId');
  return typeof id === 'string' && REQUEST_ID.test(id) ? { requestId: id } : {};
}

/** What an HTTP status other than 200 says when the body does not. */
function byStatus(status: number, help: string): Problem {
  const code = `http_${status}`;
  if (status < 500 && status !== 429)
    return { code, hint: `answered with status ${status}: ${help}` };
  const hint = `answered with status ${status}; it is tried again`;
  return { reason: 'network', code, transient: true, hint };
}

function byCode(known: StsCode): Problem {
  const hint = `refused with code ${known.code}: ${known.help}`;
  const { code, reason = 'auth', transient = false } = known;
  return { reason, code, transient, hint };
}

/**
 * A step that was answered with another status than 200. Of the body only its request id is taken, and its code where
 * it is a documented one of STS.
 * @param help what a client error means at this step
 */
export function refusalError(
  step: CredentialStep,
  status: number,
  body: Buffer,
  help: string | ((status: number) => string),
): ApiError {
  const fields = parsed(body);
  const known = stsCode(Reflect.get(fields, 'Code'));
  const problem =
    known === undefined
      ? byStatus(status, typeof help === 'string' ? help : help(status))
      : byCode(known);
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
  return error instanceof ApiError && stsCode(error.failure.code)?.blamesSource === true;
}

const FILE_CODES = /^(ENOENT|EACCES|EPERM|EISDIR|ENOTDIR|ELOOP|EIO)$/;

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
