/** What the error codes of the security token service mean. */

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
