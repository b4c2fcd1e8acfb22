/** An Alibaba Cloud account as it is configured. */

import type { Secret, SecretSource } from './secret.ts';

/** How an account signs its calls. */
export type CredentialsConfig =
  | { readonly type: 'default' }
  | {
      readonly type: 'access_key';
      readonly accessKeyId: SecretSource;
      readonly accessKeySecret: SecretSource;
    }
  | {
      readonly type: 'sts';
      readonly accessKeyId: SecretSource;
      readonly accessKeySecret: SecretSource;
      readonly securityToken: SecretSource;
    }
  | ({
      readonly type: 'ram_role_arn';
      readonly externalId: string | undefined;
      /** What assumes the role; the default chain when the file does not say. */
      readonly source: CredentialsConfig;
    } & AssumeRole)
  | ({
      readonly type: 'oidc_role_arn';
      readonly oidcProviderArn: string;
      readonly oidcTokenFile: string;
    } & AssumeRole)
  | { readonly type: 'ecs_ram_role'; readonly roleName: string | undefined }
  | { readonly type: 'credentials_uri'; readonly uri: string };

/** What a role session is called, and how long it lasts, where nothing says otherwise. */
export const DEFAULT_SESSION = { name: 'alicloud-vpn-exporter', ms: 3_600_000 } as const;

/** What every way of assuming a role shares. */
export interface AssumeRole {
  readonly roleArn: string;
  readonly roleSessionName: string;
  readonly sessionDurationMs: number;
  /** Host of the security token service; undefined means the SDK's default. */
  readonly stsEndpoint: string | undefined;
}

/** The request filters of DescribeVpnConnections. */
export interface Filters {
  readonly vpnGatewayId: string | undefined;
  readonly customerGatewayId: string | undefined;
  readonly vpnConnectionId: string | undefined;
  readonly resourceGroupId: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

/** How an account's API and STS are reached: keys as in Prometheus' `http_config`. */
export interface HttpConfig {
  /** Read HTTPS_PROXY, HTTP_PROXY and NO_PROXY; false with `proxyUrl`. */
  readonly proxyFromEnvironment: boolean;
  /** With user and password, where the proxy asks for them. */
  readonly proxyUrl: Secret | undefined;
  /** Exceptions from `proxyUrl`. */
  readonly noProxy: string;
  /** Certificates in PEM that are trusted instead of those of Node.js. */
  readonly caFile: string | undefined;
}

/** The settings of an account whose configuration has no `http_config`. */
export const DEFAULT_HTTP: HttpConfig = {
  proxyFromEnvironment: true,
  proxyUrl: undefined,
  noProxy: '',
  caFile: undefined,
};

/** One Alibaba Cloud account. */
export interface AccountConfig {
  /** Value of the account label; unique. */
  readonly name: string;
  readonly credentials: CredentialsConfig;
  /** A fixed list, or `all`: what DescribeRegions returns, without `excludeRegions`. */
  readonly regions: readonly string[] | 'all';
  /** Empty unless `regions` is `all`. */
  readonly excludeRegions: readonly string[];
  /** Whose endpoint is asked for the regions, where `regions` is `all`; undefined means cn-hangzhou. */
  readonly discoveryRegion?: string | undefined;
  /** Overrides the endpoint of every region: a URL or host[:port]. */
  readonly endpoint: string | undefined;
  /** The same for CloudMonitor alone. */
  readonly cloudmonitorEndpoint?: string | undefined;
  readonly network: 'public' | 'vpc';
  readonly http: HttpConfig;
  readonly filters: Filters;
  /** Their ids. */
  readonly expectedConnections: readonly string[];
  /** The region of those whose region the file names, by id. */
  readonly expectedRegions?: Readonly<Record<string, string>>;
}
