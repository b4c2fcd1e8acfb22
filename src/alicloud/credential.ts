/** What signs a call, and where it comes from. */

/** An access key, with the token of its session when it is a temporary one. */
export interface Credential {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken: string | undefined;
  /** The SDK's name of the provider, sent as x-acs-credentials-provider. */
  readonly providerName: string;
}

/** A provider of credentials for one account, shared by all its regions. */
export interface CredentialSource {
  /**
   * The credential to sign with now. Concurrent calls share one resolution.
   * @throws ApiError with reason `auth`, `network` or `timeout` when none can be had.
   */
  get(signal: AbortSignal): Promise<Credential>;
  /** Forgets what was resolved: the API refused `credential`. One that was replaced meanwhile is left alone. */
  reject(credential: Credential): void;
}
